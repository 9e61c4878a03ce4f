/* Softmax attention: every token looks at every token of its plane.
 *
 *     qkv = h Wqkv^T;   a = softmax(s q k^T + bias) v;   h <- rms(h + a Wo^T)
 *
 * The bias is learned for each relation of two cells (same row, one to the left, ...) and head. With --kv-heads G fewer
 * than heads, H / G heads of queries share one of keys and values (grouped queries, arXiv 2305.13245). */
#include "trm/network/attention_mixer.h"

enum { QKV, OUT, SHARED = 2 }; /* with grouped queries QKV is that of queries alone */

static int kv_heads(const network_config *c)
{
    return (int)(c->kv_heads ? c->kv_heads : c->heads);
}

static int is_grouped(const network_config *c)
{
    return kv_heads(c) < c->heads;
}

static double kv_width(const network_config *c)
{
    return (double)(2 * kv_heads(c) * (c->width / c->heads));
}

static void add_parameters(parameters *p, const network_config *c)
{
    double width = (double)c->width;
    if (is_grouped(c))
        parameter_add_matrix(p, "self_attn.q_proj", c->width, c->width, 1, width);
    else
        parameter_add_matrix(p, "self_attn.qkv_proj", 3 * c->width, c->width, 3, width);
    parameter_add_matrix(p, "self_attn.o_proj", c->width, c->width, 1, width);
    if (is_grouped(c)) parameter_add_matrix(p, "self_attn.kv_proj", (int64_t)kv_width(c), c->width, 2, width);
    attention_add_bias(p, c);
}

static tensor *prepare(tape *t, const bound *b, int layer)
{
    return attention_prepare_bias(t, b, layer, SHARED + is_grouped(&b->net->config));
}

static tensor *turn(tape *t, const bound *b, tensor *x, int heads)
{
    const network_config *c = &b->net->config;
    if (c->positions != POSITIONS_ROPE) return x;
    return rope(t, x, b->shape->angles, heads, (int)(c->width / c->heads));
}

static tensor *apply(tape *t, const bound *b, int layer, tensor *h)
{
    const network_config *c = &b->net->config;
    tensor *w = mixer_tensors(b, layer), *kv = NULL, *q = linear(t, h, &w[QKV]);
    q = turn(t, b, q, is_grouped(c) ? (int)c->heads : 2 * (int)c->heads);
    if (is_grouped(c)) kv = turn(t, b, linear(t, h, &w[SHARED]), kv_heads(c));
    return add_rmsnorm(t, h, linear(t, attention_apply(t, b, layer, q, kv, kv_heads(c)), &w[OUT]));
}

/* q, k, v and output; scores and weighted sums. */
static double flops(const network_config *c, double planes, double sequence)
{
    double width = (double)c->width;
    return planes * sequence * (2 * width * width + kv_width(c) * width + 2 * sequence * width);
}

const mixer mixer_attention = {
    .name = "attention",
    .help = "softmax attention among all cells, in groups with --kv-heads",
    .takes_relations = 1,
    .takes_rope = 1,
    .takes_order = 1,
    .takes_heads = 1,
    .parameters = add_parameters,
    .prepare = prepare,
    .apply = apply,
    .flops = flops,
};
