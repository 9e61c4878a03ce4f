#include "autograd/optimiser.h"

#include <math.h>

void average_update(size_t n, real *average, const real *w, double decay, long step, int warmup)
{
    real take = (real)(1 - (warmup ? fmin(decay, (double)(step + 1) / (double)(step + 10)) : decay));
    for (size_t i = 0; i < n; i++) average[i] += take * (w[i] - average[i]);
}
