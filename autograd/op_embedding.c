/* embedding: y[i] = scale * table[token[i]]                    table [V, D], y [N, D]
 *   dtable[token[i]] += scale * dy[i]
 * saves nothing                                                                              */
#include "autograd/ops.h"

static void forward(node *n)
{
    const uint8_t *token = n->table;
    int width = tensor_columns(n->out), rows = tensor_rows(n->out);
    for (int i = 0; i < rows; i++) {
        const real *from = n->in[0]->x + token[i] * width;
        real *y = n->out->x + (size_t)i * (size_t)width;
        for (int d = 0; d < width; d++) y[d] = n->scale * from[d];
    }
}

static void backward(node *n)
{
    const uint8_t *token = n->table;
    int width = tensor_columns(n->out), rows = tensor_rows(n->out);
    for (int i = 0; i < rows; i++) {
        real *to = n->in[0]->g + token[i] * width;
        const real *dy = n->out->g + (size_t)i * (size_t)width;
        for (int d = 0; d < width; d++) to[d] += n->scale * dy[d];
    }
}

static const operation op = {"embedding", forward, backward};

tensor *embedding(tape *t, tensor *table, const uint8_t *tokens, int b, int p, int l, real scale)
{
    int shape[] = {b, p, l, tensor_columns(table)};
    tensor *y = tape_tensor(t, table->g != NULL, 4, shape);
    return tape_run(t, (node){.op = &op, .in = {table}, .out = y, .table = tokens, .scale = scale});
}
