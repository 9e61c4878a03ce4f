/* Attention among the planes of each cell, and the mean as context:  h <- rms(h + attention(h) Wo^T) */
#include "trm/network/network.h"

enum { QKV, OUT };

static void add_parameters(parameters *p, const network_config *c)
{
    double width = (double)c->width;
    parameter_add_matrix(p, "plane_attn.qkv_proj", 3 * c->width, c->width, 3, width);
    parameter_add_matrix(p, "plane_attn.o_proj", c->width, c->width, 1, width);
}

static tensor *apply(tape *t, const bound *b, int layer, tensor *h)
{
    tensor *w = exchange_tensors(b, layer);
    tensor *attended = attention_planes(t, linear(t, h, &w[QKV]), (int)b->net->config.heads);
    return add_rmsnorm(t, h, linear(t, attended, &w[OUT]));
}

static double flops(const network_config *c, double planes, double sequence)
{
    double width = (double)c->width;
    return planes * sequence * (4 * width * width + 2 * planes * width);
}

const exchange exchange_attention = {
    .name = "attention",
    .help = "attention among the planes of a cell, and the mean",
    .parameters = add_parameters,
    .apply = apply,
    .flops = flops,
    .pool = pool_by_mean,
};
