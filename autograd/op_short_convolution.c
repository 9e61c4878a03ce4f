/* short_convolution: y = silu(u),  u[cell, c] = sum over 3 x 3 neighbours n of w[n, c] x[n, c]     depthwise
 *   x, y [B, P, S, C], w [9, C]: neighbours above, beside and below, row by row; outside of the grid is 0, and a
 *   register has itself alone as neighbour
 *   du = dy silu'(u);   dx[n] += w[n] du[cell];   dw[n] += du[cell] x[n]
 * saves nothing; recomputes u
 *
 * What linear recurrences of language models have as a convolution along the sequence: before anything is remembered,
 * a cell knows its neighbours. Here it is one for all scans.                                                       */
#include "autograd/ops.h"
#include "autograd/simd.h"

#include <string.h>

enum { TAPS = 9, MIDDLE = 4 };

typedef struct taps {
    const real *at[TAPS]; /* rows [C] of the neighbours, or of zeros */
} taps;

/* The neighbours of a token in a plane x [S, C]; `mirrored`: whose neighbour it is. */
static taps taps_of(const places *g, int width, int token, const real *x, const real *zeros, int mirrored)
{
    taps t;
    int cell = token - g->registers, row = cell / g->cols, col = cell % g->cols;
    for (int i = 0; i < TAPS; i++) {
        int k = mirrored ? TAPS - 1 - i : i, r = row + k / 3 - 1, c = col + k % 3 - 1;
        int inside = cell >= 0 && r >= 0 && r < g->rows && c >= 0 && c < g->cols;
        t.at[i] = inside ? x + (ptrdiff_t)(g->registers + r * g->cols + c) * width : zeros;
        if (cell < 0 && i == MIDDLE) t.at[i] = x + (ptrdiff_t)token * width;
    }
    return t;
}

/* y [C] (+)= sum of w[n] x[n] */
static void weigh(int width, const taps *t, const real *restrict w, real *restrict y, int accumulate)
{
    const real *const *x = t->at;
    for (int c = 0; c < width; c++) {
        const real *v = w + c;
        real upper = v[0] * x[0][c] + v[width] * x[1][c] + v[2 * width] * x[2][c];
        real beside = v[3 * width] * x[3][c] + v[4 * width] * x[4][c] + v[5 * width] * x[5][c];
        real lower = v[6 * width] * x[6][c] + v[7 * width] * x[7][c] + v[8 * width] * x[8][c];
        y[c] = (accumulate ? y[c] : 0) + (upper + beside + lower);
    }
}

static void add_products(int width, const taps *t, const real *restrict du, real *restrict dw)
{
    for (int i = 0; i < TAPS; i++)
        for (int c = 0; c < width; c++) dw[i * width + c] += du[c] * t->at[i][c];
}

/* Scratch: a row of zeros, and a plane of u or du. */
typedef struct room {
    real *zeros, *plane;
} room;

static room room_of(const node *n, int width)
{
    memset(n->scratch, 0, (size_t)whole_vectors(width) * sizeof(real));
    return (room){n->scratch, n->scratch + whole_vectors(width)};
}

/* The last vector of a row may be shorter. */
static void store_lanes(int lanes, vec v, real *y)
{
    if (lanes >= VL) vec_store(y, v);
    for (int i = 0; i < lanes && lanes < VL; i++) y[i] = v[i];
}

static void silu_row(int width, real *y)
{
    for (int c = 0; c < width; c += VL) store_lanes(width - c, vec_load(y + c) * vec_sigmoid(vec_load(y + c)), y + c);
}

/* u becomes du = dy (s + u s (1 - s)) */
static void silu_row_backward(int width, const real *dy, real *u)
{
    for (int c = 0; c < width; c += VL) {
        vec v = vec_load(u + c), s = vec_sigmoid(v);
        store_lanes(width - c, vec_load(dy + c) * (s + v * s * (1 - s)), u + c);
    }
}

static void forward(node *n)
{
    const places *g = n->table;
    int width = tensor_columns(n->out), tokens = tensor_rows(n->out);
    room r = room_of(n, width);
    for (int i = 0; i < tokens; i++) {
        size_t plane = (size_t)(i / g->tokens * g->tokens) * (size_t)width;
        real *y = n->out->x + (size_t)i * (size_t)width;
        taps t = taps_of(g, width, i % g->tokens, n->in[0]->x + plane, r.zeros, 0);
        weigh(width, &t, n->in[1]->x, y, 0);
        silu_row(width, y);
    }
}

static void backward_plane(node *n, const places *g, const room *r, size_t plane)
{
    int width = tensor_columns(n->out);
    const real *x = n->in[0]->x + plane, *w = n->in[1]->x;
    for (int i = 0; i < g->tokens; i++) {
        size_t at = (size_t)i * (size_t)width;
        taps t = taps_of(g, width, i, x, r->zeros, 0);
        weigh(width, &t, w, r->plane + at, 0);
        silu_row_backward(width, n->out->g + plane + at, r->plane + at);
        if (n->in[1]->g) add_products(width, &t, r->plane + at, n->in[1]->g);
    }
    for (int i = 0; n->in[0]->g && i < g->tokens; i++) {
        taps t = taps_of(g, width, i, r->plane, r->zeros, 1);
        weigh(width, &t, w, n->in[0]->g + plane + (size_t)i * (size_t)width, 1);
    }
}

static void backward(node *n)
{
    const places *g = n->table;
    int width = tensor_columns(n->out);
    size_t plane = (size_t)g->tokens * (size_t)width;
    room r = room_of(n, width);
    for (size_t at = 0; at < tensor_size(n->out); at += plane) backward_plane(n, g, &r, at);
}

static const operation op = {"short_convolution", forward, backward};

tensor *short_convolution(tape *t, tensor *x, tensor *w, const places *g)
{
    int width = tensor_columns(x);
    require_shape(x->dims == 4 && w->shape[0] == TAPS && w->shape[1] == width && x->shape[2] == g->tokens, op.name, x,
                  w);
    tensor *y = tape_tensor(t, x->g || w->g, x->dims, x->shape);
    tape_need_scratch(t, (size_t)whole_vectors(width) + (size_t)g->tokens * (size_t)width + VL);
    return tape_run(t, (node){.op = &op, .in = {x, w}, .out = y, .table = g});
}
