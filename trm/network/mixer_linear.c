/* Linear attention (arXiv 2006.16236): every token reads one sum over all tokens of its plane, so that the cost grows
 * with the cells and not with their square.
 *
 *     qkv = h Wqkv^T;   o_i = f(q_i) sum_j f(k_j) v_j^T / f(q_i) . sum_j f(k_j),  f = elu + 1;   h <- rms(h + o Wo^T)
 *
 * In the numerator f(q) and f(k) are turned by row and column: how two cells lie to each other changes their weight. */
#include "trm/network/network.h"

enum { QKV, OUT };

static void add_parameters(parameters *p, const network_config *c)
{
    double width = (double)c->width;
    parameter_add_matrix(p, "linear_attn.qkv_proj", 3 * c->width, c->width, 3, width);
    parameter_add_matrix(p, "linear_attn.o_proj", c->width, c->width, 1, width);
}

static tensor *apply(tape *t, const bound *b, int layer, tensor *h)
{
    tensor *w = mixer_tensors(b, layer);
    tensor *read = linear_attention(t, linear(t, h, &w[QKV]), &b->shape->place, (int)b->net->config.heads);
    return add_rmsnorm(t, h, linear(t, read, &w[OUT]));
}

/* q, k, v and output; a sum of E x E a head, made and read. */
static double flops(const network_config *c, double planes, double sequence)
{
    double width = (double)c->width, head = width / (double)c->heads;
    return planes * sequence * (4 * width * width + 2 * width * head);
}

const mixer mixer_linear = {
    .name = "linear",
    .help = "linear attention (elu + 1) among all cells, turned by row and column",
    .preset = {"relations off"},
    .takes_places = 1,
    .parameters = add_parameters,
    .apply = apply,
    .flops = flops,
};
