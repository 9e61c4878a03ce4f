/* embedding, take_rows: y[i] = scale * table[row[i]]            table [V, D], y [N, D]
 *   dtable[row[i]] += scale * dy[i]
 * saves nothing; rows are bytes (tokens), or int32_t and the scale is 1                      */
#include "autograd/ops.h"
#include "autograd/simd.h"

/* Where row i of the output comes from, in reals. */
static size_t row_at(const node *n, int i)
{
    size_t row = n->n[0] ? (size_t)((const int32_t *)n->table)[i] : ((const uint8_t *)n->table)[i];
    return row * (size_t)tensor_columns(n->out);
}

static void forward(node *n)
{
    int width = tensor_columns(n->out), rows = tensor_rows(n->out);
    for (int i = 0; i < rows; i++) {
        const real *from = n->in[0]->x + row_at(n, i);
        real *restrict y = n->out->x + (size_t)i * (size_t)width;
        for (int d = 0; d < width; d++) y[d] = n->scale * from[d];
    }
}

static void backward(node *n)
{
    size_t width = (size_t)tensor_columns(n->out), rows = (size_t)tensor_rows(n->out);
    for (size_t i = 0; i < rows; i++)
        add_scaled(width, n->in[0]->g + row_at(n, (int)i), n->out->g + i * width, n->scale);
}

static const operation tokens_op = {"embedding", forward, backward};
static const operation rows_op = {"take_rows", forward, backward};

tensor *embedding(tape *t, tensor *table, const uint8_t *tokens, int b, int p, int l, real scale)
{
    tensor *y = tape_tensor(t, table->g != NULL, 4, (int[]){b, p, l, tensor_columns(table)});
    return tape_run(t, (node){.op = &tokens_op, .in = {table}, .out = y, .table = tokens, .scale = scale});
}

tensor *take_rows(tape *t, tensor *table, const int32_t *rows, int count)
{
    tensor *y = tape_tensor(t, table->g != NULL, 2, (int[]){count, tensor_columns(table)});
    return tape_run(t, (node){.op = &rows_op, .in = {table}, .out = y, .table = rows, .n = {1}, .scale = 1});
}
