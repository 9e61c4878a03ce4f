/* embedding, take_rows: y[i] = scale * table[row[i]]            table [V, D], y [N, D]
 *   dtable[row[i]] += scale * dy[i]
 * saves nothing; rows are bytes (tokens), or int32_t and the scale is 1                      */
#include "autograd/ops.h"
#include "autograd/simd.h"

static inline size_t row_at(const void *table, int is_wide, size_t i)
{
    return is_wide ? (size_t)((const int32_t *)table)[i] : ((const uint8_t *)table)[i];
}

static void forward(node *n)
{
    size_t width = (size_t)tensor_columns(n->out), rows = (size_t)tensor_rows(n->out);
    const real *x = n->in[0]->x, scale = n->scale;
    real *restrict y = n->out->x;
    const void *table = n->table;
    int is_wide = n->n[0];
    for (size_t i = 0; i < rows; i++, y += width) {
        const real *from = x + row_at(table, is_wide, i) * width;
        for (size_t d = 0; d < width; d++) y[d] = scale * from[d];
    }
}

static void backward(node *n)
{
    size_t width = (size_t)tensor_columns(n->out), rows = (size_t)tensor_rows(n->out);
    for (size_t i = 0; i < rows; i++)
        add_scaled(width, n->in[0]->g + row_at(n->table, n->n[0], i) * width, n->out->g + i * width, n->scale);
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
