/* take_rows: y[i] = table[row[i]]                                table [R, D], y [N, D]
 *   dtable[row[i]] += dy[i]
 * saves nothing                                                                              */
#include "autograd/ops.h"

#include <string.h>

static void forward(node *n)
{
    const int32_t *row = n->table;
    size_t width = (size_t)tensor_columns(n->out);
    for (int i = 0; i < n->n[0]; i++)
        memcpy(n->out->x + (size_t)i * width, n->in[0]->x + (size_t)row[i] * width, width * sizeof(real));
}

static void backward(node *n)
{
    const int32_t *row = n->table;
    size_t width = (size_t)tensor_columns(n->out);
    for (int i = 0; i < n->n[0]; i++) {
        real *to = n->in[0]->g + (size_t)row[i] * width;
        const real *dy = n->out->g + (size_t)i * width;
        for (size_t d = 0; d < width; d++) to[d] += dy[d];
    }
}

static const operation op = {"take_rows", forward, backward};

tensor *take_rows(tape *t, tensor *table, const int32_t *rows, int count)
{
    tensor *y = tape_tensor(t, table->g != NULL, 2, (int[]){count, tensor_columns(table)});
    return tape_run(t, (node){.op = &op, .in = {table}, .out = y, .table = rows, .n = {count}});
}
