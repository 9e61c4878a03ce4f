/* rope: each pair (a, b) = (x[i], x[i + E/2]) of the first heads at cell l turns by the angle l base^(-2i/E):
 *   a' = a cos - b sin,   b' = b cos + a sin;   the rest passes through    x [B, P, L, W], angles [L, E/2, 2]
 *   the gradient turns back: da += da' cos + db' sin,   db += db' cos - da' sin
 * saves nothing                                                                              */
#include "autograd/ops.h"

#include <math.h>

void rope_angles(int l, int head_width, double base, real *angles)
{
    for (int i = 0; i < l; i++)
        for (int e = 0; e < head_width / 2; e++) {
            double angle = i * pow(base, -2.0 * e / head_width);
            *angles++ = (real)cos(angle);
            *angles++ = (real)sin(angle);
        }
}

/* to (+)= the pairs of one row [heads, E], turned by the row's angles, or back if sign = -1. */
static void turn(const real *from, real *to, const real *angle, int heads, int half, real sign, int accumulate)
{
    for (int h = 0; h < heads; h++, from += 2 * half, to += 2 * half)
        for (int e = 0; e < half; e++) {
            real c = angle[2 * e], s = sign * angle[2 * e + 1], a = from[e], b = from[e + half];
            to[e] = (accumulate ? to[e] : 0) + a * c - b * s;
            to[e + half] = (accumulate ? to[e + half] : 0) + b * c + a * s;
        }
}

static void forward(node *n)
{
    int cells = n->n[0], turned = n->n[1], head = n->n[2], width = tensor_columns(n->out);
    for (int i = 0; i < tensor_rows(n->out); i++) {
        const real *x = n->in[0]->x + (size_t)i * (size_t)width;
        real *y = n->out->x + (size_t)i * (size_t)width;
        turn(x, y, (const real *)n->table + i % cells * head, turned, head / 2, 1, 0);
        for (int d = turned * head; d < width; d++) y[d] = x[d];
    }
}

static void backward(node *n)
{
    int cells = n->n[0], turned = n->n[1], head = n->n[2], width = tensor_columns(n->out);
    for (int i = 0; i < tensor_rows(n->out); i++) {
        real *dx = n->in[0]->g + (size_t)i * (size_t)width;
        const real *dy = n->out->g + (size_t)i * (size_t)width;
        turn(dy, dx, (const real *)n->table + i % cells * head, turned, head / 2, -1, 1);
        for (int d = turned * head; d < width; d++) dx[d] += dy[d];
    }
}

static const operation op = {"rope", forward, backward};

tensor *rope(tape *t, tensor *x, const real *angles, int turned, int head_width)
{
    require_shape(tensor_columns(x) >= turned * head_width && head_width % 2 == 0, op.name, x, NULL);
    tensor *y = tape_tensor(t, x->g != NULL, x->dims, x->shape);
    return tape_run(t, (node){.op = &op, .in = {x}, .out = y, .table = angles, .n = {x->shape[2], turned, head_width}});
}
