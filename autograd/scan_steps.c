/* The recurrence, for all chains of a tile at once: every number is a vector of one for each chain.
 *
 * A state is larger than the registers, and to load and store it takes as long as to work on it. So two tokens, 1 and 2,
 * are taken at once: what the second reads of the first's state is told from the state before both,
 *
 *     r_2 = S_1^T a_2 k_2 = S_0^T a_1 a_2 k_2 + (a_2 k_2 . k_1) u_1,    and backward, from the gradient dS behind both,
 *     du_2 = dS^T k_2 + (q_2 . k_2) do_2
 *     du_1 = dS^T a_2 k_1 + (a_2 q_2 . k_1) do_2 + (a_2 k_2 . k_1) dr_2 + (q_1 . k_1) do_1
 *
 * Backward, a chunk is run twice: from its last token to its first for the gradient of the state, which needs no state,
 * and then forward again for the state, of which only u had to be known. So no state is kept but that before a chunk.
 *
 * A state is stored in blocks of SCAN_COLUMNS columns. A chunk with an odd number of tokens has one more that does
 * nothing: a = 1, all else 0.                                                                                       */
#include "autograd/scan.h"
#include "autograd/simd.h"

#define INLINE static inline __attribute__((always_inline))

/* A loop that is unrolled, so that what it indexes can live in registers. */
#ifdef NO_UNROLL
#define EACH(i, n) for (int i = 0; i < (n); i++)
#elif defined(__clang__)
#define EACH(i, n) _Pragma("clang loop unroll(full)") for (int i = 0; i < (n); i++)
#else
#define EACH(i, n) _Pragma("GCC unroll 4") for (int i = 0; i < (n); i++)
#endif

/* What one of the two tokens brings and gets. */
typedef struct token {
    const real *a, *k, *q;
    const real *v, *dout;
    real *e, *u, *dr, *dv, *dq, *dk, *out, *dlog, *db;
    vec b;
} token;

static token token_of(const scan_sizes *s, const scan_work *w, int step)
{
    ptrdiff_t keys = (ptrdiff_t)step * s->keys * VL, values = (ptrdiff_t)step * s->values * VL;
    return (token){.a = w->decay + step * s->each_row * VL,
                   .k = w->k + keys,
                   .q = w->q + keys,
                   .v = w->v + values,
                   .dout = w->dout + values,
                   .e = w->e + values,
                   .u = w->u + values,
                   .dr = w->dr + values,
                   .dv = w->v + values,
                   .dq = w->dq + keys,
                   .dk = w->dk + keys,
                   .out = w->dout + values,
                   .dlog = w->dlog + step * s->each_row * VL,
                   .db = w->db + step * VL,
                   .b = vec_load(w->b + step * VL)};
}

/* From a decay to the next: 0 if all channels share it. */
static int decay_row(const scan_sizes *s)
{
    return s->each > 1 ? VL : 0;
}

/* r_i [V] = S^T k_i for two keys */
static void read_state(const scan_sizes *s, const real *state, const real *k1, const real *k2, real *r1, real *r2)
{
    for (int v = 0; v < s->values * VL; v += SCAN_COLUMNS * VL) {
        vec sum1[SCAN_COLUMNS] = {{0}}, sum2[SCAN_COLUMNS] = {{0}};
        for (int k = 0; k < s->keys * VL; k += VL, state += SCAN_COLUMNS * VL) {
            vec first = vec_load(k1 + k), second = vec_load(k2 + k), x[SCAN_COLUMNS];
            EACH (j, SCAN_COLUMNS) x[j] = vec_load(state + j * VL);
            EACH (j, SCAN_COLUMNS) sum1[j] += x[j] * first;
            EACH (j, SCAN_COLUMNS) sum2[j] += x[j] * second;
        }
        EACH (j, SCAN_COLUMNS) vec_store(r1 + v + j * VL, sum1[j]);
        EACH (j, SCAN_COLUMNS) vec_store(r2 + v + j * VL, sum2[j]);
    }
}

/* S = a S + k u^T;  out [V] = S^T q, for both tokens */
static void write_state(const scan_sizes *s, real *state, const token *t1, const token *t2)
{
    int a_row = decay_row(s);
    for (int v = 0; v < s->values * VL; v += SCAN_COLUMNS * VL) {
        vec out1[SCAN_COLUMNS] = {{0}}, out2[SCAN_COLUMNS] = {{0}}, u1[SCAN_COLUMNS], u2[SCAN_COLUMNS];
        EACH (j, SCAN_COLUMNS) {
            u1[j] = vec_load(t1->u + v + j * VL);
            u2[j] = vec_load(t2->u + v + j * VL);
        }
        for (int i = 0; i < s->keys; i++, state += SCAN_COLUMNS * VL) {
            vec a1 = vec_load(t1->a + i * a_row), a2 = vec_load(t2->a + i * a_row);
            vec k1 = vec_load(t1->k + i * VL), k2 = vec_load(t2->k + i * VL);
            vec q1 = vec_load(t1->q + i * VL), q2 = vec_load(t2->q + i * VL);
            vec x[SCAN_COLUMNS];
            EACH (j, SCAN_COLUMNS) x[j] = vec_load(state + j * VL) * a1 + u1[j] * k1;
            EACH (j, SCAN_COLUMNS) out1[j] += x[j] * q1;
            EACH (j, SCAN_COLUMNS) x[j] = x[j] * a2 + u2[j] * k2;
            EACH (j, SCAN_COLUMNS) out2[j] += x[j] * q2;
            EACH (j, SCAN_COLUMNS) vec_store(state + j * VL, x[j]);
        }
        EACH (j, SCAN_COLUMNS) {
            vec_store(t1->out + v + j * VL, out1[j]);
            vec_store(t2->out + v + j * VL, out2[j]);
        }
    }
}

/* e and u of both tokens. */
static void read_pair(const scan_sizes *s, const scan_work *w, const token *t1, const token *t2)
{
    vec c = {0};
    for (int i = 0; i < s->keys; i++) {
        vec a1 = vec_load(t1->a + i * decay_row(s)), k1 = vec_load(t1->k + i * VL);
        vec k2 = vec_load(t2->a + i * decay_row(s)) * vec_load(t2->k + i * VL);
        c += k2 * k1;
        vec_store(w->key[0] + i * VL, a1 * k1);
        vec_store(w->key[1] + i * VL, a1 * k2);
    }
    read_state(s, w->state, w->key[0], w->key[1], w->read[0], w->read[1]);
    for (int v = 0; v < s->values * VL; v += VL) {
        vec e1 = vec_load(t1->v + v) - vec_load(w->read[0] + v), u1 = e1 * t1->b;
        vec e2 = vec_load(t2->v + v) - (vec_load(w->read[1] + v) + c * u1);
        vec_store(t1->e + v, e1);
        vec_store(t2->e + v, e2);
        vec_store(t1->u + v, u1);
        vec_store(t2->u + v, e2 * t2->b);
    }
}

void scan_steps(const scan_sizes *s, scan_work *w)
{
    for (int step = 0; step < w->count; step += 2) {
        token t1 = token_of(s, w, step), t2 = token_of(s, w, step + 1);
        if (s->form != SCAN_PLAIN) read_pair(s, w, &t1, &t2);
        for (int v = 0; s->form == SCAN_PLAIN && v < s->values * VL; v += VL) {
            vec_store(t1.u + v, vec_load(t1.v + v) * t1.b);
            vec_store(t2.u + v, vec_load(t2.v + v) * t2.b);
        }
        write_state(s, w->state, &t1, &t2);
    }
}

/* u, db = du . e, dv = b du and dr = -b du of both tokens. */
static void values_backward(const scan_sizes *s, const scan_work *w, const token *t1, const token *t2)
{
    vec k1_k2 = {0}, k1_q2 = {0}, k1_q1 = {0}, k2_q2 = {0}, db1 = {0}, db2 = {0};
    real unlearn = s->form == SCAN_PLAIN ? 0 : -1;
    for (int i = 0; i < s->keys; i++) {
        vec k1 = vec_load(t1->k + i * VL), k2 = vec_load(t2->k + i * VL), q2 = vec_load(t2->q + i * VL);
        vec decayed = vec_load(t2->a + i * decay_row(s)) * k1;
        k1_k2 += decayed * k2;
        k1_q2 += decayed * q2;
        k1_q1 += k1 * vec_load(t1->q + i * VL);
        k2_q2 += k2 * q2;
        vec_store(w->key[0] + i * VL, decayed);
    }
    read_state(s, w->dstate, w->key[0], t2->k, w->read[0], w->read[1]);
    for (int v = 0; v < s->values * VL; v += VL) {
        vec e1 = vec_load(t1->e + v), e2 = vec_load(t2->e + v), d_o = vec_load(t2->dout + v);
        vec du2 = vec_load(w->read[1] + v) + k2_q2 * d_o, dv2 = t2->b * du2, dr2 = unlearn * dv2;
        vec du1 = vec_load(w->read[0] + v) + k1_q2 * d_o + k1_k2 * dr2 + k1_q1 * vec_load(t1->dout + v);
        vec dv1 = t1->b * du1;
        db1 += du1 * e1;
        db2 += du2 * e2;
        vec_store(t1->u + v, t1->b * e1);
        vec_store(t2->u + v, t2->b * e2);
        vec_store(t1->dv + v, dv1);
        vec_store(t2->dv + v, dv2);
        vec_store(t1->dr + v, unlearn * dv1);
        vec_store(t2->dr + v, dr2);
    }
    vec_store(t1->db, db1);
    vec_store(t2->db, db2);
}

/* Numbers of a token for the rows of a block. */
typedef struct rows {
    vec x[SCAN_ROWS];
} rows;

INLINE rows load_rows(const real *from, int row)
{
    rows r;
    EACH (i, SCAN_ROWS) r.x[i] = vec_load(from + i * row);
    return r;
}

INLINE void store_rows(real *to, const rows *r)
{
    EACH (i, SCAN_ROWS) vec_store(to + i * VL, r->x[i]);
}

/* Where the rows from `row` on of column v begin; they are SCAN_COLUMNS * VL apart. */
INLINE real *cell(const scan_sizes *s, real *state, int row, int v)
{
    return state + ((v / SCAN_COLUMNS * s->keys + row) * SCAN_COLUMNS + v % SCAN_COLUMNS) * VL;
}

/* dS += q do^T;   dk [K] = dS u;   dS = a (dS + k dr^T), for the second token and then the first */
INLINE void state_backward(scan_form form, const scan_sizes *s, real *dstate, const token *t1, const token *t2)
{
    int a_row = form == SCAN_CHANNELS ? VL : 0;
    for (int row = 0; row < s->keys; row += SCAN_ROWS) {
        rows a1 = load_rows(t1->a + row * a_row, a_row), a2 = load_rows(t2->a + row * a_row, a_row);
        rows k1 = load_rows(t1->k + row * VL, VL), k2 = load_rows(t2->k + row * VL, VL);
        rows q1 = load_rows(t1->q + row * VL, VL), q2 = load_rows(t2->q + row * VL, VL);
        rows dk1 = {{{0}}}, dk2 = {{{0}}};
        for (int v = 0; v < s->values; v++) {
            real *at = cell(s, dstate, row, v);
            vec do1 = vec_load(t1->dout + v * VL), do2 = vec_load(t2->dout + v * VL);
            vec dr1 = vec_load(t1->dr + v * VL), dr2 = vec_load(t2->dr + v * VL);
            vec u1 = vec_load(t1->u + v * VL), u2 = vec_load(t2->u + v * VL);
            rows d;
            EACH (i, SCAN_ROWS) d.x[i] = vec_load(at + i * SCAN_COLUMNS * VL) + q2.x[i] * do2;
            EACH (i, SCAN_ROWS) dk2.x[i] += d.x[i] * u2;
            if (form != SCAN_PLAIN)
                EACH (i, SCAN_ROWS) d.x[i] += k2.x[i] * dr2;
            EACH (i, SCAN_ROWS) d.x[i] = d.x[i] * a2.x[i] + q1.x[i] * do1;
            EACH (i, SCAN_ROWS) dk1.x[i] += d.x[i] * u1;
            if (form != SCAN_PLAIN)
                EACH (i, SCAN_ROWS) d.x[i] += k1.x[i] * dr1;
            EACH (i, SCAN_ROWS) vec_store(at + i * SCAN_COLUMNS * VL, d.x[i] * a1.x[i]);
        }
        store_rows(t1->dk + row * VL, &dk1);
        store_rows(t2->dk + row * VL, &dk2);
    }
}

/* S' = a S;   dread [K] = S' dr;   S = S' + k u^T;   dq [K] = S do, for both tokens */
INLINE void keys_backward(scan_form form, const scan_sizes *s, const scan_work *w, const token *t1, const token *t2)
{
    int a_row = form == SCAN_CHANNELS ? VL : 0;
    for (int row = 0; row < s->keys; row += SCAN_ROWS) {
        rows a1 = load_rows(t1->a + row * a_row, a_row), a2 = load_rows(t2->a + row * a_row, a_row);
        rows k1 = load_rows(t1->k + row * VL, VL), k2 = load_rows(t2->k + row * VL, VL);
        rows dq1 = {{{0}}}, dq2 = {{{0}}}, dread1 = {{{0}}}, dread2 = {{{0}}};
        for (int v = 0; v < s->values; v++) {
            real *at = cell(s, w->state, row, v);
            vec do1 = vec_load(t1->dout + v * VL), do2 = vec_load(t2->dout + v * VL);
            vec dr1 = vec_load(t1->dr + v * VL), dr2 = vec_load(t2->dr + v * VL);
            vec u1 = vec_load(t1->u + v * VL), u2 = vec_load(t2->u + v * VL);
            rows x;
            EACH (i, SCAN_ROWS) x.x[i] = vec_load(at + i * SCAN_COLUMNS * VL) * a1.x[i];
            if (form != SCAN_PLAIN)
                EACH (i, SCAN_ROWS) dread1.x[i] += x.x[i] * dr1;
            EACH (i, SCAN_ROWS) x.x[i] += k1.x[i] * u1;
            EACH (i, SCAN_ROWS) dq1.x[i] += x.x[i] * do1;
            EACH (i, SCAN_ROWS) x.x[i] *= a2.x[i];
            if (form != SCAN_PLAIN)
                EACH (i, SCAN_ROWS) dread2.x[i] += x.x[i] * dr2;
            EACH (i, SCAN_ROWS) x.x[i] += k2.x[i] * u2;
            EACH (i, SCAN_ROWS) dq2.x[i] += x.x[i] * do2;
            EACH (i, SCAN_ROWS) vec_store(at + i * SCAN_COLUMNS * VL, x.x[i]);
        }
        store_rows(t1->dq + row * VL, &dq1);
        store_rows(t2->dq + row * VL, &dq2);
        store_rows(w->dread[0] + row * VL, &dread1);
        store_rows(w->dread[1] + row * VL, &dread2);
    }
}

/* <dS, S> row by row, for the state before the chunk: what its first decays get. */
static void first_decays(const scan_sizes *s, const scan_work *w)
{
    for (int row = 0; row < s->keys; row++) {
        vec sum = {0};
        for (int v = 0; v < s->values; v++)
            sum += vec_load(cell(s, w->state, row, v)) * vec_load(cell(s, w->dstate, row, v));
        vec_store(w->dlog_next + row * VL, sum);
    }
}

/* dk and the gradient of log a. The latter is <dS', S'> row by row, and from one token to the next this loses what the
 * token's own key and query have of it: dlog(next) = dlog - q dq + k (dS u) - k (S' dr). */
static void finish_step(const scan_sizes *s, const scan_work *w, const token *t, const real *dread)
{
    vec all = {0};
    for (int i = 0; i < s->keys * VL; i += VL) {
        vec dlog = vec_load(w->dlog_next + i), wrote = vec_load(t->dk + i), read = vec_load(dread + i);
        vec next = dlog - vec_load(t->q + i) * vec_load(t->dq + i) + vec_load(t->k + i) * (wrote - read);
        vec_store(w->dlog_next + i, next);
        vec_store(t->dk + i, wrote + read);
        if (s->each > 1) vec_store(t->dlog + i, dlog);
        all += dlog;
    }
    if (s->each == 1) vec_store(t->dlog, all);
}

/* Calls it with the form as a constant. */
#define WITH_FORM(function, ...)                                                                                       \
    switch (s->form) {                                                                                                 \
    case SCAN_DELTA:                                                                                                   \
        function(SCAN_DELTA, __VA_ARGS__);                                                                             \
        break;                                                                                                         \
    case SCAN_CHANNELS:                                                                                                \
        function(SCAN_CHANNELS, __VA_ARGS__);                                                                          \
        break;                                                                                                         \
    case SCAN_PLAIN:                                                                                                   \
        function(SCAN_PLAIN, __VA_ARGS__);                                                                             \
        break;                                                                                                         \
    }

void scan_steps_backward(const scan_sizes *s, scan_work *w)
{
    for (int step = (w->count - 1) / 2 * 2; step >= 0; step -= 2) {
        token t1 = token_of(s, w, step), t2 = token_of(s, w, step + 1);
        values_backward(s, w, &t1, &t2);
        WITH_FORM(state_backward, s, w->dstate, &t1, &t2)
    }
    first_decays(s, w);
    for (int step = 0; step < w->count; step += 2) {
        token t1 = token_of(s, w, step), t2 = token_of(s, w, step + 1);
        WITH_FORM(keys_backward, s, w, &t1, &t2)
        finish_step(s, w, &t1, w->dread[0]);
        finish_step(s, w, &t2, w->dread[1]);
    }
}
