/* swiglu: y = a W_down^T,  a = silu(g) u,  [g u] = x [W_gate W_up]^T + context       silu and its derivatives: gate.h
 *   x [B, P, L, I], context [B, L, 2h], W_gate, W_up [h, I], W_down [O, h], y [B, P, L, O]
 *   da = dy W_down;                       dW_down += dy^T a
 *   dcontext[cell] += [dg du], summed over planes
 *   dx += dg W_gate + du W_up;            dW_gate += dg^T x;   dW_up += du^T x
 * saves g and u without the context, block by block (below), if the tape records; recomputes a
 *
 * Blocks of rows of x and of inner units are small enough for g, u and a of a block, and the weights it reads, to stay
 * in the cache.                                                                                                    */
#include "autograd/gate.h"
#include "autograd/ops.h"

enum { ROWS = 96, UNITS = 128 }; /* of a block; UNITS a multiple of GEMM_NR for every width of vector */
_Static_assert(UNITS % GEMM_NR == 0, "a block of units is a whole number of panels");

typedef struct sizes {
    int rows, in, inner, out, cells, tokens; /* tokens = P L of one example */
} sizes;

static sizes sizes_of(const node *n)
{
    const tensor *x = n->in[0], *w_down = n->in[4];
    int cells = x->shape[x->dims - 2];
    int tokens = tensor_rows(x) / x->shape[0];
    return (sizes){tensor_rows(x), tensor_columns(x), w_down->shape[1], w_down->shape[0], cells, tokens};
}

/* Rows [row, row + count) by units [unit, unit + units); g, u and a [count, stride], stride in whole vectors. */
typedef struct block {
    int row, count, unit, units, stride;
    real *g, *u, *a;
} block;

/* g and u are in scratch or, if saved, in the order in which the blocks are computed. */
static block block_at(const node *n, const sizes *s, int row, int unit)
{
    block b = {.row = row, .unit = unit, .a = n->scratch};
    b.count = min_int(s->rows - row, ROWS);
    b.units = min_int(s->inner - unit, UNITS);
    b.stride = whole_vectors(b.units);
    size_t before = 2 * ((size_t)row * (size_t)whole_vectors(s->inner) + (size_t)b.count * (size_t)unit);
    b.g = n->saved ? n->saved + before : n->scratch + ROWS * UNITS;
    b.u = b.g + b.count * b.stride;
    return b;
}

/* g and u of a block; the context is added where the sum is used. */
static void gates(const node *n, const sizes *s, const block *b)
{
    strided x = mat_rows(n->in[0]->x + (size_t)b->row * (size_t)s->in, s->in);
    gemm(b->count, b->stride, s->in, x, mat_right_of(n->in[2]->packed->forward, b->unit), b->g, b->stride, 0);
    gemm(b->count, b->stride, s->in, x, mat_right_of(n->in[3]->packed->forward, b->unit), b->u, b->stride, 0);
}

/* The context of row i of a block, values or gradients, or NULL if there is none. */
static real *context_of(const sizes *s, const block *b, int i, real *context)
{
    int row = b->row + i, cell = row / s->tokens * s->cells + row % s->cells;
    return context ? context + (size_t)cell * 2 * (size_t)s->inner + b->unit : NULL;
}

/* Gate or up values plus their context, which begins at `at`, if there is any. */
static vec with_context(const real *gate, const real *context, int at)
{
    vec sum = vec_load(gate);
    if (context) sum += vec_load(context + at);
    return sum;
}

/* a = silu(g) u in whole vectors: what they hold past the last unit is never read. */
static void forward_block(const node *n, const sizes *s, const block *b)
{
    gates(n, s, b);
    for (int i = 0; i < b->count; i++) {
        const real *context = context_of(s, b, i, n->in[1] ? n->in[1]->x : NULL);
        const real *g = b->g + i * b->stride, *u = b->u + i * b->stride;
        real *restrict a = b->a + i * b->stride;
        for (int j = 0; j < b->units; j += VL)
            vec_store(a + j, gate_forward(with_context(g + j, context, j), with_context(u + j, context, s->inner + j)));
    }
    gemm(b->count, s->out, b->units, mat_rows(b->a, b->stride), mat_below(n->in[4]->packed->forward, b->unit),
         n->out->x + (size_t)b->row * (size_t)s->out, s->out, b->unit > 0);
}

static void forward(node *n)
{
    sizes s = sizes_of(n);
    for (int unit = 0; unit < s.inner; unit += UNITS)
        for (int row = 0; row < s.rows; row += ROWS) {
            block b = block_at(n, &s, row, unit);
            forward_block(n, &s, &b);
        }
}

/* g, u and da become dg, du and a in place. */
static void gates_backward(const node *n, const sizes *s, const block *b)
{
    for (int i = 0; i < b->count; i++) {
        const real *context = context_of(s, b, i, n->in[1] ? n->in[1]->x : NULL);
        real *dcontext = context_of(s, b, i, n->in[1] ? n->in[1]->g : NULL);
        real *restrict g = b->g + i * b->stride, *restrict u = b->u + i * b->stride, *restrict a = b->a + i * b->stride;
        for (int j = 0; j < b->units; j += VL)
            gate_backward(with_context(g + j, context, j), with_context(u + j, context, s->inner + j), g + j, u + j,
                          a + j);
        if (!dcontext) continue;
        add_scaled((size_t)b->units, dcontext, g, 1);
        add_scaled((size_t)b->units, dcontext + s->inner, u, 1);
    }
}

/* dx and dW of one of the two gates: dgate [count, units]. */
static void gate_products(const node *n, const sizes *s, const block *b, const tensor *w, const real *dgate)
{
    size_t at = (size_t)b->row * (size_t)s->in;
    tensor *x = n->in[0];
    if (w->g)
        gemm(b->units, s->in, b->count, mat_columns(dgate, b->stride), mat_unpacked(x->x + at, s->in),
             w->g + (size_t)b->unit * (size_t)s->in, s->in, 1);
    if (x->g)
        gemm(b->count, s->in, b->units, mat_rows(dgate, b->stride), mat_below(w->packed->input, b->unit), x->g + at,
             s->in, 1);
}

static void backward_block(const node *n, const sizes *s, const block *b)
{
    const tensor *w_down = n->in[4];
    const real *dy = n->out->g + (size_t)b->row * (size_t)s->out;
    gemm(b->count, b->stride, s->out, mat_rows(dy, s->out), mat_right_of(w_down->packed->input, b->unit), b->a,
         b->stride, 0);
    gates_backward(n, s, b);
    if (w_down->g)
        gemm(s->out, b->units, b->count, mat_columns(dy, s->out), mat_unpacked(b->a, b->stride), w_down->g + b->unit,
             s->inner, 1);
    gate_products(n, s, b, n->in[2], b->g);
    gate_products(n, s, b, n->in[3], b->u);
}

static void backward(node *n)
{
    sizes s = sizes_of(n);
    for (int unit = 0; unit < s.inner; unit += UNITS)
        for (int row = 0; row < s.rows; row += ROWS) {
            block b = block_at(n, &s, row, unit);
            backward_block(n, &s, &b);
        }
}

static const operation op = {"swiglu", forward, backward};

tensor *swiglu(tape *t, tensor *x, tensor *context, tensor *w_gate, tensor *w_up, tensor *w_down)
{
    require_shape(w_gate->shape[1] == tensor_columns(x), op.name, x, w_gate);
    require_shape(w_gate->shape[0] == w_down->shape[1], op.name, w_gate, w_down);
    require_shape(w_up->shape[0] == w_gate->shape[0] && w_up->shape[1] == w_gate->shape[1], op.name, w_gate, w_up);
    require_shape(!context || tensor_columns(context) == 2 * w_gate->shape[0], op.name, context, w_gate);
    int shape[MAX_DIMS];
    for (int i = 0; i < x->dims; i++) shape[i] = x->shape[i];
    shape[x->dims - 1] = w_down->shape[0];
    node n = {.op = &op, .in = {x, context, w_gate, w_up, w_down}};
    n.out = tape_tensor(t, any_gradient(&n), x->dims, shape);
    size_t gates = 2 * (size_t)tensor_rows(x) * (size_t)whole_vectors(w_down->shape[1]);
    if (t->recording && n.out->g) n.saved = arena_alloc(t->memory, gates * sizeof(real));
    tape_need_scratch(t, 3 * ROWS * UNITS + GEMM_NR);
    return tape_run(t, n);
}
