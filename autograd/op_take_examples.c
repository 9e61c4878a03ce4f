/* take_examples: y = the examples from `first` on                    x [B, ..], y [count, ..]
 *   dx[first + i] += dy[i]
 * saves nothing                                                                              */
#include "autograd/ops.h"

#include <string.h>

/* Reals in front of the first example that is taken. */
static size_t before(const node *n)
{
    return (size_t)n->n[0] * (tensor_size(n->out) / (size_t)n->out->shape[0]);
}

static void forward(node *n)
{
    memcpy(n->out->x, n->in[0]->x + before(n), tensor_size(n->out) * sizeof(real));
}

static void backward(node *n)
{
    real *dx = n->in[0]->g + before(n);
    for (size_t i = 0; i < tensor_size(n->out); i++) dx[i] += n->out->g[i];
}

static const operation op = {"take_examples", forward, backward};

tensor *take_examples(tape *t, tensor *x, int first, int count)
{
    int shape[MAX_DIMS];
    require_shape(first >= 0 && count > 0 && first + count <= x->shape[0], op.name, x, NULL);
    memcpy(shape, x->shape, sizeof shape);
    shape[0] = count;
    tensor *y = tape_tensor(t, x->g != NULL, x->dims, shape);
    return tape_run(t, (node){.op = &op, .in = {x}, .out = y, .n = {first}});
}
