/* relation_bias: bias[h, j, i] = scale * r[h, relation[i, j]]    r [H, R], relation [L, L], bias [H, L, padded(L)]
 *   dr[h, k] += scale * sum of dbias[h, j, i] over the pairs with relation[i, j] = k
 * saves nothing; expanded once per supervision step, a row per key j as attention reads it, and read by every pass */
#include "autograd/ops.h"

static void forward(tape *t, node *n)
{
    (void)t;
    const uint8_t *relation = n->table;
    int cells = n->n[0], heads = n->in[0]->shape[0], relations = n->in[0]->shape[1], row = tensor_columns(n->out);
    for (int h = 0; h < heads; h++)
        for (int j = 0; j < cells; j++) {
            const real *r = n->in[0]->x + h * relations;
            real *bias = n->out->x + (size_t)(h * cells + j) * (size_t)row;
            for (int i = 0; i < cells; i++) bias[i] = n->scale * r[relation[i * cells + j]];
            for (int i = cells; i < row; i++) bias[i] = 0;
        }
}

static void backward(tape *t, node *n)
{
    (void)t;
    const uint8_t *relation = n->table;
    int cells = n->n[0], heads = n->in[0]->shape[0], relations = n->in[0]->shape[1], row = tensor_columns(n->out);
    for (int h = 0; h < heads; h++)
        for (int j = 0; j < cells; j++) {
            real *dr = n->in[0]->g + h * relations;
            const real *dbias = n->out->g + (size_t)(h * cells + j) * (size_t)row;
            for (int i = 0; i < cells; i++) dr[relation[i * cells + j]] += n->scale * dbias[i];
        }
}

static const operation op = {"relation_bias", forward, backward};

tensor *relation_bias(tape *t, tensor *r, const uint8_t *relation, int l, real scale)
{
    int shape[] = {r->shape[0], l, attention_padded(l)};
    tensor *bias = tape_tensor(t, r->g != NULL, 3, shape);
    return tape_run(t, (node){.op = &op, .in = {r}, .out = bias, .table = relation, .n = {l}, .scale = scale});
}
