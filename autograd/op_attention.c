/* attention, per plane and head:  s = scale q k^T + bias,  w = softmax(s),  o = w v
 *   qkv [B, P, L, 3D], bias [H, L, padded(L)] transposed (below), o [B, P, L, D]; q, k, v, o of one head [L, E]
 *   dw = do v^T;   ds = w (dw - delta),  delta_i = sum_j w_ij dw_ij = do_i . o_i
 *   dq += scale ds k;   dk += scale ds^T q;   dv += w^T do;   dbias += ds, summed over planes and examples
 * (delta is the dot of the row's gradient with its output: the Jacobian of softmax, diag(w) - w w^T, applied to dw.)
 *
 * Scores are held transposed, a row per key and a column per query, so that a vector holds one key's scores for VL
 * queries: the softmax runs down the columns without a horizontal sum, and no key is ever padding. A block of queries
 * is worked on at a time, small enough for its scores to stay in the first-level cache; the L x L matrix is never
 * written to memory (as arXiv 2205.14135 does on a GPU). Exponentials are taken to base 2, the factor hidden in q.
 *
 * saves of every query its largest score (to base 2) and 1 / sum of 2^(score - largest) [B, P, H, 2, padded(L)];
 * recomputes w from them.                                                                                          */
#include "autograd/ops.h"
#include "autograd/simd.h"

typedef struct sizes {
    int groups, cells, padded, heads, head, width; /* groups = B P, head = E, width = D */
    int block;                                     /* queries worked on at a time, whole vectors */
    real scale;                                    /* of q k^T */
} sizes;

int attention_padded(int l)
{
    return (l + VL - 1) / VL * VL;
}

/* About 16 KiB of scores, but no less than one panel of the product. */
static int block_of(int cells)
{
    int fits = 4096 / cells / GEMM_NR * GEMM_NR, most = attention_padded(cells);
    fits = fits < GEMM_NR ? GEMM_NR : fits;
    return fits < most ? fits : most;
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
                   .block = block_of(qkv->shape[2]),
                   .scale = n->scale};
}

/* One plane and head: rows of q, k, v are `row` apart, those of o `width`. */
typedef struct view {
    const real *q, *k, *v, *o;
    real *largest, *inverse; /* [padded(L)] each: what forward saves */
    const real *bias;        /* [L, padded(L)] transposed, or NULL */
    ptrdiff_t row;
} view;

static size_t qkv_at(const sizes *s, int group, int head)
{
    return (size_t)group * (size_t)s->cells * 3 * (size_t)s->width + (size_t)(head * s->head);
}

static size_t out_at(const sizes *s, int group, int head)
{
    return (size_t)group * (size_t)s->cells * (size_t)s->width + (size_t)(head * s->head);
}

static size_t bias_at(const sizes *s, int head)
{
    return (size_t)head * (size_t)s->cells * (size_t)s->padded;
}

static view view_of(const node *n, const sizes *s, int group, int head)
{
    const real *q = n->in[0]->x + qkv_at(s, group, head);
    real *saved = n->saved + (size_t)(group * s->heads + head) * 2 * (size_t)s->padded;
    return (view){.q = q,
                  .k = q + s->width,
                  .v = q + 2 * s->width,
                  .o = n->out->x + out_at(s, group, head),
                  .largest = saved,
                  .inverse = saved + s->padded,
                  .bias = n->in[1] ? n->in[1]->x + bias_at(s, head) : NULL,
                  .row = 3 * s->width};
}

/* score [L, count] = scale log2(e) k q^T for the queries from `first`; count is rounded up to whole vectors. */
static void block_scores(const sizes *s, const view *h, int first, int count, real *score, real *packed)
{
    int columns = attention_padded(count);
    panels queries = pack(s->head, count, columns_of(h->q + first * h->row, h->row), packed);
    size_t size = packed_size(s->head, count);
    for (size_t i = 0; i < size; i++) packed[i] *= s->scale * LOG2_E;
    gemm(s->cells, columns, s->head, rows_of(h->k, h->row), queries, score, columns, 0);
}

/* Adds the bias; turns scores into 2^(score - largest); notes of each query the largest and 1 / their sum. */
static void exponentials(const sizes *s, const view *h, int first, int count, real *restrict score)
{
    int columns = attention_padded(count);
    for (int c = 0; c < columns; c += VL) {
        vec largest = vec_set((real)-1e30), sum = {0};
        real *column = score + c;
        if (h->bias) {
            const real *bias = h->bias + first + c;
            for (int j = 0; j < s->cells; j++) {
                vec v = vec_load(column + j * columns) + vec_load(bias + (ptrdiff_t)j * s->padded) * LOG2_E;
                vec_store(column + j * columns, v);
                largest = vec_max(largest, v);
            }
        } else {
            for (int j = 0; j < s->cells; j++) largest = vec_max(largest, vec_load(column + j * columns));
        }
        for (int j = 0; j < s->cells; j++) {
            vec e = vec_exp2(vec_load(column + j * columns) - largest);
            vec_store(column + j * columns, e);
            sum += e;
        }
        vec_store(h->largest + first + c, largest);
        vec_store(h->inverse + first + c, 1 / sum);
    }
}

/* The weights are divided by their sum only after they have been multiplied with v: E products a query, not L. */
static void forward_head(tape *t, const node *n, const sizes *s, int group, int head)
{
    view h = view_of(n, s, group, head);
    real *score = t->scratch, *packed = score + s->cells * s->block;
    for (int first = 0; first < s->cells; first += s->block) {
        int count = s->cells - first < s->block ? s->cells - first : s->block;
        real *out = n->out->x + out_at(s, group, head) + first * s->width;
        block_scores(s, &h, first, count, score, packed);
        exponentials(s, &h, first, count, score);
        gemm(count, s->head, s->cells, columns_of(score, attention_padded(count)), unpacked(h.v, h.row), out, s->width,
             0);
        for (int i = 0; i < count; i++)
            for (int e = 0; e < s->head; e++) out[i * s->width + e] *= h.inverse[first + i];
    }
}

static void forward(tape *t, node *n)
{
    sizes s = sizes_of(n);
    for (int group = 0; group < s.groups; group++) {
        for (int head = 0; head < s.heads; head++) forward_head(t, n, &s, group, head);
    }
}

/* w over the scores and scale ds over dw; ds is added to dbias. Columns beyond the last query mean nothing. */
static void weights_backward(const sizes *s, const view *h, int first, int count, const real *delta,
                             real *restrict score, real *restrict dw, real *restrict dbias)
{
    int columns = attention_padded(count);
    for (int c = 0; c < columns; c += VL) {
        vec largest = vec_load(h->largest + first + c), inverse = vec_load(h->inverse + first + c);
        vec mean = vec_load(delta + c);
        for (int j = 0; j < s->cells; j++) {
            ptrdiff_t at = j * columns + c, bias_here = (ptrdiff_t)j * s->padded + first + c;
            vec v = vec_load(score + at);
            if (h->bias) v += vec_load(h->bias + bias_here) * LOG2_E;
            vec w = vec_exp2(v - largest) * inverse;
            vec ds = w * (vec_load(dw + at) - mean);
            if (dbias) vec_store(dbias + bias_here, vec_load(dbias + bias_here) + ds);
            vec_store(score + at, w);
            vec_store(dw + at, ds * s->scale);
        }
    }
}

static void backward_head(tape *t, const node *n, const sizes *s, int group, int head)
{
    view h = view_of(n, s, group, head);
    real *dq = n->in[0]->g + qkv_at(s, group, head), *dk = dq + s->width, *dv = dk + s->width;
    const real *d_o = n->out->g + out_at(s, group, head);
    real *dbias = h.bias && n->in[1]->g ? n->in[1]->g + bias_at(s, head) : NULL;
    real *score = t->scratch, *dw = score + s->cells * s->block, *delta = dw + s->cells * s->block;
    real *packed = delta + s->block;
    for (int first = 0; first < s->cells; first += s->block) {
        int count = s->cells - first < s->block ? s->cells - first : s->block, columns = attention_padded(count);
        const real *do_rows = d_o + first * s->width, *o_rows = h.o + first * s->width;
        block_scores(s, &h, first, count, score, packed);
        panels gradients = pack(s->head, count, columns_of(do_rows, s->width), packed);
        gemm(s->cells, columns, s->head, rows_of(h.v, h.row), gradients, dw, columns, 0);
        for (int i = 0; i < columns; i++)
            delta[i] = i < count ? dot(s->head, do_rows + i * s->width, o_rows + i * s->width) : 0;
        weights_backward(s, &h, first, count, delta, score, dw, dbias);
        gemm(count, s->head, s->cells, columns_of(dw, columns), unpacked(h.k, h.row), dq + first * h.row, h.row, 1);
        gemm(s->cells, s->head, count, rows_of(dw, columns), unpacked(h.q + first * h.row, h.row), dk, h.row, 1);
        gemm(s->cells, s->head, count, rows_of(score, columns), unpacked(do_rows, s->width), dv, h.row, 1);
    }
}

static void backward(tape *t, node *n)
{
    sizes s = sizes_of(n);
    for (int group = 0; group < s.groups; group++) {
        for (int head = 0; head < s.heads; head++) backward_head(t, n, &s, group, head);
    }
}

static const operation op = {"attention", forward, backward};

tensor *attention(tape *t, tensor *qkv, tensor *bias, int heads, real scale)
{
    require_shape(qkv->dims == 4 && tensor_columns(qkv) % (3 * heads) == 0, op.name, qkv, bias);
    int cells = qkv->shape[2], padded = attention_padded(cells), width = tensor_columns(qkv) / 3;
    int block = block_of(cells);
    require_shape(!bias || (bias->shape[0] == heads && tensor_columns(bias) == padded), op.name, qkv, bias);
    node n = {.op = &op, .in = {qkv, bias}, .n = {heads}, .scale = scale};
    n.out = tape_tensor(t, any_gradient(&n), 4, (int[]){qkv->shape[0], qkv->shape[1], cells, width});
    n.saved = arena_alloc(t->memory, (size_t)(qkv->shape[0] * qkv->shape[1] * heads * 2 * padded) * sizeof(real));
    tape_need_scratch(t, (size_t)((2 * cells + 1) * block) + packed_size(width / heads, block));
    return tape_run(t, n);
}
