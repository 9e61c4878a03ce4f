/* attention_window:  qkv = x W^T;  per plane and head  s_ij = q_i k_j / sqrt(E) + scale r[offset from i to j],
 * w = softmax(s),  o = w v
 *   x [B, P, L, I], W [3D, I], r [H, (2 radius + 1)^2], o [B, P, L, D]; the L cells are a grid, and cell i attends to the
 *   cells j that lie at most `radius` rows and columns away, itself included
 *   dw = do v^T;   ds = w (dw - delta),  delta_i = sum_j w_ij dw_ij
 *   dq += ds k / sqrt(E);   dk += ds^T q / sqrt(E);   dv += w^T do;   dr += scale ds, summed by offset
 *   dx += dqkv W;   dW += dqkv^T x
 * saves nothing; recomputes qkv and w. On a large grid, qkv and its gradient would be a quarter of all memory of a layer.
 *
 * Each head is copied out with a row for each channel and a lane for each cell. There, the cells at one offset from VL
 * cells are a vector at that distance, so all VL softmaxes run side by side. Such vectors start anywhere, which makes
 * loads dear: two rows of the grid are worked on together and share them. For that, even and odd rows lie in two halves
 * of a channel, and the rows 2 i and 2 i + 1 have the same place in theirs. Between the rows of a half, and before and
 * after them, lies room as wide as the window reaches; its cells are masked. Rows start at whole vectors if that leaves
 * fewer lanes empty, else one follows the other.
 *
 * The backward pass goes once by queries, for dq and dr, and once by keys, for dk and dv, each of which computes w and
 * dw from what the cells around it hold: to keep them in between would take more time than that. With
 * w = 2^(s - largest) / sum, the sum goes into do and delta, and both passes do with the powers alone.              */
#include "autograd/ops.h"
#include "autograd/simd.h"

#include <math.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

enum {
    PAIR = 2, /* rows of the grid that are worked on together */
    TILE = 7, /* columns of the window that are worked on together: all of radius 3 */
};

typedef struct sizes {
    int groups, rows, cols, cells, heads, head, width; /* groups = B P, head = E, width = D */
    int inner;                                         /* I */
    int radius, up, side;                              /* the window reaches up rows and side columns within the grid */
    int across, offsets;                               /* its columns, and all its offsets */
    ptrdiff_t channel;                                 /* reals from a channel of a cell to the next */
    ptrdiff_t stride;                                  /* reals from a row of the grid to the next of its half */
    ptrdiff_t half;                                    /* from an even row to the odd one below it */
    ptrdiff_t lead;                                    /* before the first row, and after the last */
    ptrdiff_t length;                                  /* of all channels */
    ptrdiff_t single; /* of the first channel alone, with all that lies between its cells */
    int lines, run;   /* vectors of cells begin in so many lines, in each at every VL of the first so many reals */
} sizes;

/* A row of each channel, then the next row: near in memory, but the last vector of a row may be nearly empty. */
static void place_apart(sizes *s, int pairs, int above)
{
    s->channel = whole_vectors(s->cols + s->side);
    s->stride = s->head * s->channel;
    s->lead = above * s->stride + whole_vectors(s->side);
    s->half = pairs * s->stride + 2 * s->lead;
    s->single = s->length = PAIR * s->half;
    s->lines = pairs;
    s->run = s->cols;
}

/* All rows of a channel, then the next channel: vectors of cells run on from one row into the next. */
static void place_close(sizes *s, int pairs, int above)
{
    s->stride = s->cols + s->side;
    s->lead = whole_vectors(above * (s->cols + s->side) + s->side);
    s->lines = 1;
    s->run = whole_vectors(pairs * (s->cols + s->side));
    s->half = s->run + 2 * s->lead;
    s->single = s->channel = PAIR * s->half + VL; /* an odd number of vectors, so that channels share no cache sets */
    s->length = s->head * s->channel;
}

static sizes sizes_of(const tensor *x, const tensor *w, int heads, int cols, int radius)
{
    enum { WORTH_WHILE = 85 }; /* per cent of the vectors that rows placed apart take */
    int cells = x->shape[2], rows = cells / cols, width = w->shape[0] / 3, pairs = (rows + PAIR - 1) / PAIR;
    int up = min_int(radius, rows - 1), side = min_int(radius, cols - 1), above = (up + PAIR - 1) / PAIR;
    sizes s = {.groups = x->shape[0] * x->shape[1],
               .rows = rows,
               .cols = cols,
               .cells = cells,
               .heads = heads,
               .head = width / heads,
               .width = width,
               .inner = tensor_columns(x),
               .radius = radius,
               .up = up,
               .side = side,
               .across = 2 * side + 1,
               .offsets = (2 * up + 1) * (2 * side + 1)};
    if (100 * whole_vectors(pairs * (cols + side)) < WORTH_WHILE * pairs * whole_vectors(cols))
        place_close(&s, pairs, above);
    else
        place_apart(&s, pairs, above);
    return s;
}

/* Where a row of the grid begins in a channel. */
static ptrdiff_t row_at(const sizes *s, int row)
{
    return row % PAIR * s->half + s->lead + row / PAIR * s->stride;
}

/* Scratch memory of one plane and head. */
typedef struct workspace {
    real *qkv;                /* [L, 3D]; the gradient of a head takes the place of what was copied out */
    real *mask;               /* [single] 0 for cells, MASKED for the room between them */
    real *bias, *biases_back; /* [offsets], to base 2, and in opposite order: that of the cells as keys see them */
    real *q, *k, *v;          /* [length] each; q scaled by log2(e) / sqrt(E) */
    real *d_o;                /* [length], in the end divided by the sums of the powers */
    real *delta;              /* [single] less delta, divided by the sum */
    real *smallest;           /* [single] less the largest score of each query; MASKED if there is no query */
    real *out, *dv;           /* [length] each; out: o, dq or dk */
    real *w, *ds;             /* [PAIR, offsets, VL] each; w: powers */
    real *dbias;              /* [offsets, VL] */
} workspace;

/* Returns its size in reals; base may be NULL. */
static size_t workspace_of(const sizes *s, real *base, workspace *r)
{
    size_t length = (size_t)s->single, channels = (size_t)s->length + VL, offsets = (size_t)s->offsets, at = 0;
    size_t plane = (size_t)(whole_vectors(s->cells * 3 * s->width) + GEMM_NR);
    size_t biases = (size_t)whole_vectors(s->offsets), vectors = PAIR * offsets * VL;
    const struct {
        real **part;
        size_t size;
    } parts[] = {{&r->qkv, plane},    {&r->mask, length},     {&r->bias, biases},       {&r->biases_back, biases},
                 {&r->q, channels},   {&r->k, channels},      {&r->v, channels},        {&r->d_o, channels},
                 {&r->delta, length}, {&r->smallest, length}, {&r->out, channels},      {&r->dv, channels},
                 {&r->w, vectors},    {&r->ds, vectors},      {&r->dbias, offsets * VL}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        *parts[i].part = base ? base + at : NULL;
        at += parts[i].size;
    }
    return at;
}

/* --- cells and positions ----------------------------------------------------------------------------------------- */

/* to [length] = factor x of cells `row` apart. */
static void spread(const sizes *s, const real *x, ptrdiff_t row, real factor, real *to)
{
    for (int r = 0; r < s->rows; r++, x += s->cols * row) {
        real *out = to + row_at(s, r);
        int channels = 0;
#ifdef TRANSPOSE_BY_SHUFFLE
        channels = s->cols < 4 ? 0 : s->head / 4 * 4;
        for (int e = 0; e < channels; e += 4)
            for (int i = 0; i < s->cols; i += 4) {
                int c = min_int(i, s->cols - 4); /* the last four may be partly those before */
                transpose_quad(x + c * row + e, row, out + e * s->channel + c, s->channel);
            }
#endif
        for (int e = channels; e < s->head; e++)
            for (int c = 0; c < s->cols; c++) out[e * s->channel + c] = x[c * row + e];
        for (int e = 0; factor != 1 && e < s->head; e++)
            for (int c = 0; c < s->cols; c++) out[e * s->channel + c] *= factor;
    }
}

/* x of cells `row` apart = from [length]. */
static void collect(const sizes *s, const real *from, real *x, ptrdiff_t row)
{
    for (int r = 0; r < s->rows; r++, x += s->cols * row) {
        const real *in = from + row_at(s, r);
        int channels = 0;
#ifdef TRANSPOSE_BY_SHUFFLE
        channels = s->head / 4 * 4;
        for (int c = 0; c < s->cols; c += 4) /* of the last four some may be past the row: there is room */
            for (int e = 0; e < channels; e += 4) {
                real block[16];
                transpose_quad(in + e * s->channel + c, s->channel, block, 4);
                for (int i = 0; i < 4 && c + i < s->cols; i++)
                    memcpy(x + (c + i) * row + e, block + 4 * i, 4 * sizeof(real));
            }
#endif
        for (int c = 0; c < s->cols; c++)
            for (int e = channels; e < s->head; e++) x[c * row + e] = in[e * s->channel + c];
    }
}

static const real MASKED = (real)-1e30;

/* What is the same for all heads. Positions without a cell stay 0 in all channels, which end at `end`. */
static void open_positions(const sizes *s, const workspace *r, const real *end)
{
    memset(r->q, 0, (size_t)(end - r->q) * sizeof(real));
    for (ptrdiff_t i = 0; i < s->single; i++) r->mask[i] = MASKED;
    for (int row = 0; row < s->rows; row++) memset(r->mask + row_at(s, row), 0, (size_t)s->cols * sizeof(real));
}

/* --- sums over channels and over offsets ------------------------------------------------------------------------- */

/* What one row of cells is to the pair of rows at hand, `down` rows below the first: the rows of the pair whose windows
 * hold it, and where it is. */
typedef struct meeting {
    int first, rows;
    ptrdiff_t at;    /* of the first column of the window, from the pair's place on */
    ptrdiff_t place; /* of its offset among the [PAIR, offsets] of the pair, for the first row */
    ptrdiff_t next;  /* from that of the first row to that of the second */
} meeting;

static meeting meet(const sizes *s, int down)
{
    int first = down > s->up ? down - s->up : 0, last = min_int(PAIR - 1, down + s->up);
    int below = (down + PAIR * s->up) / PAIR - s->up; /* rounded down */
    return (meeting){.first = first,
                     .rows = last - first + 1,
                     .at = (down - below * PAIR) * s->half + below * s->stride - s->side,
                     .place = first * s->offsets + (down - first + s->up) * s->across,
                     .next = s->offsets - s->across};
}

/* One row of the other cells, for `count` columns of the window. */
INLINE void dots_tile(int rows, int count, const sizes *s, const real *a, const real *b, const real *from,
                      const real *bias, real *out, ptrdiff_t next)
{
    vec sum[PAIR][TILE];
    for (int j = 0; j < count; j++)
        for (int i = 0; i < rows; i++) {
            sum[i][j] = from ? vec_load(from + j) : (vec){0};
            if (bias) sum[i][j] += bias[j - i * s->across];
        }
    for (int e = 0; e < s->head; e++, a += s->channel, b += s->channel) {
        vec left[PAIR];
        for (int i = 0; i < rows; i++) left[i] = vec_load(a + i * s->half);
        for (int j = 0; j < count; j++) {
            vec right = vec_load(b + j);
            for (int i = 0; i < rows; i++) sum[i][j] += left[i] * right;
        }
    }
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < count; j++) vec_store(out + (i * next + j) * VL, sum[i][j]);
}

INLINE void sums_tile(int rows, int count, const sizes *s, const real *w, ptrdiff_t next, const real *x, real *out)
{
    vec left[PAIR][TILE];
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < count; j++) left[i][j] = vec_load(w + (i * next + j) * VL);
    for (int e = 0; e < s->head; e++, x += s->channel, out += s->channel) {
        vec sum[PAIR];
        for (int i = 0; i < rows; i++) sum[i] = vec_load(out + i * s->half);
        for (int j = 0; j < count; j++) {
            vec right = vec_load(x + j);
            for (int i = 0; i < rows; i++) sum[i] += left[i][j] * right;
        }
        for (int i = 0; i < rows; i++) vec_store(out + i * s->half, sum[i]);
    }
}

/* Numbers of columns and rows become constants, so that all but the loops over channels are unrolled. */
static int columns_of(int rest)
{
    return rest >= TILE ? TILE : rest >= 5 ? 5 : rest >= 3 ? 3 : 1;
}
#define WITH_COLUMNS(tile, rows, count, ...)                                                                           \
    ((count) == TILE ? tile(rows, TILE, __VA_ARGS__)                                                                   \
     : (count) == 5  ? tile(rows, 5, __VA_ARGS__)                                                                      \
     : (count) == 3  ? tile(rows, 3, __VA_ARGS__)                                                                      \
                     : tile(rows, 1, __VA_ARGS__))
#define WITH_SIZES(tile, rows, count, ...)                                                                             \
    ((rows) == PAIR ? WITH_COLUMNS(tile, PAIR, count, __VA_ARGS__) : WITH_COLUMNS(tile, 1, count, __VA_ARGS__))

/* out [PAIR, offsets, VL] = from + bias + the sum over channels of a b, for the pair of vectors of cells at a and the
 * cells around them, where b and from are read; from and bias may be NULL. */
INLINE void dots(const sizes *s, const real *a, const real *b, const real *from, const real *bias, real *out)
{
    for (int down = -s->up; down < s->up + PAIR; down++) {
        const meeting m = meet(s, down);
        if (m.rows < 1) continue;
        for (int t = 0, count; t < s->across; t += count) {
            ptrdiff_t at = m.at + t, place = m.place + t;
            count = columns_of(s->across - t);
            WITH_SIZES(dots_tile, m.rows, count, s, a + m.first * s->half, b + at, from ? from + at : NULL,
                       bias ? bias + place - m.first * s->offsets : NULL, out + place * VL, m.next);
        }
    }
}

/* out[e] = the sum over the cells around of w x[e], for the pair of vectors of cells at x. */
static void sums(const sizes *s, const real *w, const real *x, real *out)
{
    for (int e = 0; e < s->head; e++)
        for (int i = 0; i < PAIR; i++) vec_store(out + e * s->channel + i * s->half, (vec){0});
    for (int down = -s->up; down < s->up + PAIR; down++) {
        const meeting m = meet(s, down);
        if (m.rows < 1) continue;
        for (int t = 0, count; t < s->across; t += count) {
            count = columns_of(s->across - t);
            WITH_SIZES(sums_tile, m.rows, count, s, w + (m.place + t) * VL, m.next, x + m.at + t,
                       out + m.first * s->half);
        }
    }
}

/* x [length] of VL cells becomes factor x. */
static void multiply(const sizes *s, real *x, vec factor)
{
    for (int e = 0; e < s->head; e++, x += s->channel) vec_store(x, vec_load(x) * factor);
}

/* 2^x for x below 126; what is too small to count beside 1 becomes 0, so that no product with it is a denormal number,
 * and a masked cell has no weight at all. */
static vec power(vec x)
{
    return vec_select(x > vec_set(-100), vec_exp2_within(x), (vec){0});
}

enum { CHAINS = 4 }; /* of dependent instructions that run side by side */

/* The largest score of each query. */
static vec largest_of(const sizes *s, const real *w)
{
    vec largest[CHAINS];
    int j = 0;
    for (int i = 0; i < CHAINS; i++) largest[i] = vec_load(w);
    for (; j + CHAINS <= s->offsets; j += CHAINS)
        for (int i = 0; i < CHAINS; i++) largest[i] = vec_max(largest[i], vec_load(w + (j + i) * VL));
    for (; j < s->offsets; j++) largest[0] = vec_max(largest[0], vec_load(w + j * VL));
    return vec_max(vec_max(largest[0], largest[1]), vec_max(largest[2], largest[3]));
}

/* Scores become powers. Returns their sum. */
static vec powers(const sizes *s, real *w, vec largest)
{
    vec sum = {0};
    for (int j = 0; j < s->offsets; j++) {
        vec e = power(vec_load(w + j * VL) - largest);
        vec_store(w + j * VL, e);
        sum += e;
    }
    return sum;
}

/* --- forward ----------------------------------------------------------------------------------------------------- */

static void project(const node *n, const sizes *s, const workspace *r, int group)
{
    const real *x = n->in[0]->x + (size_t)group * (size_t)(s->cells * s->inner);
    gemm(s->cells, 3 * s->width, s->inner, mat_rows(x, s->inner), n->in[1]->packed->forward, r->qkv, 3 * s->width, 0);
}

static size_t out_at(const sizes *s, int group, int head)
{
    return (size_t)group * (size_t)s->cells * (size_t)s->width + (size_t)(head * s->head);
}

/* The number of an offset within the grid among all of the window. */
static int number_of(const sizes *s, int offset)
{
    int down = offset / s->across - s->up, right = offset % s->across - s->side;
    return (down + s->radius) * (2 * s->radius + 1) + right + s->radius;
}

static void open_head(const node *n, const sizes *s, const workspace *r, int head)
{
    const real *q = r->qkv + head * s->head;
    const tensor *bias = n->in[2];
    for (int j = 0; j < s->offsets; j++)
        r->bias[j] = r->biases_back[s->offsets - 1 - j] =
            bias ? n->scale * LOG2_E * bias->x[head * tensor_columns(bias) + number_of(s, j)] : 0;
    spread(s, q, 3 * s->width, LOG2_E / SQRT((real)s->head), r->q);
    spread(s, q + s->width, 3 * s->width, 1, r->k);
    spread(s, q + 2 * s->width, 3 * s->width, 1, r->v);
}

static void forward_pair(const sizes *s, const workspace *r, ptrdiff_t p)
{
    vec sum[PAIR];
    dots(s, r->q + p, r->k + p, r->mask + p, r->bias, r->w);
    for (int i = 0; i < PAIR; i++) {
        real *w = r->w + i * s->offsets * VL;
        sum[i] = powers(s, w, largest_of(s, w));
    }
    sums(s, r->w, r->v + p, r->out + p);
    for (int i = 0; i < PAIR; i++) multiply(s, r->out + p + i * s->half, 1 / sum[i]);
}

static void forward(node *n)
{
    sizes s = sizes_of(n->in[0], n->in[1], n->n[0], n->n[1], n->n[2]);
    workspace r;
    workspace_of(&s, n->scratch, &r);
    open_positions(&s, &r, r.d_o);
    for (int group = 0; group < s.groups; group++) {
        project(n, &s, &r, group);
        for (int head = 0; head < s.heads; head++) {
            open_head(n, &s, &r, head);
            for (int line = 0; line < s.lines; line++)
                for (int i = 0; i < s.run; i += VL) forward_pair(&s, &r, s.lead + line * s.stride + i);
            collect(&s, r.out, n->out->x + out_at(&s, group, head), s.width);
        }
    }
}

/* --- backward ---------------------------------------------------------------------------------------------------- */

/* Powers and dw become ds, which are added to dbias; returns delta, divided by the sum. */
static vec softmax_backward(const sizes *s, const real *w, real *ds, vec inverse, real *dbias)
{
    vec sum[CHAINS] = {{0}};
    int i = 0;
    for (; i + CHAINS <= s->offsets; i += CHAINS)
        for (int c = 0; c < CHAINS; c++) sum[c] += vec_load(w + (i + c) * VL) * vec_load(ds + (i + c) * VL);
    for (; i < s->offsets; i++) sum[0] += vec_load(w + i * VL) * vec_load(ds + i * VL);
    vec delta = (sum[0] + sum[1] + (sum[2] + sum[3])) * inverse;
    for (int j = 0; j < s->offsets; j++) {
        vec change = vec_load(w + j * VL) * (vec_load(ds + j * VL) - delta);
        vec_store(ds + j * VL, change);
        vec_store(dbias + j * VL, vec_load(dbias + j * VL) + change);
    }
    return delta;
}

/* dq and dr of the pair of vectors of queries at p, and what the keys need to know of them. */
static void by_queries(const sizes *s, const workspace *r, ptrdiff_t p)
{
    vec inverse[PAIR];
    dots(s, r->q + p, r->k + p, r->mask + p, r->bias, r->w);
    for (int i = 0; i < PAIR; i++) {
        real *w = r->w + i * s->offsets * VL;
        vec largest = largest_of(s, w);
        inverse[i] = 1 / powers(s, w, largest);
        vec_store(r->smallest + p + i * s->half, vec_load(r->mask + p + i * s->half) - largest);
        multiply(s, r->d_o + p + i * s->half, inverse[i]);
    }
    dots(s, r->d_o + p, r->v + p, NULL, NULL, r->ds);
    for (int i = 0; i < PAIR; i++) {
        ptrdiff_t first = (ptrdiff_t)i * s->offsets * VL;
        vec delta = softmax_backward(s, r->w + first, r->ds + first, inverse[i], r->dbias);
        vec_store(r->delta + p + i * s->half, -delta);
    }
    sums(s, r->ds, r->k + p, r->out + p);
}

/* dk and dv of the pair of vectors of keys at p, from the queries that see them. */
static void by_keys(const sizes *s, const workspace *r, ptrdiff_t p)
{
    dots(s, r->k + p, r->q + p, r->smallest + p, r->biases_back, r->w);
    dots(s, r->v + p, r->d_o + p, r->delta + p, NULL, r->ds);
    for (int j = 0; j < PAIR * s->offsets * VL; j += VL) {
        vec e = power(vec_load(r->w + j));
        vec_store(r->w + j, e);
        vec_store(r->ds + j, e * vec_load(r->ds + j));
    }
    sums(s, r->ds, r->q + p, r->out + p);
    sums(s, r->w, r->d_o + p, r->dv + p);
}

/* The gradient of q, k or v is that of all channels, times factor. */
static void put_gradient(const sizes *s, real *from, real factor, real *gradient)
{
    for (ptrdiff_t i = 0; factor != 1 && i < s->length; i++) from[i] *= factor;
    collect(s, from, gradient, 3 * s->width);
}

static void backward_head(const node *n, const sizes *s, const workspace *r, int group, int head)
{
    real *dq = r->qkv + head * s->head;
    tensor *bias = n->in[2];
    open_head(n, s, r, head);
    spread(s, n->out->g + out_at(s, group, head), s->width, 1, r->d_o);
    memset(r->dbias, 0, (size_t)(s->offsets * VL) * sizeof(real));
    for (int line = 0; line < s->lines; line++)
        for (int i = 0; i < s->run; i += VL) by_queries(s, r, s->lead + line * s->stride + i);
    put_gradient(s, r->out, 1 / SQRT((real)s->head), dq);
    for (int line = 0; line < s->lines; line++)
        for (int i = 0; i < s->run; i += VL) by_keys(s, r, s->lead + line * s->stride + i);
    put_gradient(s, r->out, 1 / LOG2_E, dq + s->width);
    put_gradient(s, r->dv, 1, dq + 2 * s->width);
    for (int j = 0; bias && bias->g && j < s->offsets; j++)
        bias->g[head * tensor_columns(bias) + number_of(s, j)] += n->scale * vec_sum(vec_load(r->dbias + j * VL));
}

static void project_backward(const node *n, const sizes *s, const workspace *r, int group)
{
    const tensor *x = n->in[0], *w = n->in[1];
    int outer = 3 * s->width, inner = s->inner;
    size_t at = (size_t)group * (size_t)(s->cells * inner);
    if (x->g) gemm(s->cells, inner, outer, mat_rows(r->qkv, outer), w->packed->input, x->g + at, inner, 1);
    if (w->g) gemm(outer, inner, s->cells, mat_columns(r->qkv, outer), mat_unpacked(x->x + at, inner), w->g, inner, 1);
}

static void backward(node *n)
{
    sizes s = sizes_of(n->in[0], n->in[1], n->n[0], n->n[1], n->n[2]);
    workspace r;
    workspace_of(&s, n->scratch, &r);
    open_positions(&s, &r, r.smallest);
    memcpy(r.smallest, r.mask, (size_t)s.single * sizeof(real));
    for (int group = 0; group < s.groups; group++) {
        project(n, &s, &r, group);
        for (int head = 0; head < s.heads; head++) backward_head(n, &s, &r, group, head);
        project_backward(n, &s, &r, group);
    }
}

static const operation op = {"attention_window", forward, backward};

tensor *attention_window(tape *t, tensor *x, tensor *w, tensor *bias, const window *win)
{
    int side = 2 * win->radius + 1;
    require_shape(x->dims == 4 && w->dims == 2 && tensor_columns(x) == w->shape[1], op.name, x, w);
    require_shape(x->shape[2] % win->cols == 0 && w->shape[0] % (3 * win->heads) == 0, op.name, x, w);
    require_shape(!bias || (bias->shape[0] == win->heads && bias->shape[1] == side * side), op.name, x, bias);
    sizes s = sizes_of(x, w, win->heads, win->cols, win->radius);
    workspace r;
    node n = {.op = &op, .in = {x, w, bias}, .n = {win->heads, win->cols, win->radius}, .scale = win->scale};
    n.out = tape_tensor(t, any_gradient(&n), 4, (int[]){x->shape[0], x->shape[1], s.cells, s.width});
    tape_need_scratch(t, workspace_of(&s, NULL, &r));
    return tape_run(t, n);
}
