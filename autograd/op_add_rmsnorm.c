/* add_rmsnorm: s = x + branch,  y = s r,  r = 1 / sqrt(mean(s^2) + eps)        all [N, D]
 *   ds = r (dy - y mean(dy y));   dx += ds;   dbranch += ds
 * saves r [N]; s is not kept, since y alone is enough; the means run over D                  */
#include "autograd/ops.h"
#include "autograd/simd.h"

static const real EPSILON = (real)1e-5; /* the reference implementation's */

static void forward(tape *t, node *n)
{
    (void)t;
    int width = tensor_columns(n->out), rows = tensor_rows(n->out);
    for (int i = 0; i < rows; i++) {
        size_t at = (size_t)i * (size_t)width;
        const real *x = n->in[0]->x + at, *branch = n->in[1]->x + at;
        real *restrict y = n->out->x + at;
        for (int d = 0; d < width; d++) y[d] = x[d] + branch[d];
        real r = 1 / (real)sqrt(dot(width, y, y) / (real)width + EPSILON);
        for (int d = 0; d < width; d++) y[d] *= r;
        n->saved[i] = r;
    }
}

static void backward(tape *t, node *n)
{
    (void)t;
    int width = tensor_columns(n->out), rows = tensor_rows(n->out);
    for (int i = 0; i < rows; i++) {
        size_t at = (size_t)i * (size_t)width;
        const real *y = n->out->x + at, *dy = n->out->g + at;
        real r = n->saved[i], mean = dot(width, dy, y) / (real)width;
        for (int input = 0; input < 2; input++) {
            if (!n->in[input]->g) continue;
            real *restrict dx = n->in[input]->g + at;
            for (int d = 0; d < width; d++) dx[d] += r * (dy[d] - y[d] * mean);
        }
    }
}

static const operation op = {"add_rmsnorm", forward, backward};

tensor *add_rmsnorm(tape *t, tensor *x, tensor *branch)
{
    require_shape(tensor_size(x) == tensor_size(branch), op.name, x, branch);
    tensor *y = tape_tensor(t, x->g || branch->g, x->dims, x->shape);
    real *r = arena_alloc(t->memory, (size_t)tensor_rows(x) * sizeof(real));
    return tape_run(t, (node){.op = &op, .in = {x, branch}, .out = y, .saved = r});
}
