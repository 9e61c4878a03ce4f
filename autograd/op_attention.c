/* attention, per plane and head:  s = scale q k^T + bias,  w = softmax(s),  o = w v
 *   q [B, P, L, D], k, v [B, P, L, G E] of G heads, of which head h of q looks at head h G / H; bias [H, K, VL] by
 *   patterns (bias_index.h), o [B, P, L, D]; q, k, v, o of one head [L, E]; s = -1e30 for keys that are out of sight
 *   dw = do v^T;   ds = w (dw - delta),  delta_i = sum_j w_ij dw_ij = do_i . o_i
 *   dq += scale ds k;   dk += scale ds^T q;   dv += w^T do;   dbias += ds, summed over planes and examples
 * (delta is the dot of the row's gradient with its output: the Jacobian of softmax, diag(w) - w w^T, applied to dw.)
 * saves of every query its largest score (to base 2) and 1 / sum of 2^(score - largest) [B, P, H, 2, padded(L)];
 * recomputes w from them
 *
 * Scores are transposed, a row for each key and a column for each query, so that a vector holds the scores of one key
 * for VL queries: the softmax runs down the columns without a horizontal sum, and no key is padding. They are computed
 * in tiles of some keys by some queries that stay in the first-level cache; the L x L matrix is never written to memory.
 * In the forward pass, the tiles of the same queries share a running maximum, sum and output, which are scaled down when
 * a later tile has a larger score (arXiv 2205.14135). Exponentials are to base 2, the factor log2(e) is part of q.
 *
 * o and dq are computed transposed too, [E, queries], so that queries fill the vectors: E may be far below VL.      */
#include "autograd/ops.h"
#include "autograd/simd.h"

#include <string.h>

enum { KEYS = 128, SCORES = 4096 }; /* of a tile at most; 16 KiB of scores */

typedef struct sizes {
    int planes, groups, cells, heads, head, width; /* groups = B P, head = E, width = D */
    int kv_heads, kv_examples;                     /* G; examples that have keys and values of their own */
    int kv_at;                                     /* column of the first key in its row, values come G E later */
    int q_row, kv_row;                             /* reals from a row of queries to the next, of keys and values */
    int keys, queries;                             /* of a tile at most; queries in whole vectors */
    int padded;                                    /* L up to whole vectors */
    int filled;                                    /* E up to whole vectors */
    real scale;                                    /* of q k^T */
} sizes;

/* Keys and values stand behind the queries unless they have a tensor of their own. */
static sizes sizes_of(const tensor *q, const tensor *kv, const attention_form *f)
{
    int columns = tensor_columns(q), parts = kv ? f->heads : f->heads + 2 * f->kv_heads;
    sizes s = {.planes = q->shape[1], .groups = q->shape[0] * q->shape[1], .cells = q->shape[2], .scale = f->scale};
    s.heads = f->heads;
    s.kv_heads = f->kv_heads;
    s.kv_examples = f->sight.examples ? f->sight.examples : q->shape[0];
    s.head = columns / parts;
    s.width = s.head * s.heads;
    s.kv_at = kv ? 0 : s.width;
    s.q_row = columns;
    s.kv_row = kv ? tensor_columns(kv) : columns;
    s.padded = whole_vectors(s.cells);
    s.filled = whole_vectors(s.head);
    s.keys = min_int(KEYS, s.cells);
    int fits = SCORES / s.keys / GEMM_NR * GEMM_NR;
    s.queries = min_int(fits < GEMM_NR ? GEMM_NR : fits, s.padded); /* a panel of a product, if there are as many */
    return s;
}

/* Scratch memory of one head; forward uses the first three only. */
typedef struct workspace {
    real *score;     /* [keys, queries] of a tile */
    real *packed;    /* q^T of a tile, scaled, as panels [E, queries] */
    real *sum;       /* [E, queries]: o^T forward, dq^T backward */
    real *dw;        /* [keys, queries] */
    real *packed_do; /* do^T of a tile, as panels [E, queries] */
    real *delta;     /* [queries] */
    real *dk, *dv;   /* [L, filled] each: columns from E on are padding */
} workspace;

/* Returns its size in reals; base may be NULL. */
static size_t workspace_of(const sizes *s, real *base, workspace *r)
{
    size_t tile = (size_t)(s->keys * s->queries), panel = packed_size(s->head, s->queries);
    size_t across = (size_t)(s->head * s->queries), rows = (size_t)(s->cells * s->filled), at = 0;
    const struct {
        real **part;
        size_t size;
    } parts[] = {{&r->score, tile}, {&r->packed, panel},    {&r->sum, across},
                 {&r->dw, tile},    {&r->packed_do, panel}, {&r->delta, (size_t)s->queries},
                 {&r->dk, rows},    {&r->dv, rows}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        *parts[i].part = base ? base + at : NULL;
        at += parts[i].size;
    }
    return at;
}

/* What comes with the inputs. */
typedef struct constants {
    attention_form form;
    const bias_index *index; /* of the patterns in the bias */
} constants;

/* One plane and head: rows of q are q_row apart, those of k and v kv_row, those of o `width`. */
typedef struct view {
    const real *q, *k, *v, *o;
    const real *shown, *sees; /* [padded] each: what is in sight, or NULL: everything */
    real *largest, *inverse;  /* [padded] each: what forward saves */
    const real *bias;         /* [K, VL] of the head, or NULL */
    const bias_index *index;  /* of the patterns in `bias` */
    ptrdiff_t q_row, kv_row;
} view;

static size_t q_at(const sizes *s, int group, int head)
{
    return (size_t)group * (size_t)s->cells * (size_t)s->q_row + (size_t)(head * s->head);
}

/* Of the keys that a head of queries looks at; its values are G E further on. */
static size_t k_at(const sizes *s, int group, int head)
{
    int of = group / s->planes % s->kv_examples * s->planes + group % s->planes,
        kv_head = head * s->kv_heads / s->heads;
    return (size_t)of * (size_t)s->cells * (size_t)s->kv_row + (size_t)(s->kv_at + kv_head * s->head);
}

static ptrdiff_t from_k_to_v(const sizes *s)
{
    return (ptrdiff_t)s->kv_heads * s->head;
}

static const tensor *kv_of(const node *n)
{
    return n->in[2] ? n->in[2] : n->in[0];
}

static size_t out_at(const sizes *s, int group, int head)
{
    return (size_t)group * (size_t)s->cells * (size_t)s->width + (size_t)(head * s->head);
}

static ptrdiff_t bias_at(const node *n, int head)
{
    return (ptrdiff_t)head * n->in[1]->shape[1] * VL;
}

static view view_of(const node *n, const sizes *s, int group, int head)
{
    const constants *c = n->table;
    const attention_sight *sight = &c->form.sight;
    const real *k = kv_of(n)->x + k_at(s, group, head);
    int example = group / s->planes;
    real *saved = n->saved + (size_t)(group * s->heads + head) * 2 * (size_t)s->padded;
    return (view){.q = n->in[0]->x + q_at(s, group, head),
                  .k = k,
                  .v = k + from_k_to_v(s),
                  .shown = sight->examples ? sight->shown + example % s->kv_examples * s->padded : NULL,
                  .sees = sight->examples ? sight->sees + example * s->padded : NULL,
                  .o = n->out->x + out_at(s, group, head),
                  .largest = saved,
                  .inverse = saved + s->padded,
                  .bias = n->in[1] ? n->in[1]->x + bias_at(n, head) : NULL,
                  .index = c->index,
                  .q_row = s->q_row,
                  .kv_row = s->kv_row};
}

/* Keys [key, key + keys) by queries [query, query + queries). */
typedef struct tile {
    int key, keys, query, queries;
    int columns; /* queries in whole vectors; those past the last query are padding */
} tile;

static tile tile_at(const sizes *s, int key, int query)
{
    int queries = min_int(s->queries, s->cells - query);
    return (tile){key, min_int(s->keys, s->cells - key), query, queries, whole_vectors(queries)};
}

/* Offsets in the bias of the tile's keys, for the vector of queries at column c. */
static const int32_t *patterns_of(const sizes *s, const view *h, const tile *t, int c)
{
    return h->index->at + (t->query + c) / VL * s->cells + t->key;
}

/* scale log2(e) q^T of the tile's queries */
static panels pack_queries(const sizes *s, const view *h, const tile *t, real *packed)
{
    panels queries = pack(s->head, t->queries, mat_columns(h->q + t->query * h->q_row, h->q_row), packed);
    size_t size = packed_size(s->head, t->queries);
    for (size_t i = 0; i < size; i++) packed[i] *= s->scale * LOG2_E;
    return queries;
}

static const real HIDDEN = (real)-1e30; /* a score that leaves no weight, and below all others */

/* Scores of keys that are out of a query's sight. */
static void hide(const view *h, const tile *t, real *restrict score)
{
    for (int c = 0; h->shown && c < t->columns; c += VL) {
        vec sees = vec_load(h->sees + t->query + c);
        for (int j = 0; j < t->keys; j++) {
            real *at = score + j * t->columns + c;
            vec_store(at, vec_select(vec_set(h->shown[t->key + j]) <= sees, vec_load(at), vec_set(HIDDEN)));
        }
    }
}

/* While all keys so far are hidden, a score less the largest of them is 0, and its power 1. */
static vec weight_in_sight(vec score, vec weight)
{
    return vec_select(score > vec_set(HIDDEN / 2), weight, vec_set(0));
}

/* Adds the bias and turns scores into 2^(score - largest), the largest of this tile and those before it, whose sums and
 * outputs are scaled down to the new largest. */
static void exponentials(const sizes *s, const view *h, const tile *t, real *restrict score, real *restrict out)
{
    for (int c = 0; c < t->columns; c += VL) {
        real *column = score + c, *running = h->inverse + t->query + c;
        const int32_t *pattern = h->bias ? patterns_of(s, h, t, c) : NULL;
        vec before = vec_load(h->largest + t->query + c), largest = before, sum = {0};
        for (int j = 0; j < t->keys; j++) {
            vec v = vec_load(column + j * t->columns);
            if (pattern) vec_store(column + j * t->columns, v += vec_load(h->bias + pattern[j]) * LOG2_E);
            largest = vec_max(largest, v);
        }
        for (int j = 0; j < t->keys; j++) {
            vec v = vec_load(column + j * t->columns), e = vec_exp2(v - largest);
            if (h->shown) e = weight_in_sight(v, e);
            vec_store(column + j * t->columns, e);
            sum += e;
        }
        vec shrunk = vec_exp2(before - largest);
        for (int e = 0; e < s->head; e++)
            vec_store(out + e * t->columns + c, vec_load(out + e * t->columns + c) * shrunk);
        vec_store(h->largest + t->query + c, largest);
        vec_store(running, vec_load(running) * shrunk + sum);
    }
}

/* o = sum / running sum of the exponentials; saves the inverse of the latter, or 0 if the query sees nothing. */
static void finish_queries(const sizes *s, const view *h, const tile *t, const real *sum, real *out)
{
    for (int i = 0; i < t->columns; i++) {
        int blind = h->shown && h->largest[t->query + i] < HIDDEN / 2;
        h->inverse[t->query + i] = blind ? 0 : 1 / h->inverse[t->query + i];
    }
    for (int i = 0; i < t->queries; i++)
        for (int e = 0; e < s->head; e++) out[i * s->width + e] = sum[e * t->columns + i] * h->inverse[t->query + i];
}

static void forward_head(const node *n, const sizes *s, const workspace *r, int group, int head)
{
    view h = view_of(n, s, group, head);
    real *out = n->out->x + out_at(s, group, head);
    for (int query = 0; query < s->cells; query += s->queries) {
        tile t = tile_at(s, 0, query);
        panels queries = pack_queries(s, &h, &t, r->packed);
        memset(r->sum, 0, (size_t)(s->head * t.columns) * sizeof(real));
        for (int i = 0; i < t.columns; i++) h.largest[query + i] = HIDDEN, h.inverse[query + i] = 0;
        for (; t.key < s->cells; t = tile_at(s, t.key + s->keys, query)) {
            /* s^T [keys, queries] = k [keys, E] q^T [E, queries] */
            gemm(t.keys, t.columns, s->head, mat_rows(h.k + t.key * h.kv_row, h.kv_row), queries, r->score, t.columns,
                 0);
            hide(&h, &t, r->score);
            exponentials(s, &h, &t, r->score, r->sum);
            /* o^T [E, queries] += v^T [E, keys] w^T [keys, queries] */
            gemm(s->head, t.columns, t.keys, mat_columns(h.v + t.key * h.kv_row, h.kv_row),
                 mat_unpacked(r->score, t.columns), r->sum, t.columns, 1);
        }
        finish_queries(s, &h, &t, r->sum, out + query * s->width);
    }
}

static void forward(node *n)
{
    sizes s = sizes_of(n->in[0], n->in[2], &((const constants *)n->table)->form);
    workspace r;
    workspace_of(&s, n->scratch, &r);
    for (int group = 0; group < s.groups; group++)
        for (int head = 0; head < s.heads; head++) forward_head(n, &s, &r, group, head);
}

/* Scores become w and dw becomes scale ds, in place; ds is added to dbias. */
static void weights_backward(const sizes *s, const view *h, const tile *t, const workspace *r, real *restrict dbias)
{
    for (int c = 0; c < t->columns; c += VL) {
        vec largest = vec_load(h->largest + t->query + c), inverse = vec_load(h->inverse + t->query + c);
        vec mean = vec_load(r->delta + c);
        const int32_t *pattern = h->bias ? patterns_of(s, h, t, c) : NULL;
        for (int j = 0; j < t->keys; j++) {
            real *restrict score = r->score + j * t->columns + c, *restrict dw = r->dw + j * t->columns + c;
            vec v = vec_load(score);
            if (pattern) v += vec_load(h->bias + pattern[j]) * LOG2_E;
            vec w = vec_exp2(v - largest);
            if (h->shown) w = weight_in_sight(v, w);
            w *= inverse;
            vec ds = w * (vec_load(dw) - mean);
            if (dbias) vec_store(dbias + pattern[j], vec_load(dbias + pattern[j]) + ds);
            vec_store(score, w);
            vec_store(dw, ds * s->scale);
        }
    }
}

/* Adds what a tile contributes to dq^T, dk and dv. */
static void tile_backward(const sizes *s, const view *h, const tile *t, const workspace *r, panels queries,
                          panels gradients, const real *do_rows, real *dbias)
{
    const real *k = h->k + t->key * h->kv_row, *v = h->v + t->key * h->kv_row, *q = h->q + t->query * h->q_row;
    ptrdiff_t row = t->key * s->filled;
    /* s^T [keys, queries] = k [keys, E] q^T [E, queries];   dw^T = v do^T, likewise */
    gemm(t->keys, t->columns, s->head, mat_rows(k, h->kv_row), queries, r->score, t->columns, 0);
    hide(h, t, r->score);
    gemm(t->keys, t->columns, s->head, mat_rows(v, h->kv_row), gradients, r->dw, t->columns, 0);
    weights_backward(s, h, t, r, dbias);
    /* dq^T [E, queries] += k^T [E, keys] ds^T [keys, queries] */
    gemm(s->head, t->columns, t->keys, mat_columns(k, h->kv_row), mat_unpacked(r->dw, t->columns), r->sum, t->columns,
         1);
    /* dk [keys, E] += ds^T [keys, queries] q [queries, E];   dv += w^T do, likewise */
    gemm(t->keys, s->filled, t->queries, mat_rows(r->dw, t->columns), mat_unpacked(q, h->q_row), r->dk + row, s->filled,
         1);
    gemm(t->keys, s->filled, t->queries, mat_rows(r->score, t->columns), mat_unpacked(do_rows, s->width), r->dv + row,
         s->filled, 1);
}

static void backward_head(const node *n, const sizes *s, const workspace *r, int group, int head)
{
    view h = view_of(n, s, group, head);
    real *dq = n->in[0]->g + q_at(s, group, head);
    real *dk = kv_of(n)->g + k_at(s, group, head), *dv = dk + from_k_to_v(s);
    const real *d_o = n->out->g + out_at(s, group, head);
    real *dbias = h.bias && n->in[1]->g ? n->in[1]->g + bias_at(n, head) : NULL;
    memset(r->dk, 0, (size_t)(s->cells * s->filled) * sizeof(real));
    memset(r->dv, 0, (size_t)(s->cells * s->filled) * sizeof(real));
    for (int query = 0; query < s->cells; query += s->queries) {
        tile t = tile_at(s, 0, query);
        const real *do_rows = d_o + query * s->width, *o_rows = h.o + query * s->width;
        panels queries = pack_queries(s, &h, &t, r->packed);
        panels gradients = pack(s->head, t.queries, mat_columns(do_rows, s->width), r->packed_do);
        for (int i = 0; i < t.columns; i++)
            r->delta[i] = i < t.queries ? dot(s->head, do_rows + i * s->width, o_rows + i * s->width) : 0;
        memset(r->sum, 0, (size_t)(s->head * t.columns) * sizeof(real));
        for (; t.key < s->cells; t = tile_at(s, t.key + s->keys, query))
            tile_backward(s, &h, &t, r, queries, gradients, do_rows, dbias);
        for (int i = 0; i < t.queries; i++)
            for (int e = 0; e < s->head; e++) dq[(query + i) * h.q_row + e] += r->sum[e * t.columns + i];
    }
    for (int j = 0; j < s->cells; j++)
        for (int e = 0; e < s->head; e++) {
            dk[j * h.kv_row + e] += r->dk[j * s->filled + e];
            dv[j * h.kv_row + e] += r->dv[j * s->filled + e];
        }
}

static void backward(node *n)
{
    sizes s = sizes_of(n->in[0], n->in[2], &((const constants *)n->table)->form);
    workspace r;
    workspace_of(&s, n->scratch, &r);
    for (int group = 0; group < s.groups; group++)
        for (int head = 0; head < s.heads; head++) backward_head(n, &s, &r, group, head);
}

static const operation op = {"attention", forward, backward};

tensor *grouped_attention(tape *t, tensor *q, tensor *kv, tensor *bias, const bias_index *index, attention_form form)
{
    sizes s = sizes_of(q, kv, &form);
    workspace r;
    require_shape(q->dims == 4 && (kv || s.q_row % (s.heads + 2 * s.kv_heads) == 0) && s.width % s.heads == 0 &&
                      s.heads % s.kv_heads == 0 && s.kv_row - s.kv_at == 2 * from_k_to_v(&s) &&
                      (!kv || !q->g == !kv->g),
                  op.name, q, kv);
    require_shape(!bias || (bias->shape[0] == s.heads && bias->shape[1] == index->patterns && index->cells == s.cells),
                  op.name, q, bias);
    constants *c = arena_alloc(t->memory, sizeof *c);
    if (t->memory->base) *c = (constants){form, index};
    node n = {.op = &op, .in = {q, bias, kv}, .table = c};
    n.out = tape_tensor(t, any_gradient(&n), 4, (int[]){q->shape[0], s.planes, s.cells, s.width});
    n.saved = arena_alloc(t->memory, (size_t)(s.groups * s.heads * 2 * s.padded) * sizeof(real));
    tape_need_scratch(t, workspace_of(&s, NULL, &r));
    return tape_run(t, n);
}

tensor *attention(tape *t, tensor *qkv, tensor *bias, const bias_index *index, int heads, real scale)
{
    return grouped_attention(t, qkv, NULL, bias, index,
                             (attention_form){.heads = heads, .kv_heads = heads, .scale = scale});
}
