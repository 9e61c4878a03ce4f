/* scan: a linear recurrence along the tokens of a plane, two ways along the rows and, with four, two down the columns.
 * Each head has a state S [K, V], zero at first, to which every token in turn does
 *
 *     S' = a S;   u = b (v - r),  r = S'^T k  (0 in SCAN_PLAIN);   S = S' + k u^T;   o += S^T q
 *
 *   qkv [B, P, S, 2 G K + H V]: q and k of G key heads (H, or one for all), v; q and k mapped and turned: keys.h
 *   decays, writes, rate, shift: what a and b are made of, see scan_gates.c
 *   skip [1, H] or NULL: o += skip v -> o [B, P, S, H V], the sum over all M directions
 * Backward, from the last token to the first, with dS carried:
 *   dS += q do^T;   dq += S do;   du = dS^T k;   dk += dS u;   db = du . (v - r);   dv += b du;   dr = -b du
 *   dk += S' dr;   dS += k dr^T;   da = <dS, S before>;   dS = a dS
 * saves the states before every 16th token, if the tape records; recomputes everything else
 *
 * (arXiv 2412.06464: one a a head; 2510.26692: one for each channel of k; 2405.21060: without r, b = the step.)
 * Registers are the first tokens of every scan, and the last ones on its way back.                                  */
#include "autograd/keys.h"
#include "autograd/scan.h"
#include "autograd/simd.h"

#include <math.h>
#include <string.h>

static scan_sizes sizes_of(const tensor *qkv, const tensor *decays, int heads, int directions, scan_form form,
                           const places *place)
{
    scan_sizes s = {.form = form,
                    .place = place,
                    .groups = qkv->shape[0] * qkv->shape[1],
                    .tokens = qkv->shape[2],
                    .heads = heads,
                    .directions = directions,
                    .key_heads = form == SCAN_PLAIN ? 1 : heads,
                    .key = place->key,
                    .row = tensor_columns(qkv),
                    .decay_row = tensor_columns(decays),
                    .write_row = directions * heads};
    s.chunks = (s.tokens + SCAN_STEPS - 1) / SCAN_STEPS;
    s.value = (s.row - 2 * s.key_heads * s.key) / heads;
    s.keys = whole_vectors(s.key);
    s.values = whole_vectors(s.value);
    s.decays = form == SCAN_CHANNELS ? heads * s.key : heads;
    s.out_row = heads * s.value;
    s.state = (size_t)(heads * s.key * s.values);
    return s;
}

static scan_sizes sizes_of_node(const node *n)
{
    return sizes_of(n->in[SCAN_QKV], n->in[SCAN_DECAYS], n->n[0], n->n[1], (scan_form)n->n[2], n->table);
}

/* Lays the arrays of a chunk out; base may be NULL. Returns the reals they take. */
static size_t open_chunk(const scan_sizes *s, real *base, scan_chunk *c)
{
    size_t rows = SCAN_STEPS * (size_t)s->heads, keys = rows * (size_t)s->keys, values = rows * (size_t)s->values;
    size_t decays = SCAN_STEPS * (size_t)s->decays + VL, numbers = rows + VL, at = 0;
    size_t plane = (size_t)(s->tokens * s->key_heads * 2 * s->keys), across = (size_t)(s->value * s->keys);
    size_t pairs = (size_t)(s->tokens * s->key_heads);
    const struct {
        real **part;
        size_t size;
    } parts[] = {{&c->a, keys},          {&c->a_key, keys},
                 {&c->a_query, keys},    {&c->dr, values},
                 {&c->slope, decays},    {&c->v, values},
                 {&c->error, values},    {&c->dout, values},
                 {&c->step, decays},     {&c->decay, decays},
                 {&c->b, numbers},       {&c->q_k, pairs},
                 {&c->keys, plane},      {&c->state, s->state},
                 {&c->da, keys},         {&c->dv, values},
                 {&c->ddecay, decays},   {&c->db, numbers},
                 {&c->dkeys, plane},     {&c->state_across, SCAN_STEPS * across},
                 {&c->dstate, s->state}, {&c->dstate_across, (size_t)s->heads * across}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        *parts[i].part = base ? base + at : NULL;
        at += (parts[i].size + VL - 1) / VL * VL;
    }
    return at;
}

static key_map map_of(const scan_sizes *s)
{
    return s->form == SCAN_PLAIN ? KEYS_PLAIN : KEYS_UNIT;
}

/* Unit queries count 1 / sqrt(K). */
static void scale(const scan_sizes *s, real *q)
{
    real factor = s->form == SCAN_PLAIN ? 1 : (real)(1 / sqrt(s->key));
    for (int k = 0; k < s->keys; k += VL) vec_store(q + k, vec_load(q + k) * factor);
}

/* Where the query (part 0) or key (part 1) of a key head is in a row of qkv. */
static size_t part_at(const scan_sizes *s, int group, int token, int head, int part)
{
    return (size_t)(group * s->tokens + token) * (size_t)s->row + (size_t)((part * s->key_heads + head) * s->key);
}

static size_t value_at(const scan_sizes *s, int group, int token)
{
    return part_at(s, group, token, 0, 2);
}

/* Mapped and turned queries and keys of a plane. */
static void make_keys(const node *n, const scan_sizes *s, const scan_chunk *c, int group)
{
    for (int i = 0; i < s->tokens; i++)
        for (int h = 0; h < s->key_heads; h++) {
            real *q = scan_query(s, c->keys, i, h);
            for (int part = 0; part < 2; part++)
                keys_map(map_of(s), 1, s->key, n->in[SCAN_QKV]->x + part_at(s, group, i, h, part), q + part * s->keys);
            scale(s, q);
            keys_turn(s->place, i, 2, 1, q);
            *scan_query_key(s, c, i, h) = dot(s->keys, q, q + s->keys);
        }
}

static void make_keys_backward(const node *n, const scan_sizes *s, const scan_chunk *c, int group)
{
    for (int i = 0; i < s->tokens; i++)
        for (int h = 0; h < s->key_heads; h++) {
            real *dq = scan_query(s, c->dkeys, i, h);
            keys_turn(s->place, i, 2, -1, dq);
            scale(s, dq);
            for (int part = 0; part < 2; part++) {
                size_t at = part_at(s, group, i, h, part);
                keys_map_backward(map_of(s), 1, s->key, n->in[SCAN_QKV]->x + at, dq + part * s->keys,
                                  n->in[SCAN_QKV]->g + at);
            }
        }
}

/* The tokens of a chunk: directions 0 and 1 along the rows, 2 and 3 down the columns, the odd ones backwards. */
static void begin_chunk(const scan_sizes *s, scan_chunk *c, int direction, int number)
{
    int first = number * SCAN_STEPS;
    c->direction = direction;
    c->number = number;
    c->count = min_int(SCAN_STEPS, s->tokens - first);
    for (int i = 0; i < c->count; i++) {
        int at = direction % 2 ? s->tokens - 1 - first - i : first + i;
        c->token[i] = direction < 2 ? at : s->place->down[at];
    }
}

static size_t out_at(const scan_sizes *s, int group)
{
    return (size_t)group * (size_t)s->tokens * (size_t)s->out_row;
}

/* to [STEPS, H, values] = rows of V numbers, padded. `row` apart for each token. */
static void gather(const scan_sizes *s, const scan_chunk *c, const real *from, int row, real *restrict to)
{
    for (int step = 0; step < c->count; step++)
        for (int h = 0; h < s->heads; h++, to += s->values) {
            const real *x = from + (size_t)c->token[step] * (size_t)row + h * s->value;
            for (int v = 0; v < s->values; v += VL) vec_store(to + v, vec_load(x + v)); /* and what comes after it */
            for (int v = s->value; v < s->values; v++) to[v] = 0;
        }
}

static void scatter(const scan_sizes *s, const scan_chunk *c, const real *restrict from, int row, real *to)
{
    for (int step = 0; step < c->count; step++)
        for (int h = 0; h < s->heads; h++, from += s->values) {
            real *x = to + (size_t)c->token[step] * (size_t)row + h * s->value;
            int v = 0;
            for (; v + VL <= s->value; v += VL) vec_store(x + v, vec_load(x + v) + vec_load(from + v));
            for (; v < s->value; v++) x[v] += from[v];
        }
}

static void open_gates(const node *n, const scan_sizes *s, scan_chunk *c, int group)
{
    scan_gates(n, s, c, group);
    gather(s, c, n->in[SCAN_QKV]->x + value_at(s, group, 0), s->row, c->v);
}

static real *saved_state(const node *n, const scan_sizes *s, const scan_chunk *c, int group)
{
    size_t chunk = (size_t)(group * s->directions + c->direction) * (size_t)s->chunks + (size_t)c->number;
    return n->saved + chunk * s->state;
}

static void forward_direction(const node *n, const scan_sizes *s, scan_chunk *c, int group, int direction)
{
    memset(c->state, 0, s->state * sizeof(real));
    scan_slopes(n, s, c, direction);
    for (int number = 0; number < s->chunks; number++) {
        begin_chunk(s, c, direction, number);
        if (n->saved) memcpy(saved_state(n, s, c, group), c->state, s->state * sizeof(real));
        open_gates(n, s, c, group);
        for (int head = 0; head < s->heads; head++)
            scan_steps(s, c, head, c->state + head * s->key * s->values, c->dout);
        scatter(s, c, c->dout, s->out_row, n->out->x + out_at(s, group));
    }
}

/* y (+)= skip x, head by head, for rows of V numbers. */
static void begin_output(const node *n, const scan_sizes *s, int group)
{
    const real *v = n->in[SCAN_QKV]->x + value_at(s, group, 0);
    real *restrict y = n->out->x + out_at(s, group);
    for (int i = 0; i < s->tokens; i++, v += s->row, y += s->out_row)
        for (int j = 0; j < s->out_row; j++) y[j] = n->in[SCAN_SKIP] ? v[j] * n->in[SCAN_SKIP]->x[j / s->value] : 0;
}

static void forward(node *n)
{
    scan_sizes s = sizes_of_node(n);
    scan_chunk c;
    open_chunk(&s, n->scratch, &c);
    for (int group = 0; group < s.groups; group++) {
        make_keys(n, &s, &c, group);
        begin_output(n, &s, group);
        for (int direction = 0; direction < s.directions; direction++) forward_direction(n, &s, &c, group, direction);
    }
}

static void backward_direction(const node *n, const scan_sizes *s, scan_chunk *c, int group, int direction)
{
    scan_slopes(n, s, c, direction);
    memset(c->dstate, 0, s->state * sizeof(real));
    memset(c->dstate_across, 0, (size_t)(s->heads * s->value * s->keys) * sizeof(real));
    for (int number = s->chunks - 1; number >= 0; number--) {
        begin_chunk(s, c, direction, number);
        open_gates(n, s, c, group);
        gather(s, c, n->out->g + out_at(s, group), s->out_row, c->dout);
        for (int head = 0; head < s->heads; head++)
            scan_steps_backward(s, c, head, saved_state(n, s, c, group) + head * s->key * s->values);
        scatter(s, c, c->dv, s->row, n->in[SCAN_QKV]->g + value_at(s, group, 0));
        scan_gates_backward(n, s, c, group);
    }
}

static void skip_backward(const node *n, const scan_sizes *s, int group)
{
    const tensor *skip = n->in[SCAN_SKIP];
    const real *dy = n->out->g + out_at(s, group);
    for (int i = 0; i < s->tokens; i++, dy += s->out_row) {
        size_t at = value_at(s, group, i);
        for (int h = 0; h < s->heads; h++) {
            const real *v = n->in[SCAN_QKV]->x + at + h * s->value, *d = dy + h * s->value;
            real *dv = n->in[SCAN_QKV]->g + at + h * s->value;
            for (int j = 0; j < s->value; j++) dv[j] += d[j] * skip->x[h];
            if (skip->g) skip->g[h] += dot(s->value, v, d);
        }
    }
}

static void backward(node *n)
{
    scan_sizes s = sizes_of_node(n);
    scan_chunk c;
    open_chunk(&s, n->scratch, &c);
    for (int group = 0; group < s.groups; group++) {
        make_keys(n, &s, &c, group);
        memset(c.dkeys, 0, (size_t)(s.tokens * s.key_heads * 2 * s.keys) * sizeof(real));
        for (int direction = 0; direction < s.directions; direction++) backward_direction(n, &s, &c, group, direction);
        if (n->in[SCAN_SKIP]) skip_backward(n, &s, group);
        make_keys_backward(n, &s, &c, group);
    }
}

static const operation op = {"scan", forward, backward};

tensor *scan(tape *t, const scan_inputs *in, const places *place, int heads, scan_form form)
{
    int directions = in->rate->shape[0];
    scan_sizes s = sizes_of(in->qkv, in->decays, heads, directions, form, place);
    scan_chunk c;
    require_shape(in->qkv->dims == 4 && s.tokens == place->tokens && s.value > 0 &&
                      s.row == 2 * s.key_heads * s.key + heads * s.value,
                  op.name, in->qkv, NULL);
    require_shape(s.decay_row == s.decays || s.decay_row == directions * s.decays, op.name, in->qkv, in->decays);
    require_shape((form == SCAN_PLAIN) == !in->writes && (!in->writes || tensor_columns(in->writes) == s.write_row),
                  op.name, in->qkv, in->writes);
    require_shape(in->shift->shape[0] == directions && tensor_columns(in->shift) == s.decays, op.name, in->rate,
                  in->shift);
    node n = {.op = &op,
              .in = {in->qkv, in->decays, in->writes, in->rate, in->shift, in->skip},
              .table = place,
              .n = {heads, directions, (int)form}};
    n.out = tape_tensor(t, any_gradient(&n), 4, (int[]){in->qkv->shape[0], in->qkv->shape[1], s.tokens, s.out_row});
    size_t states = (size_t)(s.groups * directions * s.chunks) * s.state;
    if (t->recording && n.out->g) n.saved = arena_alloc(t->memory, states * sizeof(real));
    tape_need_scratch(t, open_chunk(&s, NULL, &c));
    return tape_run(t, n);
}
