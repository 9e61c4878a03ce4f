/* context = sum over planes of w h, w = softmax over planes of s h, channel by channel, with a learned sharpness s */
#include "trm/network/network.h"

static void add_parameters(parameters *p, const network_config *c)
{
    parameter_add(p, "mlp.context_sharpness", 1, c->width, ROLE_OTHER, 0)->mean = 1;
}

/* Measured against 8 planes, much like 9. */
static tensor *pool(tape *t, const bound *b, int layer, tensor *h)
{
    return pool_planes(t, h, pool_tensors(b, layer), (real)softmax_sharpness(b, b->shape->planes, 8));
}

const exchange exchange_pool = {
    .name = "pool",
    .help = "that mean weighted by a softmax over the planes",
    .pool_parameters = add_parameters,
    .pool = pool,
};
