#include "trm/network/attention_mixer.h"

#include <math.h>

enum { RELATION_SCALE = 4 }; /* lets the bias move as fast as scores do, at the learning rate of small tables */

/* Softmaxes single out as few of many cells as of few. Measured against 64 cells, much like 81. */
static double sharpness(const bound *b)
{
    return softmax_sharpness(b, b->shape->sequence, 64);
}

void attention_add_bias(parameters *p, const network_config *c)
{
    if (!c->relations_on) return;
    parameter *bias = parameter_add(p, "self_attn.relation_bias", c->heads, layout_relations(c), ROLE_OTHER, 0.5);
    bias->relations = (int)c->relations;
    bias->unit = RELATION_SCALE;
}

tensor *attention_prepare_bias(tape *t, const bound *b, int layer, int bias)
{
    if (!b->net->config.relations_on) return NULL;
    return relation_bias(t, &mixer_tensors(b, layer)[bias], &b->shape->bias_index,
                         (real)(RELATION_SCALE * sharpness(b)));
}

tensor *attention_apply(tape *t, const bound *b, int layer, tensor *q, tensor *kv, int kv_heads)
{
    int heads = (int)b->net->config.heads;
    double width = (double)b->net->config.width / heads;
    return grouped_attention(
        t, q, kv, b->prepared[layer], &b->shape->bias_index,
        (attention_form){
            .heads = heads, .kv_heads = kv_heads, .scale = (real)(sharpness(b) / sqrt(width)), .sight = b->sight});
}
