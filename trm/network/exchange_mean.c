/* context = 3 mean over planes of h */
#include "trm/network/network.h"

tensor *pool_by_mean(tape *t, const bound *b, int layer, tensor *h)
{
    enum { CONTEXT_SCALE = 3 }; /* a mean over nine planes has a third of the spread of one */
    (void)b, (void)layer;
    return mean_over_planes(t, h, CONTEXT_SCALE);
}

const exchange exchange_mean = {
    .name = "mean",
    .help = "each cell's mean over its planes",
    .pool = pool_by_mean,
};
