/* pool_planes: y[b, l, d] = sum over p of w_p x_p,  w = softmax over p of a_p = scale s[d] x_p,  x_p = x[b, p, l, d]
 *   x [B, P, L, D], s [1, D], y [B, L, D]
 *   dx_p += dy w_p (1 + scale s (x_p - y));   ds += scale dy sum_p w_p (x_p - y)^2
 * (from dw_p = w_p (da_p - sum_q w_q da_q) of the softmax; what remains for s is the variance under w.)
 * saves nothing; recomputes w
 *
 * s = 0 is the mean, large s the maximum, channel by channel. A vector holds the channels of one cell and plane.     */
#include "autograd/ops.h"
#include "autograd/simd.h"

typedef struct sizes {
    int batch, planes, width;
    ptrdiff_t cells, plane; /* plane = L D: from one plane of a cell to the next */
} sizes;

static sizes sizes_of(const node *n)
{
    const int *shape = n->in[0]->shape;
    return (sizes){shape[0], shape[1], shape[3], shape[2], (ptrdiff_t)shape[2] * shape[3]};
}

/* The first `count` lanes; the others, which belong to the next cell, are 0. */
static inline vec load_some(int count, const real *p)
{
    if (count == VL) return vec_load(p);
    vec v = {0};
    for (int i = 0; i < count; i++) v[i] = p[i];
    return v;
}

static inline void store_some(int count, real *p, vec v)
{
    if (count == VL)
        vec_store(p, v);
    else
        for (int i = 0; i < count; i++) p[i] = v[i];
}

/* Channels of one cell: e [P] = 2^(a - largest), unless `e` is NULL. Returns the sum of e x and, in `inverse`, 1 / sum of
 * e. The scores a are to base 2. */
static inline vec pool(const sizes *s, int count, const real *x, vec sharpness, real *restrict e, vec *inverse)
{
    vec largest = vec_set((real)-1e30), sum = {0}, weighted = {0};
    for (int p = 0; p < s->planes; p++) largest = vec_max(largest, sharpness * load_some(count, x + p * s->plane));
    for (int p = 0; p < s->planes; p++) {
        vec here = load_some(count, x + p * s->plane), power = vec_exp2(sharpness * here - largest);
        if (e) vec_store(e + p * VL, power);
        sum += power;
        weighted += power * here;
    }
    *inverse = 1 / sum;
    return weighted;
}

static void forward(node *n)
{
    sizes s = sizes_of(n);
    for (int b = 0; b < s.batch; b++)
        for (ptrdiff_t l = 0; l < s.cells; l++)
            for (int d = 0; d < s.width; d += VL) {
                int count = min_int(s.width - d, VL);
                vec inverse, sharpness = load_some(count, n->in[1]->x + d) * (n->scale * LOG2_E);
                vec sum =
                    pool(&s, count, n->in[0]->x + b * s.planes * s.plane + l * s.width + d, sharpness, NULL, &inverse);
                store_some(count, n->out->x + b * s.plane + l * s.width + d, sum * inverse);
            }
}

/* Channels of one cell; dy comes multiplied by 1 / sum of e. Adds to dx [P], unless NULL, and returns this cell's ds. */
static inline vec pool_backward(const sizes *s, int count, const real *x, real *dx, vec sharpness, const real *e,
                                vec mean, vec dy)
{
    vec spread = {0};
    for (int p = 0; p < s->planes; p++) {
        vec away = load_some(count, x + p * s->plane) - mean, dw = dy * vec_load(e + p * VL);
        spread += dw * away * away;
        if (dx) {
            real *to = dx + p * s->plane;
            store_some(count, to, load_some(count, to) + dw * (1 + sharpness * away));
        }
    }
    return spread;
}

static void backward(node *n)
{
    sizes s = sizes_of(n);
    const tensor *x = n->in[0], *w = n->in[1];
    for (int b = 0; b < s.batch; b++)
        for (ptrdiff_t l = 0; l < s.cells; l++)
            for (int d = 0; d < s.width; d += VL) {
                int count = min_int(s.width - d, VL);
                ptrdiff_t at = b * s.planes * s.plane + l * s.width + d;
                vec sharpness = load_some(count, w->x + d) * n->scale, inverse;
                vec mean = pool(&s, count, x->x + at, sharpness * LOG2_E, n->scratch, &inverse) * inverse;
                vec dy = load_some(count, n->out->g + b * s.plane + l * s.width + d) * inverse;
                vec ds = pool_backward(&s, count, x->x + at, x->g ? x->g + at : NULL, sharpness, n->scratch, mean, dy) *
                         n->scale;
                if (w->g) store_some(count, w->g + d, load_some(count, w->g + d) + ds);
            }
}

static const operation op = {"pool_planes", forward, backward};

tensor *pool_planes(tape *t, tensor *x, tensor *sharpness, real scale)
{
    require_shape(x->dims == 4 && tensor_size(sharpness) == (size_t)x->shape[3], op.name, x, sharpness);
    node n = {.op = &op, .in = {x, sharpness}, .scale = scale};
    n.out = tape_tensor(t, any_gradient(&n), 3, (int[]){x->shape[0], x->shape[2], x->shape[3]});
    tape_need_scratch(t, (size_t)x->shape[1] * VL);
    return tape_run(t, n);
}
