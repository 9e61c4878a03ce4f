/* The recurrence, a token at a time. A head's state is kept in both layouts when gradients are computed: rows of
 * values [K, V] and, across, rows of keys [V, K]. Every sum over keys then runs down the rows of the one, every sum over
 * values down those of the other, and no vector is ever added up within itself. */
#include "autograd/scan.h"
#include "autograd/simd.h"

#include <string.h>

/* What one token brings to one head. */
typedef struct token {
    const real *k, *a, *a_key, *a_query;
    real b, q_k;
} token;

static token token_of(const scan_sizes *s, const scan_chunk *c, int step, int head)
{
    return (token){.k = scan_query(s, c->keys, c->token[step], head) + s->keys,
                   .a = scan_at(s, c->a, step, head, s->keys),
                   .a_key = scan_at(s, c->a_key, step, head, s->keys),
                   .a_query = scan_at(s, c->a_query, step, head, s->keys),
                   .b = *scan_at(s, c->b, step, head, 1),
                   .q_k = *scan_at(s, c->q_k, step, head, 1)};
}

/* Sums down VL columns of a state before the token: with a k, and with a q. Two chains each hide their latency. */
typedef struct sums {
    vec key, query;
} sums;

static inline sums sums_of(int rows, int stride, const real *state, const real *a_key, const real *a_query)
{
    vec k0 = {0}, k1 = {0}, q0 = {0}, q1 = {0};
    int i = 0;
    for (; i + 2 <= rows; i += 2, state += 2 * stride) {
        vec s0 = vec_load(state), s1 = vec_load(state + stride);
        k0 += s0 * a_key[i];
        q0 += s0 * a_query[i];
        k1 += s1 * a_key[i + 1];
        q1 += s1 * a_query[i + 1];
    }
    if (i < rows) {
        k0 += vec_load(state) * a_key[i];
        q0 += vec_load(state) * a_query[i];
    }
    return (sums){k0 + k1, q0 + q1};
}

void scan_steps(const scan_sizes *s, const scan_chunk *c, int head, real *restrict state, real *restrict out)
{
    for (int step = 0; step < c->count; step++) {
        token t = token_of(s, c, step, head);
        const real *restrict v = scan_at(s, c->v, step, head, s->values);
        real *restrict error = scan_at(s, c->error, step, head, s->values);
        for (int col = 0; col < s->values; col += VL) {
            sums r = sums_of(s->key, s->values, state + col, t.a_key, t.a_query);
            vec e = vec_load(v + col), u;
            if (s->form != SCAN_PLAIN) e -= r.key;
            u = e * t.b;
            vec_store(error + col, e);
            if (out) vec_store(scan_at(s, out, step, head, s->values) + col, r.query + u * t.q_k);
            real *restrict at = state + col;
            for (int i = 0; i < s->key; i++, at += s->values) vec_store(at, vec_load(at) * t.a[i] + u * t.k[i]);
        }
    }
}

/* The states before every token, across: [count, V, keys]. */
static void states_across(const scan_sizes *s, const scan_chunk *c, int head, const real *before, real *across)
{
    for (int v = 0; v < s->value; v++)
        for (int k = 0; k < s->keys; k++) across[v * s->keys + k] = k < s->key ? before[k * s->values + v] : 0;
    for (int step = 0; step + 1 < c->count; step++) {
        token t = token_of(s, c, step, head);
        const real *error = scan_at(s, c->error, step, head, s->values);
        const real *restrict from = across + (ptrdiff_t)step * s->value * s->keys;
        real *restrict to = across + (ptrdiff_t)(step + 1) * s->value * s->keys;
        for (int col = 0; col < s->keys; col += VL) {
            vec a = vec_load(t.a + col), k = vec_load(t.k + col) * t.b;
            for (int v = 0; v < s->value; v++)
                vec_store(to + v * s->keys + col, vec_load(from + v * s->keys + col) * a + k * error[v]);
        }
    }
}

/* du of one token, with which dS moves back over it: dS += q do^T;  du = dS^T k;  dS = a (dS + k dr^T). */
static void values_backward(const scan_sizes *s, const token *t, const real *q, const real *restrict dout,
                            real *restrict dstate, real *restrict du, real *restrict dr)
{
    for (int col = 0; col < s->values; col += VL) {
        vec d_o = vec_load(dout + col), even = {0}, odd = {0};
        real *restrict at = dstate + col;
        int i = 0;
        for (; i + 2 <= s->key; i += 2, at += 2 * s->values) {
            vec d0 = vec_load(at) + d_o * q[i], d1 = vec_load(at + s->values) + d_o * q[i + 1];
            even += d0 * t->k[i];
            odd += d1 * t->k[i + 1];
            vec_store(at, d0);
            vec_store(at + s->values, d1);
        }
        if (i < s->key) {
            vec d = vec_load(at) + d_o * q[i];
            even += d * t->k[i];
            vec_store(at, d);
        }
        vec d_u = even + odd, d_r = d_u * (s->form == SCAN_PLAIN ? 0 : -t->b);
        vec_store(du + col, d_u);
        vec_store(dr + col, d_r);
        at = dstate + col;
        for (i = 0; i < s->key; i++, at += s->values) vec_store(at, (vec_load(at) + d_r * t->k[i]) * t->a[i]);
    }
}

/* The same move in rows of keys, and what keys, queries and decays get from it:
 *   dq += a S do + k (u . do);   dk += dS u + a S dr;   da = <dS', S> row by row                  S before the token */
static void keys_backward(const scan_sizes *s, const token *t, const real *q, const real *restrict before,
                          const real *dout, const real *error, const real *dr, real *restrict dstate, real *dq,
                          real *da)
{
    real u_do = t->b * dot(s->value, error, dout), *dk = dq + s->keys;
    for (int col = 0; col < s->keys; col += VL) {
        vec query = vec_load(q + col), k = vec_load(t->k + col), a = vec_load(t->a + col);
        vec s_do = {0}, s_dr = {0}, ds_e = {0}, ds_s = {0};
        for (int v = 0, at = col; v < s->value; v++, at += s->keys) {
            vec d = vec_load(dstate + at) + query * dout[v], state = vec_load(before + at);
            ds_e += d * error[v];
            s_do += state * dout[v];
            s_dr += state * dr[v];
            d += k * dr[v];
            ds_s += d * state;
            vec_store(dstate + at, d * a);
        }
        vec_store(dq + col, vec_load(dq + col) + a * s_do + k * u_do);
        vec_store(dk + col, vec_load(dk + col) + ds_e * t->b + a * s_dr);
        vec_store(da + col, ds_s);
    }
}

void scan_steps_backward(const scan_sizes *s, const scan_chunk *c, int head, const real *before)
{
    size_t state = (size_t)(s->key * s->values);
    real *dstate = c->dstate + (size_t)head * state, *dacross = c->dstate_across + head * s->value * s->keys;
    memcpy(c->state, before, state * sizeof(real));
    scan_steps(s, c, head, c->state, NULL);
    states_across(s, c, head, before, c->state_across);
    for (int step = c->count - 1; step >= 0; step--) {
        token t = token_of(s, c, step, head);
        const real *q = scan_query(s, c->keys, c->token[step], head), *error = scan_at(s, c->error, step, head, s->values);
        const real *dout = scan_at(s, c->dout, step, head, s->values);
        real *du = scan_at(s, c->dv, step, head, s->values), *dr = c->state; /* no longer needed */
        values_backward(s, &t, q, dout, dstate, du, dr);
        keys_backward(s, &t, q, c->state_across + (ptrdiff_t)step * s->value * s->keys, dout, error, dr, dacross,
                      scan_query(s, c->dkeys, c->token[step], head), scan_at(s, c->da, step, head, s->keys));
        *scan_at(s, c->db, step, head, 1) = dot(s->value, du, error);
        for (int v = 0; v < s->values; v++) du[v] *= t.b;
    }
}
