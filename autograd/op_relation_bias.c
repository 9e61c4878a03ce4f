/* relation_bias: bias[h, k, c] = scale * r[h, relation[k, c]], k a pattern (bias_index.h)   r [H, R], bias [H, K, VL]
 *   dr[h, i] += scale * sum of dbias[h, k, c] over all k, c with relation[k, c] = i
 * saves nothing
 *
 * Expanded once per supervision step, read by every pass. If there is no query at c, the relation is 0 and attention
 * leaves the gradient 0.                                                                                            */
#include "autograd/ops.h"

static void forward(node *n)
{
    const bias_index *index = n->table;
    int heads = n->in[0]->shape[0], relations = n->in[0]->shape[1], size = index->patterns * VL;
    for (int h = 0; h < heads; h++) {
        const real *r = n->in[0]->x + h * relations;
        real *bias = n->out->x + (ptrdiff_t)h * size;
        for (int i = 0; i < size; i++) bias[i] = n->scale * r[index->relation[i]];
    }
}

static void backward(node *n)
{
    const bias_index *index = n->table;
    int heads = n->in[0]->shape[0], relations = n->in[0]->shape[1], size = index->patterns * VL;
    for (int h = 0; h < heads; h++) {
        real *dr = n->in[0]->g + h * relations;
        const real *dbias = n->out->g + (ptrdiff_t)h * size;
        for (int i = 0; i < size; i++) dr[index->relation[i]] += n->scale * dbias[i];
    }
}

static const operation op = {"relation_bias", forward, backward};

tensor *relation_bias(tape *t, tensor *r, const bias_index *index, real scale)
{
    tensor *bias = tape_tensor(t, r->g != NULL, 3, (int[]){r->shape[0], index->patterns, VL});
    return tape_run(t, (node){.op = &op, .in = {r}, .out = bias, .table = index, .scale = scale});
}
