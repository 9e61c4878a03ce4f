/* prefix: N tokens of an example in front of the tokens of every plane, and taken off again
 *   add_prefix:  y[b, p] = (scale * r[b], x[b, p])        r [B, N, D], x [B, P, L, D], y [B, P, N + L, D]
 *                dr[b] += scale * sum over p of dy[b, p, :N];   dx[b, p] += dy[b, p, N:]
 *   drop_prefix: y[b, p] = x[b, p, N:]                    x [B, P, N + L, D], y [B, P, L, D]
 *                dx[b, p, N:] += dy[b, p]
 * saves nothing                                                                              */
#include "autograd/ops.h"
#include "autograd/simd.h"

#include <string.h>

typedef struct sizes {
    size_t groups, planes, front, rest; /* groups = B P, front = N D, rest = L D */
} sizes;

static sizes sizes_of(const tensor *whole, int tokens)
{
    size_t groups = (size_t)whole->shape[0] * (size_t)whole->shape[1], width = (size_t)whole->shape[3];
    return (sizes){groups, (size_t)whole->shape[1], (size_t)tokens * width, (size_t)(whole->shape[2] - tokens) * width};
}

static void add_forward(node *n)
{
    sizes s = sizes_of(n->out, n->n[0]);
    for (size_t g = 0; g < s.groups; g++) {
        real *y = n->out->x + g * (s.front + s.rest);
        const real *r = n->in[1]->x + g / s.planes * s.front;
        for (size_t i = 0; i < s.front; i++) y[i] = n->scale * r[i];
        memcpy(y + s.front, n->in[0]->x + g * s.rest, s.rest * sizeof(real));
    }
}

static void add_backward(node *n)
{
    sizes s = sizes_of(n->out, n->n[0]);
    for (size_t g = 0; g < s.groups; g++) {
        const real *dy = n->out->g + g * (s.front + s.rest);
        if (n->in[1]->g) add_scaled(s.front, n->in[1]->g + g / s.planes * s.front, dy, n->scale);
        if (n->in[0]->g) add_scaled(s.rest, n->in[0]->g + g * s.rest, dy + s.front, 1);
    }
}

static void drop_forward(node *n)
{
    sizes s = sizes_of(n->in[0], n->n[0]);
    for (size_t g = 0; g < s.groups; g++)
        memcpy(n->out->x + g * s.rest, n->in[0]->x + g * (s.front + s.rest) + s.front, s.rest * sizeof(real));
}

static void drop_backward(node *n)
{
    sizes s = sizes_of(n->in[0], n->n[0]);
    for (size_t g = 0; g < s.groups; g++)
        add_scaled(s.rest, n->in[0]->g + g * (s.front + s.rest) + s.front, n->out->g + g * s.rest, 1);
}

static const operation add_op = {"add_prefix", add_forward, add_backward};
static const operation drop_op = {"drop_prefix", drop_forward, drop_backward};

tensor *add_prefix(tape *t, tensor *x, tensor *r, real scale)
{
    require_shape(x->dims == 4 && r->dims == 3 && r->shape[0] == x->shape[0] && r->shape[2] == x->shape[3], add_op.name,
                  x, r);
    int shape[] = {x->shape[0], x->shape[1], r->shape[1] + x->shape[2], x->shape[3]};
    tensor *y = tape_tensor(t, x->g || r->g, 4, shape);
    return tape_run(t, (node){.op = &add_op, .in = {x, r}, .out = y, .n = {r->shape[1]}, .scale = scale});
}

tensor *drop_prefix(tape *t, tensor *x, int tokens)
{
    require_shape(x->dims == 4 && x->shape[2] > tokens, drop_op.name, x, NULL);
    int shape[] = {x->shape[0], x->shape[1], x->shape[2] - tokens, x->shape[3]};
    tensor *y = tape_tensor(t, x->g != NULL, 4, shape);
    return tape_run(t, (node){.op = &drop_op, .in = {x}, .out = y, .n = {tokens}});
}
