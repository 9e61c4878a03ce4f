#include "autograd/optimiser.h"

#include <math.h>

void average_update(size_t n, real *average, const real *w, double decay, long step)
{
    real take = (real)(1 - fmin(decay, (double)(step + 1) / (double)(step + 10)));
    for (size_t i = 0; i < n; i++) average[i] += take * (w[i] - average[i]);
}
