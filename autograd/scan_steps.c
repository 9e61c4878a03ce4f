/* The recurrence, a token at a time. A head's state is kept in both layouts when gradients are computed: rows of
 * values [K, V] and, across, rows of keys [V, K]. Every sum over keys then runs down the rows of the one, every sum
 * over values down those of the other, and no vector is ever added up within itself.
 *
 * A state is stored in blocks of VL columns, one row below the other: [V / VL, K, VL]. Blocks do not depend on each
 * other, so each is taken through all tokens of the chunk at once, in registers if it has 8 or 16 rows.              */
#include "autograd/scan.h"
#include "autograd/simd.h"

#include <string.h>

#define INLINE static inline __attribute__((always_inline))

/* A loop that is unrolled, so that what it indexes can live in registers. */
#ifdef NO_UNROLL
#define EACH(i, n) for (int i = 0; i < (n); i++)
#elif defined(__clang__)
#define EACH(i, n) _Pragma("clang loop unroll_count(16)") for (int i = 0; i < (n); i++)
#else
#define EACH(i, n) _Pragma("GCC unroll 16") for (int i = 0; i < (n); i++)
#endif

enum { CHAINS = 4 }; /* of additions, to hide their latency */

/* Sum down the rows of a block, weighted. */
typedef struct weighted {
    vec part[CHAINS];
} weighted;

INLINE vec total(const weighted *w)
{
    return (w->part[0] + w->part[1]) + (w->part[2] + w->part[3]);
}

/* What one token brings to one head. */
typedef struct token {
    const real *q, *k, *a, *a_key, *a_query;
    real b, q_k;
} token;

INLINE token token_of(const scan_sizes *s, const scan_chunk *c, int step, int head)
{
    const real *q = scan_query(s, c->keys, c->token[step], head);
    return (token){.q = q,
                   .k = q + s->keys,
                   .a = scan_at(s, c->a, step, head, s->keys),
                   .a_key = scan_at(s, c->a_key, step, head, s->keys),
                   .a_query = scan_at(s, c->a_query, step, head, s->keys),
                   .b = *scan_at(s, c->b, step, head, 1),
                   .q_k = *scan_query_key(s, c, c->token[step], head)};
}

/* One block of VL columns through all tokens: v - r into error and o into out, if asked for. */
INLINE void steps_of(int rows, const scan_sizes *s, const scan_chunk *c, int head, int col, real *out, vec *state)
{
    for (int step = 0; step < c->count; step++) {
        token t = token_of(s, c, step, head);
        weighted key = {{{0}}}, query = {{{0}}};
        EACH (i, rows) {
            key.part[i % CHAINS] += state[i] * t.a_key[i];
            query.part[i % CHAINS] += state[i] * t.a_query[i];
        }
        vec e = vec_load(scan_at(s, c->v, step, head, s->values) + col);
        if (s->form != SCAN_PLAIN) e -= total(&key);
        vec u = e * t.b;
        vec_store(scan_at(s, c->error, step, head, s->values) + col, e);
        if (out) vec_store(scan_at(s, out, step, head, s->values) + col, total(&query) + u * t.q_k);
        EACH (i, rows) state[i] = state[i] * t.a[i] + u * t.k[i];
    }
}

/* Calls a function that takes a block [rows, VL], in registers if there are so many rows. */
#define REGISTERS(rows, function, memory, ...)                                                                         \
    do {                                                                                                               \
        vec local[rows];                                                                                               \
        EACH (row, rows) local[row] = memory[row];                                                                     \
        function(rows, __VA_ARGS__, local);                                                                            \
        EACH (row, rows) memory[row] = local[row];                                                                     \
    } while (0)
#define WITH_BLOCK(count, function, block, ...)                                                                        \
    do {                                                                                                               \
        vec *at = (vec *)(block);                                                                                      \
        if ((count) == 16)                                                                                             \
            REGISTERS(16, function, at, __VA_ARGS__);                                                                  \
        else if ((count) == 8)                                                                                         \
            REGISTERS(8, function, at, __VA_ARGS__);                                                                   \
        else                                                                                                           \
            function((count), __VA_ARGS__, at);                                                                        \
    } while (0)

void scan_steps(const scan_sizes *s, const scan_chunk *c, int head, real *state, real *out)
{
    for (int col = 0; col < s->values; col += VL)
        WITH_BLOCK(s->key, steps_of, state + col * s->key, s, c, head, col, out);
}

/* The states before every token, across: [count, keys / VL, V, VL]. */
static void states_across(const scan_sizes *s, const scan_chunk *c, int head, const real *before, real *across)
{
    ptrdiff_t size = s->value * s->keys;
    for (int k = 0; k < s->keys; k++) {
        real *to = across + k / VL * s->value * VL + k % VL;
        for (int v = 0; v < s->value; v++) to[v * VL] = k < s->key ? before[v / VL * s->key * VL + k * VL + v % VL] : 0;
    }
    for (int step = 0; step + 1 < c->count; step++, across += size) {
        token t = token_of(s, c, step, head);
        const real *error = scan_at(s, c->error, step, head, s->values);
        for (int col = 0; col < s->keys; col += VL) {
            const real *restrict from = across + col * s->value;
            real *restrict to = across + size + col * s->value;
            vec a = vec_load(t.a + col), k = vec_load(t.k + col) * t.b;
            for (int v = 0; v < s->value; v++) vec_store(to + v * VL, vec_load(from + v * VL) * a + k * error[v]);
        }
    }
}

/* One block of dS back over all tokens: dS += q do^T;  du = dS^T k;  dr = -b du;  dS = a (dS + k dr^T). */
INLINE void values_backward(int rows, const scan_sizes *s, const scan_chunk *c, int head, int col, vec *dstate)
{
    for (int step = c->count - 1; step >= 0; step--) {
        token t = token_of(s, c, step, head);
        vec d_o = vec_load(scan_at(s, c->dout, step, head, s->values) + col);
        weighted sum = {{{0}}};
        EACH (i, rows) {
            dstate[i] += d_o * t.q[i];
            sum.part[i % CHAINS] += dstate[i] * t.k[i];
        }
        vec du = total(&sum), dr = du * (s->form == SCAN_PLAIN ? 0 : -t.b);
        vec_store(scan_at(s, c->dv, step, head, s->values) + col, du);
        vec_store(scan_at(s, c->dr, step, head, s->values) + col, dr);
        EACH (i, rows) dstate[i] = (dstate[i] + dr * t.k[i]) * t.a[i];
    }
}

/* The same moves in rows of keys, and what keys, queries and decays get from them, with S the state before the token:
 *   dq += a S do + k (u . do);   dk += dS u + a S dr;   da = <dS + k dr^T, S> row by row */
INLINE void keys_backward(int rows, const scan_sizes *s, const scan_chunk *c, int head, int col, vec *dstate)
{
    for (int step = c->count - 1; step >= 0; step--) {
        token t = token_of(s, c, step, head);
        const real *error = scan_at(s, c->error, step, head, s->values);
        const real *dout = scan_at(s, c->dout, step, head, s->values), *dr = scan_at(s, c->dr, step, head, s->values);
        const vec *state = (const vec *)(c->state_across + step * s->value * s->keys + col * s->value);
        real *dq = scan_query(s, c->dkeys, c->token[step], head) + col, *dk = dq + s->keys;
        vec query = vec_load(t.q + col), k = vec_load(t.k + col), a = vec_load(t.a + col);
        vec s_do = {0}, s_dr = {0}, ds_e = {0}, ds_s = {0};
        EACH (v, rows) {
            vec d = dstate[v] + query * dout[v];
            ds_e += d * error[v];
            s_do += state[v] * dout[v];
            s_dr += state[v] * dr[v];
            d += k * dr[v];
            ds_s += d * state[v];
            dstate[v] = d * a;
        }
        real u_do = t.b * dot(s->value, error, dout);
        vec_store(dq, vec_load(dq) + a * s_do + k * u_do);
        vec_store(dk, vec_load(dk) + ds_e * t.b + a * s_dr);
        vec_store(scan_at(s, c->da, step, head, s->keys) + col, ds_s);
    }
}

void scan_steps_backward(const scan_sizes *s, const scan_chunk *c, int head, const real *before)
{
    size_t state = (size_t)(s->key * s->values);
    real *dstate = c->dstate + (size_t)head * state, *dacross = c->dstate_across + head * s->value * s->keys;
    memcpy(c->state, before, state * sizeof(real));
    scan_steps(s, c, head, c->state, NULL);
    states_across(s, c, head, before, c->state_across);
    for (int col = 0; col < s->values; col += VL)
        WITH_BLOCK(s->key, values_backward, dstate + col * s->key, s, c, head, col);
    for (int col = 0; col < s->keys; col += VL)
        WITH_BLOCK(s->value, keys_backward, dacross + col * s->value, s, c, head, col);
    for (int step = 0; step < c->count; step++) {
        real *du = scan_at(s, c->dv, step, head, s->values), b = *scan_at(s, c->b, step, head, 1);
        *scan_at(s, c->db, step, head, 1) = dot(s->value, du, scan_at(s, c->error, step, head, s->values));
        for (int v = 0; v < s->values; v += VL) vec_store(du + v, vec_load(du + v) * b);
    }
}
