/* Softmax attention: every token looks at every token of its plane.
 *
 *     qkv = h Wqkv^T;   a = softmax(s q k^T + bias) v;   h <- rms(h + a Wo^T)
 *
 * The bias is learned for each relation of two cells (same row, one to the left, ...) and head. */
#include "trm/network/network.h"

#include <math.h>

enum { QKV, OUT, RELATION };

enum { RELATION_SCALE = 4 }; /* lets the bias move as fast as scores do, at the learning rate of small tables */

/* Softmaxes single out as few of many cells as of few. Measured against 64 cells, much like 81. */
static double sharpness(const bound *b)
{
    return softmax_sharpness(b, b->shape->sequence, 64);
}

static void add_parameters(parameters *p, const network_config *c)
{
    double width = (double)c->width;
    parameter_add_matrix(p, "self_attn.qkv_proj", 3 * c->width, c->width, 3, width);
    parameter_add_matrix(p, "self_attn.o_proj", c->width, c->width, 1, width);
    if (!c->relations_on) return;
    parameter *bias = parameter_add(p, "self_attn.relation_bias", c->heads, layout_relations(c), ROLE_OTHER, 0.5);
    bias->relations = (int)c->relations;
    bias->unit = RELATION_SCALE;
}

static tensor *prepare(tape *t, const bound *b, int layer)
{
    if (!b->net->config.relations_on) return NULL;
    return relation_bias(t, &mixer_tensors(b, layer)[RELATION], &b->shape->bias_index,
                         (real)(RELATION_SCALE * sharpness(b)));
}

static tensor *apply(tape *t, const bound *b, int layer, tensor *h)
{
    tensor *w = mixer_tensors(b, layer);
    int heads = (int)b->net->config.heads;
    tensor *qkv = linear(t, h, &w[QKV]);
    if (b->net->config.positions == POSITIONS_ROPE) qkv = rope(t, qkv, b->shape->angles, heads);
    double width = (double)b->net->config.width / heads;
    tensor *attended =
        attention(t, qkv, b->prepared[layer], &b->shape->bias_index, heads, (real)(sharpness(b) / sqrt(width)));
    return add_rmsnorm(t, h, linear(t, attended, &w[OUT]));
}

/* q, k, v and output; scores and weighted sums. */
static double flops(const network_config *c, double planes, double sequence)
{
    double width = (double)c->width;
    return planes * sequence * (4 * width * width + 2 * sequence * width);
}

const mixer mixer_attention = {
    .name = "attention",
    .help = "softmax attention among all cells",
    .takes_relations = 1,
    .takes_rope = 1,
    .parameters = add_parameters,
    .prepare = prepare,
    .apply = apply,
    .flops = flops,
};
