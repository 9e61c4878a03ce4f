/* robust: y = e log(1 + x / e), x >= 0: the Cauchy loss. Like x while x is well below e; beyond, more of it counts less
 *   dx += dy e / (e + x)
 * saves nothing                                                                              */
#include "autograd/ops.h"

#include <math.h>

static void forward(node *n)
{
    const real *x = n->in[0]->x;
    double e = (double)n->scale;
    for (size_t i = 0; i < tensor_size(n->out); i++) n->out->x[i] = (real)(e * log1p((double)x[i] / e));
}

static void backward(node *n)
{
    const real *x = n->in[0]->x, *dy = n->out->g;
    real *dx = n->in[0]->g, e = n->scale;
    for (size_t i = 0; i < tensor_size(n->out); i++) dx[i] += dy[i] * e / (e + x[i]);
}

static const operation op = {"robust", forward, backward};

tensor *robust(tape *t, tensor *x, real e)
{
    tensor *y = tape_tensor(t, x->g != NULL, x->dims, x->shape);
    return tape_run(t, (node){.op = &op, .in = {x}, .out = y, .scale = e});
}
