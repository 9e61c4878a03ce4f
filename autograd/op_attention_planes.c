/* attention_planes, per cell and head:  s = q k^T / sqrt(E),  w = softmax(s),  o = w v      among the planes of a cell
 *   qkv [B, P, L, 3D], o [B, P, L, D]; q, k, v, o of one cell and head [P, E]
 *   dw = do v^T;   ds = w (dw - delta),  delta_i = sum_j w_ij dw_ij
 *   dq += ds k / sqrt(E);   dk += ds^T q / sqrt(E);   dv += w^T do
 * saves nothing; recomputes w
 *
 * P is about VL or smaller, so a product per cell would leave lanes empty. Instead a block of GEMM_NR cells is computed
 * together, a lane for each cell, with q and k transposed to [P, E, GEMM_NR]: the scores [P, P, GEMM_NR] and their
 * softmax need no horizontal sum. Sums weighted by w or ds are computed cell by cell: the channels of a head are
 * contiguous already, and nothing has to be transposed back.                                                        */
#include "autograd/ops.h"
#include "autograd/simd.h"

#include <math.h>

enum { TILE = 4 }; /* results that are kept in registers together */

typedef struct sizes {
    int batch, planes, cells, heads, head, width; /* head = E, width = D */
    real scale;                                   /* 1 / sqrt(E) */
} sizes;

static sizes sizes_of(const node *n)
{
    const int *shape = n->out->shape;
    int heads = n->n[0], head = shape[3] / heads;
    return (sizes){shape[0], shape[1], shape[2], heads, head, shape[3], (real)(1 / sqrt(head))};
}

/* One head of the cells [first, first + count) of an example. The last block reaches back, because whole blocks are
 * transposed faster: its cells before `fresh` are done already. */
typedef struct block {
    int count, fresh;
    ptrdiff_t qkv, out;             /* offset of its first cell, in plane 0 */
    ptrdiff_t qkv_plane, out_plane; /* from one plane of a cell to the next */
    ptrdiff_t qkv_cell, out_cell;   /* from a cell to the next */
} block;

static block block_at(const sizes *s, int example, int head, int from)
{
    int last = s->cells > GEMM_NR ? s->cells - GEMM_NR : 0, first = min_int(from, last);
    block b = {.count = min_int(s->cells - first, GEMM_NR),
               .fresh = from - first,
               .qkv_cell = 3 * s->width,
               .out_cell = s->width};
    b.qkv_plane = s->cells * b.qkv_cell;
    b.out_plane = s->cells * b.out_cell;
    b.qkv = example * s->planes * b.qkv_plane + first * b.qkv_cell + head * s->head;
    b.out = example * s->planes * b.out_plane + first * b.out_cell + head * s->head;
    return b;
}

/* out [P, E, GEMM_NR] of x [P, count, E], planes and cells `plane` and `cell` apart. */
static void transpose(const sizes *s, int count, const real *x, ptrdiff_t plane, ptrdiff_t cell, real *out)
{
    for (int p = 0; p < s->planes; p++)
        pack(s->head, count, mat_columns(x + p * plane, cell), out + p * s->head * GEMM_NR);
}

/* out [count] = a [E] . b [count, E], of GEMM_NR cells each. */
static inline void dots_tile(int count, int head, const real *a, const real *b, real *restrict out)
{
    vec sum[TILE][GEMM_NV];
    for (int j = 0; j < count; j++)
        for (int c = 0; c < GEMM_NV; c++) sum[j][c] = (vec){0};
    for (int e = 0; e < head; e++)
        for (int c = 0; c < GEMM_NV; c++) {
            vec left = vec_load(a + e * GEMM_NR + c * VL);
            for (int j = 0; j < count; j++) sum[j][c] += left * vec_load(b + (j * head + e) * GEMM_NR + c * VL);
        }
    for (int j = 0; j < count; j++)
        for (int c = 0; c < GEMM_NV; c++) vec_store(out + j * GEMM_NR + c * VL, sum[j][c]);
}

/* out[i, j] = a[i] . b[j]                          a, b [P, E, GEMM_NR] -> out [P, P, GEMM_NR] */
static void dots(const sizes *s, const real *a, const real *b, real *restrict out)
{
    ptrdiff_t row = s->head * GEMM_NR;
    for (int i = 0; i < s->planes; i++, a += row, out += s->planes * GEMM_NR) {
        int j = 0;
        for (; j + TILE <= s->planes; j += TILE) dots_tile(TILE, s->head, a, b + j * row, out + j * GEMM_NR);
        for (; j < s->planes; j++) dots_tile(1, s->head, a, b + j * row, out + j * GEMM_NR);
    }
}

/* w [P, P, GEMM_NR] of a block; overwrites q and k [P, E, GEMM_NR]. */
static void weights(const node *n, const sizes *s, const block *b, real *q, real *k, real *restrict w)
{
    const real *qkv = n->in[0]->x + b->qkv;
    transpose(s, b->count, qkv, b->qkv_plane, b->qkv_cell, q);
    transpose(s, b->count, qkv + s->width, b->qkv_plane, b->qkv_cell, k);
    dots(s, q, k, w);
    for (int i = 0; i < s->planes; i++, w += s->planes * GEMM_NR)
        for (int c = 0; c < GEMM_NR; c += VL) {
            vec largest = vec_set((real)-1e30), sum = {0};
            for (int j = 0; j < s->planes; j++) largest = vec_max(largest, vec_load(w + j * GEMM_NR + c));
            for (int j = 0; j < s->planes; j++) {
                vec e = vec_exp2((vec_load(w + j * GEMM_NR + c) - largest) * (s->scale * LOG2_E));
                vec_store(w + j * GEMM_NR + c, e);
                sum += e;
            }
            vec inverse = 1 / sum;
            for (int j = 0; j < s->planes; j++) vec_store(w + j * GEMM_NR + c, vec_load(w + j * GEMM_NR + c) * inverse);
        }
}

/* Rows of one cell, `row` apart. */
typedef struct rows {
    real *x;
    ptrdiff_t row;
} rows;

/* out[i] (+)= sum over j of w[i, j] x[j] for `count` rows i of one cell; w[i, j] is w.x[i * w.row + j * w.col]. */
static inline void sums_tile(int count, const sizes *s, strided w, rows x, rows out, int accumulate)
{
    int e = 0;
    for (; e + VL <= s->head; e += VL) {
        vec sum[TILE];
        for (int i = 0; i < count; i++) sum[i] = accumulate ? vec_load(out.x + i * out.row + e) : (vec){0};
        for (int j = 0; j < s->planes; j++) {
            vec right = vec_load(x.x + j * x.row + e);
            for (int i = 0; i < count; i++) sum[i] += w.x[i * w.row + j * w.col] * right;
        }
        for (int i = 0; i < count; i++) vec_store(out.x + i * out.row + e, sum[i]);
    }
    for (; e < s->head; e++)
        for (int i = 0; i < count; i++) {
            real sum = accumulate ? out.x[i * out.row + e] : 0;
            for (int j = 0; j < s->planes; j++) sum += w.x[i * w.row + j * w.col] * x.x[j * x.row + e];
            out.x[i * out.row + e] = sum;
        }
}

static void sums(const sizes *s, strided w, rows x, rows out, int accumulate)
{
    int i = 0;
    for (; i + TILE <= s->planes; i += TILE, w.x += TILE * w.row, out.x += TILE * out.row)
        sums_tile(TILE, s, w, x, out, accumulate);
    for (; i < s->planes; i++, w.x += w.row, out.x += out.row) sums_tile(1, s, w, x, out, accumulate);
}

typedef struct workspace {
    real *left, *right; /* [P, E, GEMM_NR] each: transposed inputs */
    real *w, *ds;       /* [P, P, GEMM_NR] each */
} workspace;

static workspace workspace_of(const node *n, const sizes *s)
{
    ptrdiff_t side = s->planes * s->head * GEMM_NR, scores = s->planes * s->planes * GEMM_NR;
    return (workspace){n->scratch, n->scratch + side, n->scratch + 2 * side, n->scratch + 2 * side + scores};
}

static void forward_block(const node *n, const sizes *s, const block *b, const workspace *r)
{
    ptrdiff_t row = s->planes * GEMM_NR; /* of weights */
    weights(n, s, b, r->left, r->right, r->w);
    for (int i = b->fresh; i < b->count; i++) {
        rows v = {n->in[0]->x + b->qkv + i * b->qkv_cell + 2 * s->width, b->qkv_plane};
        rows o = {n->out->x + b->out + i * b->out_cell, b->out_plane};
        sums(s, (strided){r->w + i, row, GEMM_NR}, v, o, 0);
    }
}

static void forward(node *n)
{
    sizes s = sizes_of(n);
    workspace r = workspace_of(n, &s);
    for (int example = 0; example < s.batch; example++)
        for (int head = 0; head < s.heads; head++)
            for (int cell = 0; cell < s.cells; cell += GEMM_NR) {
                block b = block_at(&s, example, head, cell);
                forward_block(n, &s, &b, &r);
            }
}

/* dw becomes ds / sqrt(E) in place. */
static void softmax_backward(const sizes *s, const real *w, real *restrict dw)
{
    for (int i = 0; i < s->planes; i++, w += s->planes * GEMM_NR, dw += s->planes * GEMM_NR)
        for (int c = 0; c < GEMM_NR; c += VL) {
            vec delta = {0};
            for (int j = 0; j < s->planes; j++) delta += vec_load(w + j * GEMM_NR + c) * vec_load(dw + j * GEMM_NR + c);
            for (int j = 0; j < s->planes; j++) {
                real *here = dw + j * GEMM_NR + c;
                vec_store(here, vec_load(w + j * GEMM_NR + c) * (vec_load(here) - delta) * s->scale);
            }
        }
}

static void backward_block(const node *n, const sizes *s, const block *b, const workspace *r)
{
    real *qkv = n->in[0]->x + b->qkv, *dqkv = n->in[0]->g + b->qkv, *d_o = n->out->g + b->out;
    ptrdiff_t row = s->planes * GEMM_NR; /* of weights */
    weights(n, s, b, r->left, r->right, r->w);
    transpose(s, b->count, d_o, b->out_plane, b->out_cell, r->left);
    transpose(s, b->count, qkv + 2 * s->width, b->qkv_plane, b->qkv_cell, r->right);
    dots(s, r->left, r->right, r->ds);
    softmax_backward(s, r->w, r->ds);
    for (int i = b->fresh; i < b->count; i++) {
        rows q = {qkv + i * b->qkv_cell, b->qkv_plane}, dq = {dqkv + i * b->qkv_cell, b->qkv_plane};
        rows k = {q.x + s->width, q.row}, dk = {dq.x + s->width, q.row}, dv = {dk.x + s->width, q.row};
        rows do_rows = {d_o + i * b->out_cell, b->out_plane};
        sums(s, (strided){r->ds + i, row, GEMM_NR}, k, dq, 1);
        sums(s, (strided){r->ds + i, GEMM_NR, row}, q, dk, 1); /* the transpose */
        sums(s, (strided){r->w + i, GEMM_NR, row}, do_rows, dv, 1);
    }
}

static void backward(node *n)
{
    sizes s = sizes_of(n);
    workspace r = workspace_of(n, &s);
    for (int example = 0; example < s.batch; example++)
        for (int head = 0; head < s.heads; head++)
            for (int cell = 0; cell < s.cells; cell += GEMM_NR) {
                block b = block_at(&s, example, head, cell);
                backward_block(n, &s, &b, &r);
            }
}

static const operation op = {"attention_planes", forward, backward};

tensor *attention_planes(tape *t, tensor *qkv, int heads)
{
    require_shape(qkv->dims == 4 && tensor_columns(qkv) % (3 * heads) == 0, op.name, qkv, NULL);
    int planes = qkv->shape[1], width = tensor_columns(qkv) / 3;
    node n = {.op = &op, .in = {qkv}, .n = {heads}};
    n.out = tape_tensor(t, any_gradient(&n), 4, (int[]){qkv->shape[0], planes, qkv->shape[2], width});
    tape_need_scratch(t, 2 * (size_t)planes * (size_t)(width / heads + planes) * GEMM_NR);
    return tape_run(t, n);
}
