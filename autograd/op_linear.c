/* linear: y = x W^T                                            x [N, I], W [O, I], y [N, O]
 *   dx += dy W;   dW += dy^T x
 * saves nothing; the owner of W packs both its forms                                         */
#include "autograd/ops.h"

static void forward(node *n)
{
    const tensor *x = n->in[0], *w = n->in[1];
    int inner = tensor_columns(x), outer = w->shape[0];
    gemm(tensor_rows(x), outer, inner, mat_rows(x->x, inner), w->packed->forward, n->out->x, outer, 0);
}

static void backward(node *n)
{
    const tensor *x = n->in[0], *w = n->in[1];
    int rows = tensor_rows(x), inner = tensor_columns(x), outer = w->shape[0];
    const real *dy = n->out->g;
    if (x->g) gemm(rows, inner, outer, mat_rows(dy, outer), w->packed->input, x->g, inner, 1);
    if (w->g) gemm(outer, inner, rows, mat_columns(dy, outer), mat_unpacked(x->x, inner), w->g, inner, 1);
}

static const operation op = {"linear", forward, backward};

tensor *linear(tape *t, tensor *x, tensor *w)
{
    require_shape(w->dims == 2 && tensor_columns(x) == w->shape[1], op.name, x, w);
    int shape[MAX_DIMS];
    for (int i = 0; i < x->dims; i++) shape[i] = x->shape[i];
    shape[x->dims - 1] = w->shape[0];
    tensor *y = tape_tensor(t, x->g || w->g, x->dims, shape);
    return tape_run(t, (node){.op = &op, .in = {x, w}, .out = y});
}
