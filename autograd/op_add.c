/* add: y = a + scale * b, b repeated along the leading dimensions of a         a, y [M, n], b [n]
 *   da += dy;   db += scale * sum of dy over M
 * saves nothing                                                                              */
#include "autograd/ops.h"
#include "autograd/simd.h"

static void forward(node *n)
{
    size_t size = tensor_size(n->out), period = tensor_size(n->in[1]);
    for (size_t m = 0; m < size; m += period) {
        const real *a = n->in[0]->x + m, *b = n->in[1]->x;
        real *restrict y = n->out->x + m;
        for (size_t i = 0; i < period; i++) y[i] = a[i] + n->scale * b[i];
    }
}

static void backward(node *n)
{
    size_t size = tensor_size(n->out), period = tensor_size(n->in[1]);
    real *da = n->in[0]->g, *db = n->in[1]->g;
    for (size_t m = 0; m < size; m += period) {
        const real *dy = n->out->g + m;
        if (da) add_scaled(period, da + m, dy, 1);
        if (db) add_scaled(period, db, dy, n->scale);
    }
}

static const operation op = {"add", forward, backward};

tensor *add(tape *t, tensor *a, tensor *b, real scale)
{
    require_shape(tensor_size(a) % tensor_size(b) == 0, op.name, a, b);
    tensor *y = tape_tensor(t, a->g || b->g, a->dims, a->shape);
    return tape_run(t, (node){.op = &op, .in = {a, b}, .out = y, .scale = scale});
}
