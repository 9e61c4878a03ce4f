/* mean: y[b, i] = scale / n * sum over j of x[b, j, i]           x [B, n, k], i < m, y [B, m]
 *   dx[b, j, i] += scale / n * dy[b, i]
 * Over planes: n = P, m = k = L D. Over all tokens: n = P L, m = k = D. Over the first token of each plane: n = P,
 * m = D, k = L D.
 * saves nothing                                                                              */
#include "autograd/ops.h"
#include "autograd/simd.h"

/* k: from one term of a mean to the next. */
static size_t stride_of(const node *n)
{
    return tensor_size(n->in[0]) / ((size_t)n->n[0] * (size_t)n->n[1]);
}

static void forward(node *n)
{
    size_t count = (size_t)n->n[1], width = (size_t)n->n[2], stride = stride_of(n);
    real scale = n->scale / (real)count;
    for (size_t b = 0; b < (size_t)n->n[0]; b++) {
        real *restrict y = n->out->x + b * width;
        for (size_t i = 0; i < width; i++) y[i] = 0;
        for (size_t j = 0; j < count; j++) add_scaled(width, y, n->in[0]->x + (b * count + j) * stride, 1);
        for (size_t i = 0; i < width; i++) y[i] *= scale;
    }
}

static void backward(node *n)
{
    size_t count = (size_t)n->n[1], width = (size_t)n->n[2], stride = stride_of(n);
    real scale = n->scale / (real)count;
    for (size_t b = 0; b < (size_t)n->n[0]; b++)
        for (size_t j = 0; j < count; j++)
            add_scaled(width, n->in[0]->g + (b * count + j) * stride, n->out->g + b * width, scale);
}

static const operation op = {"mean", forward, backward};

/* n = terms, m = width; `shape` is that of y. */
static tensor *mean(tape *t, tensor *x, int terms, int width, real scale, int dims, const int *shape)
{
    tensor *y = tape_tensor(t, x->g != NULL, dims, shape);
    return tape_run(t, (node){.op = &op, .in = {x}, .out = y, .n = {x->shape[0], terms, width}, .scale = scale});
}

tensor *mean_over_planes(tape *t, tensor *x, real scale)
{
    const int *s = x->shape, shape[] = {s[0], s[2], s[3]};
    return mean(t, x, s[1], s[2] * s[3], scale, 3, shape);
}

tensor *mean_over_tokens(tape *t, tensor *x)
{
    const int *s = x->shape, shape[] = {s[0], s[3]};
    return mean(t, x, s[1] * s[2], s[3], 1, 2, shape);
}

tensor *mean_over_first_tokens(tape *t, tensor *x)
{
    const int *s = x->shape, shape[] = {s[0], s[3]};
    return mean(t, x, s[1], s[3], 1, 2, shape);
}
