/* attention, per plane and head:  s = q k^T / sqrt(E) + bias,  w = softmax(s),  o = w v
 *   qkv [B, P, L, 3D], bias [H, L, padded(L)], o [B, P, L, D]; q, k, v, o of one head [L, E]
 *   dw = do v^T;   ds = w (dw - delta),  delta_i = sum_j w_ij dw_ij = do_i . o_i
 *   dq += ds k / sqrt(E);   dk += ds^T q / sqrt(E);   dv += w^T do;   dbias += ds, summed over planes and examples
 * (delta is the dot of the row's gradient with its output: the Jacobian of softmax, diag(w) - w w^T, applied to dw.)
 * saves of every row of s its largest score and 1 / sum e^(s - largest) [B, P, H, L, 2]; recomputes w from them, BLOCK
 * rows at a time, so that the L x L matrices live in the cache only (as arXiv 2205.14135 does on a GPU).           */
#include "autograd/ops.h"
#include "autograd/simd.h"

#include <math.h>

enum { BLOCK = 96 }; /* rows of s worked on at a time */

static const real MASKED = (real)-1e30; /* scores of the padding behind a row */

typedef struct sizes {
    int groups, cells, padded, heads, head, width; /* groups = B P, head = E, width = D */
    real scale;
} sizes;

int attention_padded(int l)
{
    return (l + VL - 1) / VL * VL;
}

static sizes sizes_of(const node *n)
{
    const tensor *qkv = n->in[0];
    int width = tensor_columns(n->out), heads = n->n[0], head = width / heads;
    return (sizes){.groups = qkv->shape[0] * qkv->shape[1],
                   .cells = qkv->shape[2],
                   .padded = attention_padded(qkv->shape[2]),
                   .heads = heads,
                   .head = head,
                   .width = width,
                   .scale = (real)(1 / sqrt(head))};
}

/* Where q of a plane and head starts; k and v follow D and 2D further on, rows are 3D apart. */
static size_t qkv_at(const sizes *s, int group, int head)
{
    return (size_t)group * (size_t)s->cells * 3 * (size_t)s->width + (size_t)(head * s->head);
}

static const real *bias_row(const node *n, const sizes *s, int head, int row)
{
    return n->in[1] ? n->in[1]->x + (size_t)(head * s->cells + row) * (size_t)s->padded : NULL;
}

/* score = score * scale + bias over the padded row; the padding can win nothing. Returns the largest score. */
static real finish_scores(const sizes *s, real *restrict score, const real *restrict bias)
{
    vec largest = vec_set(MASKED);
    int last = s->padded - VL;
    for (int j = 0; j <= last; j += VL) {
        vec v = vec_load(score + j) * s->scale;
        if (bias) v += vec_load(bias + j);
        vec_store(score + j, v);
        if (j < last) largest = vec_max(largest, v);
    }
    for (int j = s->cells; j < s->padded; j++) score[j] = MASKED;
    return vec_largest(vec_max(largest, vec_load(score + last)));
}

/* Turns finished scores into e^(score - max); returns 1 / their sum. */
static real exponentials(const sizes *s, real *restrict score, real max)
{
    vec sums = {0};
    for (int j = 0; j < s->padded; j += VL) {
        vec e = vec_exp(vec_load(score + j) - max);
        vec_store(score + j, e);
        sums += e;
    }
    return 1 / vec_sum(sums);
}

/* The weights are divided by their sum only after they have been multiplied with v: E products a row instead of L. */
static void forward_head(tape *t, const node *n, const sizes *s, int group, int head)
{
    const real *q = n->in[0]->x + qkv_at(s, group, head), *k = q + s->width, *v = k + s->width;
    real *o = n->out->x + (size_t)group * (size_t)(s->cells * s->width) + head * s->head;
    real *saved = n->saved + (size_t)(group * s->heads + head) * (size_t)s->cells * 2;
    ptrdiff_t row = 3 * s->width;
    real *weights = t->scratch;
    panels keys = pack(s->head, s->cells, columns_of(k, row), weights + BLOCK * s->padded);
    for (int first = 0; first < s->cells; first += BLOCK) {
        int count = s->cells - first < BLOCK ? s->cells - first : BLOCK;
        real *out = o + first * s->width, *max_and_scale = saved + 2 * first;
        gemm(count, s->padded, s->head, rows_of(q + first * row, row), keys, weights, s->padded, 0);
        for (int i = 0; i < count; i++)
            max_and_scale[2 * i] = finish_scores(s, weights + i * s->padded, bias_row(n, s, head, first + i));
        for (int i = 0; i < count; i++)
            max_and_scale[2 * i + 1] = exponentials(s, weights + i * s->padded, max_and_scale[2 * i]);
        gemm(count, s->head, s->cells, rows_of(weights, s->padded), unpacked(v, row), out, s->width, 0);
        for (int i = 0; i < count; i++)
            for (int e = 0; e < s->head; e++) out[i * s->width + e] *= max_and_scale[2 * i + 1];
    }
}

static void forward(tape *t, node *n)
{
    sizes s = sizes_of(n);
    for (int group = 0; group < s.groups; group++)
        for (int head = 0; head < s.heads; head++) forward_head(t, n, &s, group, head);
}

/* Of one row: w over q k^T, and ds / sqrt(E) over dw; ds is added to dbias. What comes out in the padding is never
 * read. */
static void backward_row(const sizes *s, const real *max_and_scale, real delta, const real *restrict bias,
                         real *restrict w, real *restrict dw, real *restrict dbias)
{
    for (int j = 0; j < s->padded; j += VL) {
        vec score = vec_load(w + j) * s->scale;
        if (bias) score += vec_load(bias + j);
        vec weight = vec_exp(score - max_and_scale[0]) * max_and_scale[1];
        vec ds = weight * (vec_load(dw + j) - delta);
        if (dbias) vec_store(dbias + j, vec_load(dbias + j) + ds);
        vec_store(w + j, weight);
        vec_store(dw + j, ds * s->scale);
    }
}

static void backward_head(tape *t, const node *n, const sizes *s, int group, int head)
{
    size_t at = qkv_at(s, group, head);
    const real *q = n->in[0]->x + at, *k = q + s->width, *v = k + s->width;
    real *dq = n->in[0]->g + at, *dk = dq + s->width, *dv = dk + s->width;
    size_t out_at = (size_t)group * (size_t)(s->cells * s->width) + (size_t)(head * s->head);
    const real *o = n->out->x + out_at, *d_o = n->out->g + out_at;
    const real *saved = n->saved + (size_t)(group * s->heads + head) * (size_t)s->cells * 2;
    ptrdiff_t row = 3 * s->width;
    real *w = t->scratch, *dw = w + BLOCK * s->padded, *packed = dw + BLOCK * s->padded;
    panels keys = pack(s->head, s->cells, columns_of(k, row), packed);
    panels values = pack(s->head, s->cells, columns_of(v, row), packed + packed_size(s->head, s->cells));
    for (int first = 0; first < s->cells; first += BLOCK) {
        int count = s->cells - first < BLOCK ? s->cells - first : BLOCK;
        const real *do_rows = d_o + first * s->width;
        gemm(count, s->padded, s->head, rows_of(q + first * row, row), keys, w, s->padded, 0);
        gemm(count, s->padded, s->head, rows_of(do_rows, s->width), values, dw, s->padded, 0);
        for (int i = 0; i < count; i++) {
            const real *bias = bias_row(n, s, head, first + i);
            real *dbias = bias && n->in[1]->g ? n->in[1]->g + (bias - n->in[1]->x) : NULL;
            real delta = dot(s->head, do_rows + i * s->width, o + (first + i) * s->width);
            backward_row(s, saved + 2 * (first + i), delta, bias, w + i * s->padded, dw + i * s->padded, dbias);
        }
        gemm(count, s->head, s->cells, rows_of(dw, s->padded), unpacked(k, row), dq + first * row, row, 1);
        gemm(s->cells, s->head, count, columns_of(dw, s->padded), unpacked(q + first * row, row), dk, row, 1);
        gemm(s->cells, s->head, count, columns_of(w, s->padded), unpacked(do_rows, s->width), dv, row, 1);
    }
}

static void backward(tape *t, node *n)
{
    sizes s = sizes_of(n);
    for (int group = 0; group < s.groups; group++)
        for (int head = 0; head < s.heads; head++) backward_head(t, n, &s, group, head);
}

static const operation op = {"attention", forward, backward};

tensor *attention(tape *t, tensor *qkv, tensor *bias, int heads)
{
    require_shape(qkv->dims == 4 && tensor_columns(qkv) % (3 * heads) == 0, op.name, qkv, bias);
    int cells = qkv->shape[2], padded = attention_padded(cells), width = tensor_columns(qkv) / 3;
    require_shape(!bias || (bias->shape[0] == heads && tensor_columns(bias) == padded), op.name, qkv, bias);
    node n = {.op = &op, .in = {qkv, bias}, .n = {heads}};
    n.out = tape_tensor(t, any_gradient(&n), 4, (int[]){qkv->shape[0], qkv->shape[1], cells, width});
    n.saved = arena_alloc(t->memory, (size_t)(qkv->shape[0] * qkv->shape[1] * heads * cells * 2) * sizeof(real));
    tape_need_scratch(t, (size_t)(2 * BLOCK * padded) + 2 * packed_size(width / heads, cells));
    return tape_run(t, n);
}
