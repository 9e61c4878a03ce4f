/* mean: y[b, i] = scale / n * sum over j of x[b, j, i]           x [B, n, k], i < m, y [B, m]
 *   dx[b, j, i] += scale / n * dy[b, i]
 * Over planes: n = P, m = k = L D. Over all tokens: n = P L, m = k = D. Over the first token of each plane: n = P,
 * m = D, k = L D.
 * saves nothing                                                                              */
#include "autograd/ops.h"

/* k: from one term of a mean to the next. */
static size_t stride_of(const node *n)
{
    return tensor_size(n->in[0]) / ((size_t)n->n[0] * (size_t)n->n[1]);
}

static void forward(tape *t, node *n)
{
    (void)t;
    size_t count = (size_t)n->n[1], width = (size_t)n->n[2], stride = stride_of(n);
    real scale = n->scale / (real)count;
    for (size_t b = 0; b < (size_t)n->n[0]; b++) {
        real *restrict y = n->out->x + b * width;
        for (size_t i = 0; i < width; i++) y[i] = 0;
        for (size_t j = 0; j < count; j++) {
            const real *x = n->in[0]->x + (b * count + j) * stride;
            for (size_t i = 0; i < width; i++) y[i] += x[i];
        }
        for (size_t i = 0; i < width; i++) y[i] *= scale;
    }
}

static void backward(tape *t, node *n)
{
    (void)t;
    size_t count = (size_t)n->n[1], width = (size_t)n->n[2], stride = stride_of(n);
    real scale = n->scale / (real)count;
    for (size_t b = 0; b < (size_t)n->n[0]; b++) {
        const real *dy = n->out->g + b * width;
        for (size_t j = 0; j < count; j++) {
            real *restrict dx = n->in[0]->g + (b * count + j) * stride;
            for (size_t i = 0; i < width; i++) dx[i] += scale * dy[i];
        }
    }
}

static const operation op = {"mean", forward, backward};

tensor *mean_over_planes(tape *t, tensor *x, real scale)
{
    int shape[] = {x->shape[0], x->shape[2], x->shape[3]};
    tensor *y = tape_tensor(t, x->g != NULL, 3, shape);
    int cells_by_width = x->shape[2] * x->shape[3];
    return tape_run(
        t, (node){.op = &op, .in = {x}, .out = y, .n = {x->shape[0], x->shape[1], cells_by_width}, .scale = scale});
}

tensor *mean_over_tokens(tape *t, tensor *x)
{
    int shape[] = {x->shape[0], x->shape[3]};
    tensor *y = tape_tensor(t, x->g != NULL, 2, shape);
    int tokens = x->shape[1] * x->shape[2];
    return tape_run(t, (node){.op = &op, .in = {x}, .out = y, .n = {x->shape[0], tokens, x->shape[3]}, .scale = 1});
}

tensor *mean_over_first_tokens(tape *t, tensor *x)
{
    int shape[] = {x->shape[0], x->shape[3]};
    tensor *y = tape_tensor(t, x->g != NULL, 2, shape);
    return tape_run(t,
                    (node){.op = &op, .in = {x}, .out = y, .n = {x->shape[0], x->shape[1], x->shape[3]}, .scale = 1});
}
