/* rope: each pair (a, b) = (x[i], x[i + E/2]) of q and k at cell l turns by the angle l base^(-2i/E):
 *   a' = a cos - b sin,   b' = b cos + a sin;   v passes through           qkv [B, P, L, 3D], angles [L, E/2, 2]
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

/* to (+)= the pairs of one row [H, E] of q or k, turned by the row's angles, or back if sign = -1. */
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
    int cells = n->n[0], heads = n->n[1], width = tensor_columns(n->out) / 3, half = width / heads / 2;
    for (int i = 0; i < tensor_rows(n->out); i++) {
        const real *x = n->in[0]->x + (size_t)i * 3 * (size_t)width;
        const real *angle = (const real *)n->table + i % cells * 2 * half;
        real *y = n->out->x + (size_t)i * 3 * (size_t)width;
        turn(x, y, angle, heads, half, 1, 0);
        turn(x + width, y + width, angle, heads, half, 1, 0);
        for (int d = 2 * width; d < 3 * width; d++) y[d] = x[d];
    }
}

static void backward(node *n)
{
    int cells = n->n[0], heads = n->n[1], width = tensor_columns(n->out) / 3, half = width / heads / 2;
    for (int i = 0; i < tensor_rows(n->out); i++) {
        real *dx = n->in[0]->g + (size_t)i * 3 * (size_t)width;
        const real *angle = (const real *)n->table + i % cells * 2 * half;
        const real *dy = n->out->g + (size_t)i * 3 * (size_t)width;
        turn(dy, dx, angle, heads, half, -1, 1);
        turn(dy + width, dx + width, angle, heads, half, -1, 1);
        for (int d = 2 * width; d < 3 * width; d++) dx[d] += dy[d];
    }
}

static const operation op = {"rope", forward, backward};

tensor *rope(tape *t, tensor *qkv, const real *angles, int heads)
{
    require_shape(tensor_columns(qkv) % (6 * heads) == 0, op.name, qkv, NULL);
    tensor *y = tape_tensor(t, qkv->g != NULL, qkv->dims, qkv->shape);
    return tape_run(t, (node){.op = &op, .in = {qkv}, .out = y, .table = angles, .n = {qkv->shape[2], heads}});
}
