/* convolution: y[cell] = sum over k of f[k] x[cell at offset k], channel by channel      x, y [B, P, L, D], f [9, D]
 *   offset k lies k / 3 - 1 rows below and k % 3 - 1 columns to the right; outside the grid x is 0
 *   dx[cell] += sum over k of f[k] dy[cell at offset -k];   df[k] += sum over cells of dy[cell] x[cell at offset k]
 * saves nothing
 *
 * The three lines of the grid that a row of results needs are copied in turns, with a cell of zeros at both ends and
 * channels up to whole vectors: then no cell and no channel is a special case.                                      */
#include "autograd/ops.h"
#include "autograd/simd.h"

#include <string.h>

enum { TAPS = 9, TILE = 4 }; /* TILE cells are computed together: a tap's filter is loaded once for all */

typedef struct sizes {
    int grids, rows, cols, width;
    int filled;     /* D up to whole vectors */
    ptrdiff_t line; /* reals of a line */
} sizes;

static sizes sizes_of(const tensor *x, int cols)
{
    int width = tensor_columns(x), filled = whole_vectors(width);
    return (sizes){x->shape[0] * x->shape[1], x->shape[2] / cols, cols, width, filled, (ptrdiff_t)(cols + 2) * filled};
}

typedef struct workspace {
    real *filter, *flipped; /* [9, filled] each */
    real *dfilter;          /* [9, filled] */
    real *x[3], *dy[3];     /* lines: row r is in number r % 3 */
} workspace;

static workspace workspace_of(const sizes *s, real *base)
{
    workspace r = {base, base + TAPS * s->filled, base + 2 * TAPS * s->filled, {0}, {0}};
    for (int i = 0; i < 3; i++) {
        r.x[i] = base + 3 * TAPS * s->filled + i * s->line;
        r.dy[i] = r.x[i] + 3 * s->line;
    }
    return r;
}

/* Row `row` of a grid into its line; zeros if there is no such row. */
static void read_line(const sizes *s, const real *grid, int row, real *const lines[3])
{
    real *line = lines[(row + 3) % 3];
    memset(line, 0, (size_t)s->line * sizeof(real));
    if (row < 0 || row >= s->rows) return;
    const real *from = grid + (ptrdiff_t)row * s->cols * s->width;
    for (int c = 0; c < s->cols; c++)
        memcpy(line + (c + 1) * s->filled, from + c * s->width, (size_t)s->width * sizeof(real));
}

/* The line that tap k reads for results in row `row`, from where its first cell is. */
static const real *line_of(const sizes *s, real *const lines[3], int row, int k)
{
    return lines[(row + k / 3 + 2) % 3] + k % 3 * s->filled;
}

static void store(const sizes *s, int d, vec v, real *y, int accumulate)
{
    if (d + VL <= s->width) {
        if (accumulate) v += vec_load(y + d);
        vec_store(y + d, v);
        return;
    }
    for (int i = 0; d + i < s->width; i++) y[d + i] = v[i] + (accumulate ? y[d + i] : 0);
}

static inline void filter_tile(int count, const sizes *s, const real *const taps[TAPS], const real *filter, int c,
                               real *y, int accumulate)
{
    for (int d = 0; d < s->filled; d += VL) {
        vec sum[TILE] = {{0}};
        for (int k = 0; k < TAPS; k++) {
            const real *x = taps[k] + c * s->filled + d;
            vec left = vec_load(filter + k * s->filled + d);
            for (int i = 0; i < count; i++) sum[i] += left * vec_load(x + i * s->filled);
        }
        for (int i = 0; i < count; i++) store(s, d, sum[i], y + (c + i) * s->width, accumulate);
    }
}

static void filter_row(const sizes *s, real *const lines[3], int row, const real *filter, real *grid, int accumulate)
{
    const real *taps[TAPS];
    real *y = grid + (ptrdiff_t)row * s->cols * s->width;
    int c = 0;
    for (int k = 0; k < TAPS; k++) taps[k] = line_of(s, lines, row, k);
    for (; c + TILE <= s->cols; c += TILE) filter_tile(TILE, s, taps, filter, c, y, accumulate);
    for (; c < s->cols; c++) filter_tile(1, s, taps, filter, c, y, accumulate);
}

static void read_filter(const sizes *s, const tensor *filter, const workspace *r)
{
    memset(r->filter, 0, (size_t)(3 * TAPS * s->filled) * sizeof(real));
    for (int k = 0; k < TAPS; k++)
        for (int d = 0; d < s->width; d++)
            r->filter[k * s->filled + d] = r->flipped[(TAPS - 1 - k) * s->filled + d] = filter->x[k * s->width + d];
}

static void forward(node *n)
{
    sizes s = sizes_of(n->out, n->n[0]);
    workspace r = workspace_of(&s, n->scratch);
    read_filter(&s, n->in[1], &r);
    for (int g = 0; g < s.grids; g++) {
        ptrdiff_t at = (ptrdiff_t)g * s.rows * s.cols * s.width;
        for (int row = -1; row <= s.rows; row++) {
            read_line(&s, n->in[0]->x + at, row, r.x);
            if (row > 0) filter_row(&s, r.x, row - 1, r.filter, n->out->x + at, 0);
        }
    }
}

/* Adds to df what the results of a row say of it. */
static void filter_gradient(const sizes *s, const workspace *r, int row)
{
    const real *taps[TAPS], *dy = line_of(s, r->dy, row, TAPS / 2);
    for (int k = 0; k < TAPS; k++) taps[k] = line_of(s, r->x, row, k);
    for (int d = 0; d < s->filled; d += VL) {
        vec sum[TAPS];
        for (int k = 0; k < TAPS; k++) sum[k] = vec_load(r->dfilter + k * s->filled + d);
        for (int c = 0; c < s->cols; c++) {
            vec left = vec_load(dy + c * s->filled + d);
            for (int k = 0; k < TAPS; k++) sum[k] += left * vec_load(taps[k] + c * s->filled + d);
        }
        for (int k = 0; k < TAPS; k++) vec_store(r->dfilter + k * s->filled + d, sum[k]);
    }
}

static void backward(node *n)
{
    sizes s = sizes_of(n->out, n->n[0]);
    workspace r = workspace_of(&s, n->scratch);
    tensor *x = n->in[0], *filter = n->in[1];
    read_filter(&s, filter, &r);
    for (int g = 0; g < s.grids; g++) {
        ptrdiff_t at = (ptrdiff_t)g * s.rows * s.cols * s.width;
        for (int row = -1; row <= s.rows; row++) {
            read_line(&s, x->x + at, row, r.x);
            read_line(&s, n->out->g + at, row, r.dy);
            if (row > 0 && x->g) filter_row(&s, r.dy, row - 1, r.flipped, x->g + at, 1);
            if (row > 0) filter_gradient(&s, &r, row - 1);
        }
    }
    for (int k = 0; filter->g && k < TAPS; k++)
        for (int d = 0; d < s.width; d++) filter->g[k * s.width + d] += r.dfilter[k * s.filled + d];
}

static const operation op = {"convolution", forward, backward};

tensor *convolution(tape *t, tensor *x, tensor *filter, int cols)
{
    require_shape(x->dims == 4 && x->shape[2] % cols == 0 && tensor_size(filter) == (size_t)(TAPS * tensor_columns(x)),
                  op.name, x, filter);
    sizes s = sizes_of(x, cols);
    node n = {.op = &op, .in = {x, filter}, .n = {cols}};
    n.out = tape_tensor(t, any_gradient(&n), 4, x->shape);
    tape_need_scratch(t, (size_t)(3 * TAPS * s.filled + 6 * s.line));
    return tape_run(t, n);
}
