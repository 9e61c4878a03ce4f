/* swiglu_cells: the SwiGLU along the cells of a plane, for every channel on its own (token mixing, arXiv 2105.01601):
 *   y = W_down a,  a = silu(g) u,  g = W_gate x,  u = W_up x         silu and its derivatives: gate.h
 *   x, y [B, P, L, D], of a plane [L, D]; W_gate, W_up [h, L], W_down [L, h]; g, u, a [h, D]
 *   da = W_down^T dy;                     dW_down += dy a^T
 *   dx += W_gate^T dg + W_up^T du;        dW_gate += dg x^T;   dW_up += du x^T
 * saves g and u, block of units by block of units, if the tape records; recomputes a
 *
 * The weights are the left factors here, so that channels fill the vectors, whatever the number of cells.          */
#include "autograd/gate.h"
#include "autograd/ops.h"

enum { UNITS = 96 }; /* inner units of a block: whole tiles and whole panels of a product, whatever the vectors */

typedef struct sizes {
    int planes, cells, width, inner; /* planes = B P */
} sizes;

static sizes sizes_of(const node *n)
{
    const tensor *x = n->in[0];
    return (sizes){x->shape[0] * x->shape[1], x->shape[2], x->shape[3], n->in[1]->shape[0]};
}

/* Reals of a block of units, in whole vectors. */
static size_t block_size(int units, int width)
{
    return ((size_t)units * (size_t)width + VL - 1) / VL * VL;
}

/* Units [unit, unit + units) of one plane; g, u, a [units, width]. */
typedef struct block {
    int unit, units;
    size_t size;
    real *g, *u, *a;
} block;

static block block_at(const node *n, const sizes *s, int plane, int unit)
{
    block b = {.unit = unit, .units = min_int(s->inner - unit, UNITS), .a = n->scratch};
    size_t whole = block_size(UNITS, s->width), blocks = (size_t)((s->inner + UNITS - 1) / UNITS);
    b.size = block_size(b.units, s->width);
    b.g = n->saved ? n->saved + 2 * whole * ((size_t)plane * blocks + (size_t)(unit / UNITS)) : b.a + whole;
    b.u = b.g + b.size;
    return b;
}

/* Space for the packed right factors of products, after a, g and u. */
static real *packed_workspace(const node *n, const sizes *s)
{
    return n->scratch + 3 * block_size(UNITS, s->width);
}

static void forward_plane(node *n, const sizes *s, int plane)
{
    const tensor *w_gate = n->in[1], *w_up = n->in[2], *w_down = n->in[3];
    size_t at = (size_t)plane * (size_t)s->cells * (size_t)s->width;
    panels x = pack(s->cells, s->width, mat_rows(n->in[0]->x + at, s->width), packed_workspace(n, s));
    for (int unit = 0; unit < s->inner; unit += UNITS) {
        block b = block_at(n, s, plane, unit);
        gemm(b.units, s->width, s->cells, mat_rows(w_gate->x + unit * s->cells, s->cells), x, b.g, s->width, 0);
        gemm(b.units, s->width, s->cells, mat_rows(w_up->x + unit * s->cells, s->cells), x, b.u, s->width, 0);
        for (size_t i = 0; i < b.size; i += VL) vec_store(b.a + i, gate_forward(vec_load(b.g + i), vec_load(b.u + i)));
        gemm(s->cells, s->width, b.units, mat_rows(w_down->x + unit, s->inner), mat_unpacked(b.a, s->width),
             n->out->x + at, s->width, unit > 0);
    }
}

static void forward(node *n)
{
    sizes s = sizes_of(n);
    for (int plane = 0; plane < s.planes; plane++) forward_plane(n, &s, plane);
}

/* dx [L, D] and dW of one of the two gates; x_turned [D, L] packed. */
static void gate_products(const sizes *s, const block *b, const tensor *w, const real *dgate, panels x_turned, real *dx)
{
    int at = b->unit * s->cells;
    if (w->g) gemm(b->units, s->cells, s->width, mat_rows(dgate, s->width), x_turned, w->g + at, s->cells, 1);
    if (dx)
        gemm(s->cells, s->width, b->units, mat_columns(w->x + at, s->cells), mat_unpacked(dgate, s->width), dx,
             s->width, 1);
}

static void backward_plane(node *n, const sizes *s, int plane)
{
    const tensor *x = n->in[0], *w_down = n->in[3];
    size_t at = (size_t)plane * (size_t)s->cells * (size_t)s->width;
    const real *dy_rows = n->out->g + at;
    real *memory = packed_workspace(n, s), *dx = x->g ? x->g + at : NULL;
    panels dy = pack(s->cells, s->width, mat_rows(dy_rows, s->width), memory);
    memory += packed_size(s->cells, s->width);
    panels x_turned = pack(s->width, s->cells, mat_columns(x->x + at, s->width), memory);
    memory += packed_size(s->width, s->cells);
    for (int unit = 0; unit < s->inner; unit += UNITS) {
        block b = block_at(n, s, plane, unit);
        gemm(b.units, s->width, s->cells, mat_columns(w_down->x + unit, s->inner), dy, b.a, s->width, 0);
        for (size_t i = 0; i < b.size; i += VL) /* g, u and da become dg, du and a in place */
            gate_backward(vec_load(b.g + i), vec_load(b.u + i), b.g + i, b.u + i, b.a + i);
        panels a_turned = pack(s->width, b.units, mat_columns(b.a, s->width), memory);
        if (w_down->g)
            gemm(s->cells, b.units, s->width, mat_rows(dy_rows, s->width), a_turned, w_down->g + unit, s->inner, 1);
        gate_products(s, &b, n->in[1], b.g, x_turned, dx);
        gate_products(s, &b, n->in[2], b.u, x_turned, dx);
    }
}

static void backward(node *n)
{
    sizes s = sizes_of(n);
    for (int plane = 0; plane < s.planes; plane++) backward_plane(n, &s, plane);
}

static const operation op = {"swiglu_cells", forward, backward};

tensor *swiglu_cells(tape *t, tensor *x, tensor *w_gate, tensor *w_up, tensor *w_down)
{
    require_shape(x->dims == 4 && w_gate->shape[1] == x->shape[2], op.name, x, w_gate);
    require_shape(w_up->shape[0] == w_gate->shape[0] && w_up->shape[1] == w_gate->shape[1], op.name, w_gate, w_up);
    require_shape(w_down->shape[0] == w_gate->shape[1] && w_down->shape[1] == w_gate->shape[0], op.name, w_gate,
                  w_down);
    int cells = x->shape[2], width = x->shape[3], blocks = (w_gate->shape[0] + UNITS - 1) / UNITS;
    size_t whole = block_size(UNITS, width), planes = (size_t)x->shape[0] * (size_t)x->shape[1];
    node n = {.op = &op, .in = {x, w_gate, w_up, w_down}};
    n.out = tape_tensor(t, any_gradient(&n), 4, x->shape);
    if (t->recording && n.out->g) n.saved = arena_alloc(t->memory, planes * 2 * whole * (size_t)blocks * sizeof(real));
    tape_need_scratch(t, 3 * whole + packed_size(cells, width) + packed_size(width, cells) + packed_size(width, UNITS));
    return tape_run(t, n);
}
