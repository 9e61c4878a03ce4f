/* swiglu: y = W_down (silu(g) * u),  [g; u] = W_gate_up x + context[cell],  silu(g) = g s(g),  s(g) = 1 / (1 + e^-g)
 *   x [B, P, L, I], context [B, L, 2h], W_gate_up [2h, I], W_down [O, h], y [B, P, L, O]
 *   a = silu(g) * u;   da = dy W_down;                           dW_down += dy^T a
 *   dg = da u (s + silu (1 - s));   du = da silu(g)
 *   dcontext[cell] += [dg; du], summed over planes
 *   dx += [dg; du] W_gate_up;                                    dW_gate_up += [dg; du]^T x
 * saves nothing: g and u are wider than everything else together, and computing them again for a block of rows that
 * stays in the cache costs less than sending them to memory and back.                       */
#include "autograd/ops.h"
#include "autograd/simd.h"

enum { BLOCK = 48 }; /* rows of x worked on at a time */

typedef struct sizes {
    int rows, in, inner, out, cells, tokens; /* tokens = P L of one example */
} sizes;

static sizes sizes_of(const node *n)
{
    const tensor *x = n->in[0];
    int cells = x->shape[x->dims - 2];
    int tokens = tensor_rows(x) / x->shape[0];
    return (sizes){tensor_rows(x), tensor_columns(x), n->in[3]->shape[1], n->in[3]->shape[0], cells, tokens};
}

/* Row of the context that belongs to a row of x. */
static size_t context_at(const sizes *s, int row)
{
    return (size_t)(row / s->tokens * s->cells + row % s->cells) * 2 * (size_t)s->inner;
}

/* gate_up [count, 2h] = x W_gate_up^T for the rows from `first`; the context is added where the sum is used. */
static void gates(const node *n, const sizes *s, int first, int count, real *gate_up)
{
    int wide = 2 * s->inner;
    const real *x = n->in[0]->x + (size_t)first * (size_t)s->in;
    gemm(count, wide, s->in, rows_of(x, s->in), n->in[2]->packed->forward, gate_up, wide, 0);
}

/* Context of a row, or NULL. */
static const real *context_of(const node *n, const sizes *s, int row)
{
    return n->in[1] ? n->in[1]->x + context_at(s, row) : NULL;
}

/* Of one row: a [h] = silu(g) u. By whole vectors: the last may write into what follows, which is filled later. */
static void activate(int inner, const real *g, const real *context, real *a)
{
    const real *u = g + inner;
    for (int j = 0; j < inner; j += VL) {
        vec gate = vec_load(g + j), up = vec_load(u + j);
        if (context) {
            gate += vec_load(context + j);
            up += vec_load(context + inner + j);
        }
        vec_store(a + j, gate * vec_sigmoid(gate) * up);
    }
}

/* Of one row: turns g and u into dg and du in place, given da, and writes a over da; dcontext takes dg and du too. */
static void activate_backward(int inner, real *restrict g, const real *context, real *restrict da,
                              real *restrict dcontext)
{
    real *u = g + inner;
    int j = 0;
    for (; j + VL <= inner; j += VL) {
        vec gate = vec_load(g + j), up = vec_load(u + j), d = vec_load(da + j);
        if (context) {
            gate += vec_load(context + j);
            up += vec_load(context + inner + j);
        }
        vec s = vec_sigmoid(gate), silu = gate * s;
        vec dg = d * up * (s + silu * (1 - s)), du = d * silu;
        vec_store(g + j, dg);
        vec_store(u + j, du);
        vec_store(da + j, silu * up);
        if (dcontext) {
            vec_store(dcontext + j, vec_load(dcontext + j) + dg);
            vec_store(dcontext + inner + j, vec_load(dcontext + inner + j) + du);
        }
    }
    for (; j < inner; j++) {
        real gate = g[j] + (context ? context[j] : 0), up = u[j] + (context ? context[inner + j] : 0), d = da[j];
        real s = 1 / (1 + (real)exp(-gate)), silu = gate * s;
        g[j] = d * up * (s + silu * (1 - s));
        u[j] = d * silu;
        da[j] = silu * up;
        if (dcontext) {
            dcontext[j] += g[j];
            dcontext[inner + j] += u[j];
        }
    }
}

static void forward(tape *t, node *n)
{
    sizes s = sizes_of(n);
    real *gate_up = t->scratch, *a = gate_up + BLOCK * 2 * s.inner + VL;
    for (int first = 0; first < s.rows; first += BLOCK) {
        int count = s.rows - first < BLOCK ? s.rows - first : BLOCK;
        gates(n, &s, first, count, gate_up);
        for (int i = 0; i < count; i++)
            activate(s.inner, gate_up + i * 2 * s.inner, context_of(n, &s, first + i), a + i * s.inner);
        gemm(count, s.out, s.inner, rows_of(a, s.inner), n->in[3]->packed->forward,
             n->out->x + (size_t)first * (size_t)s.out, s.out, 0);
    }
}

static void backward(tape *t, node *n)
{
    sizes s = sizes_of(n);
    tensor *x = n->in[0], *context = n->in[1], *w_gate_up = n->in[2], *w_down = n->in[3];
    int wide = 2 * s.inner;
    real *gate_up = t->scratch, *a = gate_up + BLOCK * wide + VL;
    for (int first = 0; first < s.rows; first += BLOCK) {
        int count = s.rows - first < BLOCK ? s.rows - first : BLOCK;
        const real *dy = n->out->g + (size_t)first * (size_t)s.out;
        gates(n, &s, first, count, gate_up);
        gemm(count, s.inner, s.out, rows_of(dy, s.out), w_down->packed->input, a, s.inner, 0);
        for (int i = 0; i < count; i++) {
            real *dcontext = context && context->g ? context->g + context_at(&s, first + i) : NULL;
            activate_backward(s.inner, gate_up + i * wide, context_of(n, &s, first + i), a + i * s.inner, dcontext);
        }
        size_t at = (size_t)first * (size_t)s.in;
        if (w_down->g) gemm(s.out, s.inner, count, columns_of(dy, s.out), unpacked(a, s.inner), w_down->g, s.inner, 1);
        if (w_gate_up->g)
            gemm(wide, s.in, count, columns_of(gate_up, wide), unpacked(x->x + at, s.in), w_gate_up->g, s.in, 1);
        if (x->g) gemm(count, s.in, wide, rows_of(gate_up, wide), w_gate_up->packed->input, x->g + at, s.in, 1);
    }
}

static const operation op = {"swiglu", forward, backward};

tensor *swiglu(tape *t, tensor *x, tensor *context, tensor *w_gate_up, tensor *w_down)
{
    require_shape(w_gate_up->shape[1] == tensor_columns(x), op.name, x, w_gate_up);
    require_shape(w_gate_up->shape[0] == 2 * w_down->shape[1], op.name, w_gate_up, w_down);
    require_shape(!context || tensor_columns(context) == w_gate_up->shape[0], op.name, context, w_gate_up);
    int shape[MAX_DIMS], inner = w_down->shape[1];
    for (int i = 0; i < x->dims; i++) shape[i] = x->shape[i];
    shape[x->dims - 1] = w_down->shape[0];
    node n = {.op = &op, .in = {x, context, w_gate_up, w_down}};
    n.out = tape_tensor(t, any_gradient(&n), x->dims, shape);
    tape_need_scratch(t, (size_t)(BLOCK * 3 * inner + 4 * VL));
    return tape_run(t, n);
}
