/* attention_window:  qkv = x W^T;  for each plane and head  s_ij = q_i k_j / sqrt(E) + scale r[offset from i to j],
 * w = softmax(s),  o = w v
 *   x [B, P, L, I], W [3D, I], r [H, (2 radius + 1)^2], o [B, P, L, D]; the L cells are a grid, and cell i attends to
 *   the cells j that lie at most `radius` rows and columns away, itself included
 *   dw = do v^T;   ds = w (dw - delta),  delta_i = sum_j w_ij dw_ij
 *   dq += ds k / sqrt(E);   dk += ds^T q / sqrt(E);   dv += w^T do;   dr += scale ds, summed by offset
 *   dx += dqkv W;   dW += dqkv^T x
 * saves nothing; recomputes qkv and w. On a large grid, qkv and its gradient would be a quarter of a layer's memory.
 *
 * Products leave q, k and v with a row for each channel and a lane for each cell. There, the cells at one offset from
 * VL cells are a vector at that distance, so all VL softmaxes run side by side. Such vectors start anywhere, which
 * makes loads slow: a band of two or three rows of the grid is worked on together and shares them. For that, the first
 * rows of all bands lie in one part, the second ones in another and so on, and the rows of a band have the same place in
 * their parts. Between the rows of a part, and before and after them, lies room as wide as the window reaches; its cells
 * are masked. The vectors at one place in all parts, VL columns of a band, are a block.
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
    BAND = VEC_BYTES == 64 ? 3 : 2, /* rows worked on together: AVX-512 has 32 registers, enough for 3 */
    TILE = 7,                       /* columns of the window that are worked on together: all of radius 3 */
    CHAINS = 4,                     /* of dependent instructions that run side by side */
};

/* What one row of cells is to the band at hand: the rows of the band whose windows hold it, and where it is. */
typedef struct meeting {
    int first, rows;
    ptrdiff_t at;    /* of the first column of the window, from the block's place on */
    ptrdiff_t place; /* of its offset among the [BAND, offsets] of the block, for the first row */
} meeting;

typedef struct sizes {
    int groups, rows, cols, cells, heads, head, width, inner; /* groups = B P, head = E, width = D, inner = I */
    int radius, up, side;                                     /* the window reaches up rows and side columns */
    int across, offsets;                                      /* its columns, and all its offsets */
    ptrdiff_t channel;                                        /* reals from a channel of a cell to the next */
    ptrdiff_t stride;                                         /* from a row of the grid to the next of its part */
    ptrdiff_t part;                                           /* from a row to the one below it in its band */
    ptrdiff_t lead;                                           /* before the first row, and after the last */
    ptrdiff_t length;                                         /* of everything */
    int close;                                                /* 1: rows lie as place_close has them */
    int lines, run; /* vectors of cells begin in so many lines, in each at every VL of the first so many reals */
    int above;      /* lines of room before the first and after the last, if rows lie apart */
    int meetings;
    meeting meet[2 * WINDOW_MAX_RADIUS + BAND];
    ptrdiff_t next; /* from the place of a meeting for the first row to that for the second */
    /* Channels, as offsets in reals. Room before a row of a channel is the end of the row of the one before: channels that
     * are read around cells come after such whose room is cleared. */
    ptrdiff_t k, v;        /* those of q come first */
    ptrdiff_t d_o;         /* in the end divided by the sums of the powers */
    ptrdiff_t out, dk, dv; /* out: o, or dq */
    ptrdiff_t guard;       /* MASKED throughout */
    ptrdiff_t mask;        /* 0 for cells, MASKED for the room between them */
    ptrdiff_t smallest;    /* [H] less the largest score of each query; MASKED if there is no query */
    ptrdiff_t delta;       /* [H] less delta, divided by the sum */
} sizes;

/* A row of each channel, then the next row: near in memory, but the last vector of a row may be nearly empty. */
static void place_apart(sizes *s, int channels, int bands)
{
    s->channel = whole_vectors(s->cols + s->side);
    s->stride = channels * s->channel;
    s->lead = s->above * s->stride + whole_vectors(s->side);
    s->part = bands * s->stride + 2 * s->lead;
    s->length = BAND * s->part;
    s->lines = bands;
    s->run = s->cols;
}

/* All rows of a channel, then the next channel: vectors of cells run on from one row into the next. */
static void place_close(sizes *s, int channels, int bands)
{
    s->stride = s->cols + s->side;
    s->lead = whole_vectors(s->above * (s->cols + s->side) + s->side);
    s->close = s->lines = 1;
    s->run = whole_vectors(bands * (s->cols + s->side));
    s->part = s->run + 2 * s->lead + VL; /* room for the last row to be written in whole vectors */
    s->channel = BAND * s->part | VL;    /* an odd number of vectors, so that channels share no cache sets */
    s->length = channels * s->channel;
}

/* The one of the two that takes less time. */
static void place(sizes *s, int channels)
{
    enum { WORTH_WHILE = 85 }; /* per cent of the vectors that rows placed apart take */
    int bands = (s->rows + BAND - 1) / BAND;
    s->above = (s->up + BAND - 1) / BAND;
    if (100 * whole_vectors(bands * (s->cols + s->side)) < WORTH_WHILE * bands * whole_vectors(s->cols))
        place_close(s, channels, bands);
    else
        place_apart(s, channels, bands);
}

static void list_meetings(sizes *s)
{
    s->next = s->offsets - s->across;
    for (int down = -s->up; down < s->up + BAND; down++) {
        int first = down > s->up ? down - s->up : 0, last = min_int(BAND - 1, down + s->up);
        int below = (down + BAND * s->up) / BAND - s->up; /* rounded down */
        s->meet[s->meetings++] = (meeting){.first = first,
                                           .rows = last - first + 1,
                                           .at = (down - below * BAND) * s->part + below * s->stride - s->side,
                                           .place = first * s->offsets + (down - first + s->up) * s->across};
    }
}

static sizes sizes_of(const tensor *x, const tensor *w, int heads, int cols, int radius, int backward)
{
    int cells = x->shape[2], rows = cells / cols, width = w->shape[0] / 3;
    int up = min_int(radius, rows - 1), side = min_int(radius, cols - 1);
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
    place(&s, backward ? 7 * width + 2 + 2 * heads : 4 * width + 2);
    list_meetings(&s);
    ptrdiff_t part = width * s.channel;
    s.k = part;
    s.v = 2 * part;
    s.d_o = 3 * part;
    s.out = backward ? 4 * part : 3 * part;
    s.dk = 5 * part;
    s.dv = 6 * part;
    s.guard = backward ? 7 * part : 4 * part;
    s.mask = s.guard + s.channel;
    s.smallest = s.mask + s.channel;
    s.delta = s.smallest + heads * s.channel;
    return s;
}

/* Where a row of the grid begins in a channel. */
static ptrdiff_t row_at(const sizes *s, int row)
{
    return row % BAND * s->part + s->lead + row / BAND * s->stride;
}

/* Scratch memory of one plane. */
typedef struct workspace {
    real *all;                /* [length + 2 VL]: the channels of all cells and of the room between them */
    real *row;                /* [I, cols in whole vectors]: a row of x, transposed; 0 past the last cell */
    real *bias, *biases_back; /* [H, offsets], to base 2, and in opposite order: that of the cells as keys see them */
    real *dbias;              /* [H, offsets, VL] */
    real *w, *ds;             /* [BAND, offsets, VL] each; w: powers */
} workspace;

/* Returns its size in reals; base may be NULL. */
static size_t workspace_of(const sizes *s, real *base, workspace *r)
{
    size_t offsets = (size_t)s->offsets, biases = (size_t)whole_vectors(s->heads * s->offsets), at = 0;
    const struct {
        real **part;
        size_t size;
    } parts[] = {{&r->all, (size_t)s->length + 2 * VL},
                 {&r->row, (size_t)(s->inner * whole_vectors(s->cols))},
                 {&r->bias, biases},
                 {&r->biases_back, biases},
                 {&r->dbias, (size_t)s->heads * offsets * VL},
                 {&r->w, BAND * offsets * VL},
                 {&r->ds, BAND * offsets * VL}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        *parts[i].part = base ? base + at : NULL;
        at += parts[i].size;
    }
    return at;
}

/* --- cells and positions ----------------------------------------------------------------------------------------- */

/* to [width, cols], rows to_row apart = x [cols, width] of a row of the grid, transposed. */
static void spread(const sizes *s, int width, const real *x, real *to, ptrdiff_t to_row)
{
    int done = 0;
#ifdef TRANSPOSE_BY_SHUFFLE
    done = s->cols < 4 ? 0 : width / 4 * 4;
    for (int e = 0; e < done; e += 4)
        for (int i = 0; i < s->cols; i += 4) {
            int c = min_int(i, s->cols - 4); /* the last four may be partly those before */
            transpose_quad(x + c * width + e, width, to + e * to_row + c, to_row);
        }
#endif
    for (int e = done; e < width; e++)
        for (int c = 0; c < s->cols; c++) to[e * to_row + c] = x[c * width + e];
}

/* x [cols, D] of a row of the grid = from [D, channel], transposed. */
static void collect(const sizes *s, const real *from, real *x)
{
    int done = 0;
#ifdef TRANSPOSE_BY_SHUFFLE
    done = s->width / 4 * 4;
    for (int c = 0; c < s->cols; c += 4) /* of the last four some may be past the row: there is room */
        for (int e = 0; e < done; e += 4) {
            real block[16];
            transpose_quad(from + e * s->channel + c, s->channel, block, 4);
            for (int i = 0; i < 4 && c + i < s->cols; i++)
                memcpy(x + (c + i) * s->width + e, block + 4 * i, 4 * sizeof(real));
        }
#endif
    for (int c = 0; c < s->cols; c++)
        for (int e = done; e < s->width; e++) x[c * s->width + e] = from[e * s->channel + c];
}

static const real MASKED = (real)-1e30;

static void fill(real *x, ptrdiff_t count, real value)
{
    for (ptrdiff_t i = 0; i < count; i++) x[i] = value;
}

/* Zeros from column `from` on, a whole number of vectors, in channels [first, end): one vector of each after the other,
 * since to fill each by itself would be a call for 64 bytes. */
static void clear_columns(const sizes *s, real *line, ptrdiff_t first, ptrdiff_t end, ptrdiff_t from)
{
    for (ptrdiff_t c = from; c < s->channel; c += VL)
        for (ptrdiff_t e = first; e < end; e += s->channel) vec_store(line + e + c, (vec){0});
}

/* Room in the line of a row, or all of it if there is no such row: 0 where cells are read, but in the masks. */
static void clear_line(const sizes *s, real *line, int row, int backward)
{
    ptrdiff_t masked = s->smallest - s->guard + (backward ? s->delta - s->smallest : 0);
    if (row < 0 || row >= s->rows) {
        fill(line, s->out, 0);
        fill(line + s->guard, s->stride - s->guard, 0);
    } else {
        clear_columns(s, line, 0, s->d_o, whole_vectors(s->cols));
        clear_columns(s, line, s->d_o, s->out, s->cols / VL * VL); /* none in the forward pass */
        if (backward) fill(line + s->delta, s->heads * s->channel, 0);
    }
    fill(line + s->guard, masked, MASKED);
}

/* The room between cells, which is the same for all planes. */
static void open_room(const sizes *s, const workspace *r, int backward)
{
    real *all = r->all;
    ptrdiff_t before = s->lead - s->above * s->stride;
    if (s->close) {
        fill(all, s->length + 2 * VL, 0);
        fill(all + s->guard, s->smallest - s->guard + (backward ? s->delta - s->smallest : 0), MASKED);
    }
    for (int i = 0; i < BAND && !s->close; i++) {
        real *part = all + i * s->part;
        fill(part, before, 0);
        for (int line = -s->above; line < s->lines + s->above; line++)
            clear_line(s, part + s->lead + line * s->stride, BAND * line + i, backward);
        fill(part + s->part - before, before, 0);
    }
    for (int row = 0; row < s->rows; row++) fill(all + row_at(s, row) + s->mask, s->cols, 0);
    fill(r->row, (ptrdiff_t)s->inner * whole_vectors(s->cols), 0);
}

/* --- sums over channels and over offsets ------------------------------------------------------------------------- */

/* near [count, VL] = the vectors that begin at x, x + 1, ...; count is 1, 3, 5 or 7. Nearly all of them cross a cache line,
 * which makes a load slow: where the machine can shift two registers into one, two loads are enough. */
INLINE void load_near(int count, const real *x, vec *near)
{
#ifdef VEC_SHIFT
    vec a = near[0] = vec_load(x), b = count > 1 ? vec_load(x + VL) : a;
    if (count > 1) near[1] = VEC_SHIFT(a, b, 1), near[2] = VEC_SHIFT(a, b, 2);
    if (count > 3) near[3] = VEC_SHIFT(a, b, 3), near[4] = VEC_SHIFT(a, b, 4);
    if (count > 5) near[5] = VEC_SHIFT(a, b, 5), near[6] = VEC_SHIFT(a, b, 6);
#else
    for (int j = 0; j < count; j++) near[j] = vec_load(x + j);
#endif
}

/* One row of the other cells, for `count` columns of the window. */
INLINE void dots_tile(int rows, int count, const sizes *s, const real *a, const real *b, const real *from,
                      const real *bias, real *restrict out)
{
    const ptrdiff_t part = s->part, channel = s->channel, next = s->next * VL;
    const real *end = a + s->head * channel;
    vec sum[BAND][TILE], right[TILE] = {{0}};
    if (from) load_near(count, from, right);
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < count; j++) sum[i][j] = right[j] + (bias ? bias[j - i * s->across] : 0);
    for (; a < end; a += channel, b += channel) {
        vec left[BAND];
        for (int i = 0; i < rows; i++) left[i] = vec_load(a + i * part);
        load_near(count, b, right);
        for (int j = 0; j < count; j++)
            for (int i = 0; i < rows; i++) sum[i][j] += left[i] * right[j];
    }
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < count; j++) vec_store(out + i * next + j * VL, sum[i][j]);
}

INLINE void sums_tile(int rows, int count, const sizes *s, const real *w, const real *x, real *restrict out)
{
    const ptrdiff_t part = s->part, channel = s->channel, next = s->next * VL;
    const real *end = x + s->head * channel;
    vec left[BAND][TILE];
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < count; j++) left[i][j] = vec_load(w + i * next + j * VL);
    for (; x < end; x += channel, out += channel) {
        vec sum[BAND], right[TILE];
        load_near(count, x, right);
        for (int i = 0; i < rows; i++) sum[i] = vec_load(out + i * part);
        for (int j = 0; j < count; j++)
            for (int i = 0; i < rows; i++) sum[i] += left[i][j] * right[j];
        for (int i = 0; i < rows; i++) vec_store(out + i * part, sum[i]);
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
    ((rows) == BAND ? WITH_COLUMNS(tile, BAND, count, __VA_ARGS__)                                                     \
     : (rows) == 2  ? WITH_COLUMNS(tile, 2, count, __VA_ARGS__)                                                        \
                    : WITH_COLUMNS(tile, 1, count, __VA_ARGS__))

/* out [BAND, offsets, VL] = from + bias + the sum over channels of a b, for the block of cells at a and the cells of one
 * row around them, where b and from are read; from and bias may be NULL. */
INLINE void dots(const sizes *s, const meeting *m, const real *a, const real *b, const real *from, const real *bias,
                 real *out)
{
    for (int t = 0, count; t < s->across; t += count) {
        ptrdiff_t at = m->at + t, place = m->place + t;
        count = columns_of(s->across - t);
        WITH_SIZES(dots_tile, m->rows, count, s, a + m->first * s->part, b + at, from ? from + at : NULL,
                   bias ? bias + place - m->first * s->offsets : NULL, out + place * VL);
    }
}

/* out[e] += the sum over the cells of one row around of w x[e], for the block of cells at x. */
static void sums(const sizes *s, const meeting *m, const real *w, const real *x, real *out)
{
    for (int t = 0, count; t < s->across; t += count) {
        count = columns_of(s->across - t);
        WITH_SIZES(sums_tile, m->rows, count, s, w + (m->place + t) * VL, x + m->at + t, out + m->first * s->part);
    }
}

/* x [E, channel] of a vector of cells becomes factor x. */
static void multiply(const sizes *s, real *x, vec factor)
{
    for (int e = 0; e < s->head; e++, x += s->channel) vec_store(x, vec_load(x) * factor);
}

/* x [E, channel] of a block becomes 0. */
static void clear(const sizes *s, real *x)
{
    for (int e = 0; e < s->head; e++, x += s->channel)
        for (int i = 0; i < BAND; i++) vec_store(x + i * s->part, (vec){0});
}

/* 2^x for x below 126; what is too small to count beside 1 becomes 0, so that no product with it is a denormal number,
 * and a masked cell has no weight at all. */
static vec power(vec x)
{
    return vec_select(x > vec_set(-100), vec_exp2_within(x), (vec){0});
}

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

/* Scores of a block become powers. sum [BAND]: of the powers; product [BAND]: of powers times dw, if dw is not NULL. */
INLINE void powers(const sizes *s, real *w, const real *dw, const vec *largest, vec *sum, vec *product)
{
    for (int i = 0; i < BAND; i++, w += s->offsets * VL) {
        vec total = {0}, with_dw = {0};
        for (int j = 0; j < s->offsets; j++) {
            vec e = power(vec_load(w + j * VL) - largest[i]);
            vec_store(w + j * VL, e);
            total += e;
            if (dw) with_dw += e * vec_load(dw + (i * s->offsets + j) * VL);
        }
        sum[i] = total;
        if (dw) product[i] = with_dw;
    }
}

/* Scores of the block of queries at q; largest [BAND] of each query. */
static void scores(const sizes *s, const workspace *r, int head, const real *all, const real *q, vec *largest)
{
    for (const meeting *m = s->meet; m < s->meet + s->meetings; m++)
        dots(s, m, q, q + s->k, all + s->mask, r->bias + head * s->offsets, r->w);
    for (int i = 0; i < BAND; i++) largest[i] = largest_of(s, r->w + i * s->offsets * VL);
}

/* --- forward ----------------------------------------------------------------------------------------------------- */

/* The number of an offset within the grid among all of the window. */
static int number_of(const sizes *s, int offset)
{
    int down = offset / s->across - s->up, right = offset % s->across - s->side;
    return (down + s->radius) * (2 * s->radius + 1) + right + s->radius;
}

static void read_bias(const node *n, const sizes *s, const workspace *r)
{
    const tensor *bias = n->in[2];
    for (int head = 0; head < s->heads; head++)
        for (int j = 0; j < s->offsets; j++)
            r->bias[head * s->offsets + j] = r->biases_back[head * s->offsets + s->offsets - 1 - j] =
                bias ? n->scale * LOG2_E * bias->x[head * tensor_columns(bias) + number_of(s, j)] : 0;
}

static size_t cells_at(const sizes *s, int group, int row)
{
    return (size_t)(group * s->cells + row * s->cols);
}

/* q log2(e) / sqrt(E), k and v of all cells. */
static void project(const node *n, const sizes *s, const workspace *r, int group)
{
    const tensor *w = n->in[1];
    int inner = s->inner, outer = 3 * s->width, written = whole_vectors(s->cols);
    for (int row = 0; row < s->rows; row++) {
        real *to = r->all + row_at(s, row);
        const real *x = n->in[0]->x + cells_at(s, group, row) * (size_t)inner;
        spread(s, inner, x, r->row, written);
        gemm(outer, written, inner, mat_rows(w->x, inner), mat_unpacked(r->row, written), to, s->channel, 0);
        for (ptrdiff_t e = 0; e < s->k; e += s->channel)
            for (int c = 0; c < written; c++) to[e + c] *= LOG2_E / SQRT((real)s->head);
    }
}

static void forward_block(const sizes *s, const workspace *r, int head, real *all)
{
    real *q = all + head * s->head * s->channel, *out = q + s->out;
    vec largest[BAND], sum[BAND];
    scores(s, r, head, all, q, largest);
    powers(s, r->w, NULL, largest, sum, NULL);
    clear(s, out);
    for (const meeting *m = s->meet; m < s->meet + s->meetings; m++) sums(s, m, r->w, q + s->v, out);
    for (int i = 0; i < BAND; i++) multiply(s, out + i * s->part, 1 / sum[i]);
}

/* All blocks of cells, and all heads of each. */
static void each_block(const sizes *s, const workspace *r,
                       void (*do_block)(const sizes *, const workspace *, int, real *))
{
    for (int line = 0; line < s->lines; line++)
        for (int head = 0; head < s->heads; head++)
            for (int i = 0; i < s->run; i += VL) do_block(s, r, head, r->all + s->lead + line * s->stride + i);
}

static void forward(node *n)
{
    sizes s = sizes_of(n->in[0], n->in[1], n->n[0], n->n[1], n->n[2], 0);
    workspace r;
    workspace_of(&s, n->scratch, &r);
    read_bias(n, &s, &r);
    open_room(&s, &r, 0);
    for (int group = 0; group < s.groups; group++) {
        project(n, &s, &r, group);
        each_block(&s, &r, forward_block);
        for (int row = 0; row < s.rows; row++)
            collect(&s, r.all + row_at(&s, row) + s.out, n->out->x + cells_at(&s, group, row) * (size_t)s.width);
    }
}

/* --- backward ---------------------------------------------------------------------------------------------------- */

/* Of a block, powers and dw become ds times the sums of the powers; ds is added to dbias. */
static void softmax_backward(const sizes *s, const real *w, real *ds, const vec *delta, const vec *inverse, real *dbias)
{
    const ptrdiff_t row = (ptrdiff_t)s->offsets * VL;
    for (ptrdiff_t j = 0; j < row; j += VL) {
        vec sum = vec_load(dbias + j);
        for (int i = 0; i < BAND; i++) {
            vec change = vec_load(w + i * row + j) * (vec_load(ds + i * row + j) - delta[i]);
            vec_store(ds + i * row + j, change);
            sum += change * inverse[i];
        }
        vec_store(dbias + j, sum);
    }
}

/* dq and dr of a block of queries, and what the keys need to know of them. */
static void by_queries(const sizes *s, const workspace *r, int head, real *all)
{
    real *q = all + head * s->head * s->channel, *d_o = q + s->d_o, *dq = q + s->out;
    vec largest[BAND], sum[BAND], delta[BAND], inverse[BAND];
    scores(s, r, head, all, q, largest);
    for (const meeting *m = s->meet; m < s->meet + s->meetings; m++) dots(s, m, d_o, q + s->v, NULL, NULL, r->ds);
    powers(s, r->w, r->ds, largest, sum, delta);
    for (int i = 0; i < BAND; i++) {
        real *line = all + head * s->channel + i * s->part;
        inverse[i] = 1 / sum[i];
        delta[i] *= inverse[i];
        vec_store(line + s->smallest, vec_load(all + s->mask + i * s->part) - largest[i]);
        vec_store(line + s->delta, -delta[i] * inverse[i]);
        multiply(s, d_o + i * s->part, inverse[i]);
    }
    softmax_backward(s, r->w, r->ds, delta, inverse, r->dbias + head * s->offsets * VL);
    clear(s, dq);
    for (const meeting *m = s->meet; m < s->meet + s->meetings; m++) sums(s, m, r->ds, q + s->k, dq);
    for (int i = 0; i < BAND; i++) multiply(s, dq + i * s->part, inverse[i] / SQRT((real)s->head));
}

/* Scores and dw of a row of cells around become powers and ds. */
static void powers_and_ds(const sizes *s, const meeting *m, real *w, real *ds)
{
    for (int i = 0; i < m->rows; i++)
        for (ptrdiff_t j = (m->place + i * s->next) * VL, end = j + s->across * VL; j < end; j += VL) {
            vec e = power(vec_load(w + j));
            vec_store(w + j, e);
            vec_store(ds + j, e * vec_load(ds + j));
        }
}

/* dk and dv of a block of keys, from the queries that see them. */
static void by_keys(const sizes *s, const workspace *r, int head, real *all)
{
    real *q = all + head * s->head * s->channel, *d_o = q + s->d_o, *dk = q + s->dk, *dv = q + s->dv;
    const real *smallest = all + s->smallest + head * s->channel, *delta = all + s->delta + head * s->channel;
    clear(s, dk);
    clear(s, dv);
    for (const meeting *m = s->meet; m < s->meet + s->meetings; m++) {
        dots(s, m, q + s->k, q, smallest, r->biases_back + head * s->offsets, r->w);
        dots(s, m, q + s->v, d_o, delta, NULL, r->ds);
        powers_and_ds(s, m, r->w, r->ds);
        sums(s, m, r->ds, q, dk);
        sums(s, m, r->w, d_o, dv);
    }
    for (int i = 0; i < BAND; i++) multiply(s, dk + i * s->part, vec_set(1 / LOG2_E));
}

/* From dq, dk and dv of all cells. */
static void project_backward(const node *n, const sizes *s, const workspace *r, int group)
{
    const tensor *x = n->in[0], *w = n->in[1];
    int inner = s->inner, outer = 3 * s->width;
    for (int row = 0; row < s->rows; row++) {
        const real *d = r->all + row_at(s, row) + s->out;
        size_t at = cells_at(s, group, row) * (size_t)inner;
        if (x->g) gemm(s->cols, inner, outer, mat_columns(d, s->channel), w->packed->input, x->g + at, inner, 1);
        if (w->g) gemm(outer, inner, s->cols, mat_rows(d, s->channel), mat_unpacked(x->x + at, inner), w->g, inner, 1);
    }
}

static void add_bias_gradient(const node *n, const sizes *s, const workspace *r)
{
    tensor *bias = n->in[2];
    for (int head = 0; bias && bias->g && head < s->heads; head++)
        for (int j = 0; j < s->offsets; j++)
            bias->g[head * tensor_columns(bias) + number_of(s, j)] +=
                n->scale * vec_sum(vec_load(r->dbias + (head * s->offsets + j) * VL));
}

static void backward(node *n)
{
    sizes s = sizes_of(n->in[0], n->in[1], n->n[0], n->n[1], n->n[2], 1);
    workspace r;
    workspace_of(&s, n->scratch, &r);
    read_bias(n, &s, &r);
    open_room(&s, &r, 1);
    fill(r.dbias, (ptrdiff_t)s.heads * s.offsets * VL, 0);
    for (int group = 0; group < s.groups; group++) {
        project(n, &s, &r, group);
        for (int row = 0; row < s.rows; row++)
            spread(&s, s.width, n->out->g + cells_at(&s, group, row) * (size_t)s.width, r.all + row_at(&s, row) + s.d_o,
                   s.channel);
        each_block(&s, &r, by_queries);
        each_block(&s, &r, by_keys);
        project_backward(n, &s, &r, group);
    }
    add_bias_gradient(n, &s, &r);
}

static const operation op = {"attention_window", forward, backward};

tensor *attention_window(tape *t, tensor *x, tensor *w, tensor *bias, const window *win)
{
    int side = 2 * win->radius + 1;
    require_shape(x->dims == 4 && w->dims == 2 && tensor_columns(x) == w->shape[1], op.name, x, w);
    require_shape(x->shape[2] % win->cols == 0 && w->shape[0] % (3 * win->heads) == 0, op.name, x, w);
    require_shape(win->radius <= WINDOW_MAX_RADIUS &&
                      (!bias || (bias->shape[0] == win->heads && bias->shape[1] == side * side)),
                  op.name, x, bias);
    sizes s = sizes_of(x, w, win->heads, win->cols, win->radius, 1);
    workspace r;
    node n = {.op = &op, .in = {x, w, bias}, .n = {win->heads, win->cols, win->radius}, .scale = win->scale};
    n.out = tape_tensor(t, any_gradient(&n), 4, (int[]){x->shape[0], x->shape[1], s.cells, s.width});
    tape_need_scratch(t, workspace_of(&s, NULL, &r));
    return tape_run(t, n);
}
