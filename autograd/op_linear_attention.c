/* linear_attention (arXiv 2006.16236), per plane and head, among all tokens:
 *   o_i = n_i / d_i,   n_i = S^T turn(f(q_i)),  S = sum_j turn(f(k_j)) v_j^T,  d_i = f(q_i) . s + 1e-10, s = sum f(k)
 *   qkv [B, P, S, 3D] (q, k, v side by side; heads side by side within each), o [B, P, S, D];   f = elu + 1: keys.h
 *   dn = do / d;   dd = -do . o / d;   dS = sum turn(f(q)) dn^T;   ds = sum f(q) dd
 *   df(q) = turn back(S dn) + s dd;   df(k) = turn back(dS v) + ds;   dv = dS^T turn(f(k))
 * saves S and s of every head [B, P, H, E + 1, padded(E)]; recomputes f
 *
 * The turn by the place on the grid is in the numerator alone, so weights stay positive in the sum that divides. Blocks
 * of tokens are small enough for all that is made of them to stay in the cache, whatever the size of the grid.       */
#include "autograd/keys.h"
#include "autograd/ops.h"
#include "autograd/simd.h"

#include <string.h>

enum { BLOCK = 96 }; /* tokens */

typedef struct sizes {
    int groups, tokens, heads, head, width; /* groups = B P, head = E, width = D */
    int filled, row;                        /* E up to whole vectors, H times that */
    const places *place;
} sizes;

static sizes sizes_of(const tensor *qkv, int heads, const places *place)
{
    int width = tensor_columns(qkv) / 3, filled = whole_vectors(width / heads);
    return (sizes){
        qkv->shape[0] * qkv->shape[1], qkv->shape[2], heads, width / heads, width, filled, heads * filled, place};
}

/* Of a block of tokens. */
typedef struct workspace {
    real *f, *turned, *gradient; /* [BLOCK, H, filled] each: f(q) or f(k), and turned; the gradient of the latter */
    real *dn;                    /* [BLOCK, filled] of one head */
    real *dd;                    /* [BLOCK, H] */
    real *sums;                  /* [H, E + 1, filled]: dS and ds */
    real *across;                /* [E, filled]: S or dS, transposed */
} workspace;

/* Returns its size in reals; base may be NULL. */
static size_t workspace_of(const sizes *s, real *base, workspace *w)
{
    size_t block = (size_t)(BLOCK * s->row), at = 0, head = (size_t)(s->head * s->filled);
    const struct {
        real **part;
        size_t size;
    } parts[] = {{&w->f, block},
                 {&w->turned, block},
                 {&w->gradient, block},
                 {&w->dn, (size_t)(BLOCK * s->filled)},
                 {&w->dd, (size_t)whole_vectors(BLOCK * s->heads)},
                 {&w->sums, (size_t)((s->head + 1) * s->row)},
                 {&w->across, head}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        *parts[i].part = base ? base + at : NULL;
        at += parts[i].size;
    }
    return at + GEMM_NR;
}

/* Tokens [first, first + count) of a plane. */
typedef struct block {
    int first, count;
    size_t qkv, out; /* of the first token */
} block;

static block block_at(const sizes *s, int group, int first)
{
    size_t token = (size_t)(group * s->tokens + first);
    return (block){first, min_int(BLOCK, s->tokens - first), token * 3 * (size_t)s->width, token * (size_t)s->width};
}

/* f and its turned copy of the queries (part 0) or keys (part 1) of a block. */
static void features(const node *n, const sizes *s, const workspace *w, const block *b, int part)
{
    for (int i = 0; i < b->count; i++) {
        const real *x = n->in[0]->x + b->qkv + (size_t)(i * 3 + part) * (size_t)s->width;
        real *f = w->f + i * s->row, *turned = w->turned + i * s->row;
        keys_map(s->heads, s->head, x, f);
        memcpy(turned, f, (size_t)s->row * sizeof(real));
        keys_turn(s->place, b->first + i, s->heads, 1, turned);
    }
}

static real *sums_of(const sizes *s, const node *n, int group)
{
    return n->saved + (size_t)group * (size_t)((s->head + 1) * s->row);
}

/* S and s of one head. */
static real *head_of(const sizes *s, real *sums, int head)
{
    return sums + head * (s->head + 1) * s->filled;
}

static void add_row(int n, real *restrict sum, const real *restrict x, real scale)
{
    for (int i = 0; i < n; i++) sum[i] += scale * x[i];
}

static void add_keys(const node *n, const sizes *s, const workspace *w, const block *b, real *sums)
{
    features(n, s, w, b, 1);
    for (int h = 0; h < s->heads; h++) {
        real *sum = head_of(s, sums, h), *f = w->f + h * s->filled;
        const real *v = n->in[0]->x + b->qkv + 2 * s->width + h * s->head;
        /* S [E, E] += turned^T [E, tokens] v [tokens, E] */
        gemm(s->head, s->filled, b->count, mat_columns(w->turned + h * s->filled, s->row),
             mat_unpacked(v, 3 * s->width), sum, s->filled, 1);
        for (int i = 0; i < b->count; i++) add_row(s->filled, sum + s->head * s->filled, f + i * s->row, 1);
    }
}

static real divisor(const sizes *s, const real *f, const real *sum)
{
    return dot(s->filled, f, sum + s->head * s->filled) + (real)1e-10;
}

static void ask_queries(const node *n, const sizes *s, const workspace *w, const block *b, real *sums)
{
    features(n, s, w, b, 0);
    for (int h = 0; h < s->heads; h++) {
        real *sum = head_of(s, sums, h), *out = n->out->x + b->out + h * s->head;
        for (int i = 0; i < b->count; i++) {
            real *turned = w->turned + i * s->row + h * s->filled;
            real inverse = 1 / divisor(s, w->f + i * s->row + h * s->filled, sum);
            for (int e = 0; e < s->filled; e++) turned[e] *= inverse;
        }
        gemm(b->count, s->head, s->head, mat_rows(w->turned + h * s->filled, s->row), mat_unpacked(sum, s->filled), out,
             s->width, 0);
    }
}

static void forward(node *n)
{
    sizes s = sizes_of(n->in[0], n->n[0], n->table);
    workspace w;
    workspace_of(&s, n->scratch, &w);
    for (int group = 0; group < s.groups; group++) {
        real *sums = sums_of(&s, n, group);
        memset(sums, 0, (size_t)((s.head + 1) * s.row) * sizeof(real));
        for (int first = 0; first < s.tokens; first += BLOCK) {
            block b = block_at(&s, group, first);
            add_keys(n, &s, &w, &b, sums);
        }
        for (int first = 0; first < s.tokens; first += BLOCK) {
            block b = block_at(&s, group, first);
            ask_queries(n, &s, &w, &b, sums);
        }
    }
}

static panels transposed(const sizes *s, const real *sum, real *across)
{
    for (int i = 0; i < s->head; i++)
        for (int j = 0; j < s->filled; j++) across[i * s->filled + j] = j < s->head ? sum[j * s->filled + i] : 0;
    return mat_unpacked(across, s->filled);
}

/* dx += the gradient of f(x): that of the turned f turned back, plus scale[i] rest. */
static void finish(const node *n, const sizes *s, const workspace *w, const block *b, int part, real *sums,
                   const real *scale)
{
    for (int i = 0; i < b->count; i++) {
        size_t at = b->qkv + (size_t)(i * 3 + part) * (size_t)s->width;
        real *gradient = w->gradient + i * s->row;
        keys_turn(s->place, b->first + i, s->heads, -1, gradient);
        for (int h = 0; h < s->heads; h++)
            add_row(s->filled, gradient + h * s->filled, head_of(s, sums, h) + s->head * s->filled,
                    scale ? scale[i * s->heads + h] : 1);
        keys_map_backward(s->heads, s->head, n->in[0]->x + at, gradient, n->in[0]->g + at);
    }
}

/* dn and dd of a head, and ds. */
static void quotient_backward(const node *n, const sizes *s, const workspace *w, const block *b, int head,
                              const real *sum, real *dsum)
{
    for (int i = 0; i < b->count; i++) {
        size_t at = b->out + (size_t)(i * s->width + head * s->head);
        const real *o = n->out->x + at, *d_o = n->out->g + at, *f = w->f + i * s->row + head * s->filled;
        real inverse = 1 / divisor(s, f, sum), dd = -dot(s->head, d_o, o) * inverse;
        for (int e = 0; e < s->filled; e++) w->dn[i * s->filled + e] = e < s->head ? d_o[e] * inverse : 0;
        add_row(s->filled, dsum + s->head * s->filled, f, dd);
        w->dd[i * s->heads + head] = dd;
    }
}

static void queries_backward(const node *n, const sizes *s, const workspace *w, const block *b, real *sums)
{
    features(n, s, w, b, 0);
    for (int h = 0; h < s->heads; h++) {
        real *sum = head_of(s, sums, h), *dsum = head_of(s, w->sums, h);
        quotient_backward(n, s, w, b, h, sum, dsum);
        gemm(s->head, s->filled, b->count, mat_columns(w->turned + h * s->filled, s->row),
             mat_unpacked(w->dn, s->filled), dsum, s->filled, 1);
        gemm(b->count, s->filled, s->head, mat_rows(w->dn, s->filled), transposed(s, sum, w->across),
             w->gradient + h * s->filled, s->row, 0);
    }
    finish(n, s, w, b, 0, sums, w->dd);
}

static void keys_backward(const node *n, const sizes *s, const workspace *w, const block *b)
{
    int row = 3 * s->width;
    features(n, s, w, b, 1);
    for (int h = 0; h < s->heads; h++) {
        real *dsum = head_of(s, w->sums, h);
        size_t v = b->qkv + (size_t)(2 * s->width + h * s->head);
        gemm(b->count, s->filled, s->head, mat_rows(n->in[0]->x + v, row), transposed(s, dsum, w->across),
             w->gradient + h * s->filled, s->row, 0);
        gemm(b->count, s->head, s->head, mat_rows(w->turned + h * s->filled, s->row), mat_unpacked(dsum, s->filled),
             n->in[0]->g + v, row, 1);
    }
    finish(n, s, w, b, 1, w->sums, NULL);
}

static void backward(node *n)
{
    sizes s = sizes_of(n->in[0], n->n[0], n->table);
    workspace w;
    workspace_of(&s, n->scratch, &w);
    for (int group = 0; group < s.groups; group++) {
        memset(w.sums, 0, (size_t)((s.head + 1) * s.row) * sizeof(real));
        for (int first = 0; first < s.tokens; first += BLOCK) {
            block b = block_at(&s, group, first);
            queries_backward(n, &s, &w, &b, sums_of(&s, n, group));
        }
        for (int first = 0; first < s.tokens; first += BLOCK) {
            block b = block_at(&s, group, first);
            keys_backward(n, &s, &w, &b);
        }
    }
}

static const operation op = {"linear_attention", forward, backward};

tensor *linear_attention(tape *t, tensor *qkv, const places *place, int heads)
{
    require_shape(qkv->dims == 4 && tensor_columns(qkv) % (3 * heads) == 0, op.name, qkv, NULL);
    sizes s = sizes_of(qkv, heads, place);
    workspace w;
    require_shape(place->tokens == s.tokens && place->key == s.head, op.name, qkv, NULL);
    node n = {.op = &op, .in = {qkv}, .table = place, .n = {heads}};
    n.out = tape_tensor(t, qkv->g != NULL, 4, (int[]){qkv->shape[0], qkv->shape[1], s.tokens, s.width});
    n.saved = arena_alloc(t->memory, (size_t)(s.groups * (s.head + 1) * s.row) * sizeof(real));
    tape_need_scratch(t, workspace_of(&s, NULL, &w));
    return tape_run(t, n);
}
