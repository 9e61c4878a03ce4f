#include "autograd/optimiser.h"

#include <math.h>

double schedule(decay_shape shape, double progress, long step, long warmup, double decay_from, double floor)
{
    double factor = step < warmup ? (double)(step + 1) / (double)warmup : 1;
    if (progress <= decay_from) return factor;
    double left = progress < 1 ? (1 - progress) / (1 - decay_from) : 0; /* 1 where the decay begins, 0 at the end */
    double down = shape == DECAY_COSINE ? 0.5 * (1 - cos(3.14159265358979 * left)) : left;
    return factor * (floor + (1 - floor) * down);
}

void ema_update(size_t n, real *average, const real *w, double decay, long step)
{
    real take = (real)(1 - fmin(decay, (double)(step + 1) / (double)(step + 10)));
    for (size_t i = 0; i < n; i++) average[i] += take * (w[i] - average[i]);
}
