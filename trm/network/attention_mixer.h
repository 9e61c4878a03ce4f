/* What the mixers with softmax attention have in common: a bias for each relation of two cells, and what attention does
 * with queries, keys and values once they are there. */
#ifndef TRM_NETWORK_ATTENTION_MIXER_H
#define TRM_NETWORK_ATTENTION_MIXER_H

#include "trm/network/network.h"

/* Adds the bias, if relations are on: the last parameter of the mixer. */
void attention_add_bias(parameters *p, const network_config *c);

/* mixer.prepare; `bias`: number of that parameter in the mixer. */
tensor *attention_prepare_bias(tape *t, const bound *b, int layer, int bias);

/* softmax(s q k^T + bias) v of `kv_heads` heads of keys and values, as grouped_attention (ops.h) takes them. */
tensor *attention_apply(tape *t, const bound *b, int layer, tensor *q, tensor *kv, int kv_heads);

#endif
