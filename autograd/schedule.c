#include "autograd/optimiser.h"

#include <math.h>

double schedule(decay_shape shape, double progress, long step, long warmup, double decay_from, double floor)
{
    double factor = step < warmup ? (double)(step + 1) / (double)warmup : 1;
    if (progress <= decay_from) return factor;
    double left = progress < 1 ? (1 - progress) / (1 - decay_from) : 0; /* from 1, when the decay begins, to 0 */
    double down = shape == DECAY_COSINE ? 0.5 * (1 - cos(3.14159265358979 * left)) : left;
    return factor * (floor + (1 - floor) * down);
}
