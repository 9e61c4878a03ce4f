/* scan: a linear recurrence along the tokens of a plane, two ways along the rows and, with four, two down the columns.
 * Each head has a state S [K, V], zero at first, to which every token in turn does
 *
 *     S' = a S;   u = b e,  e = v - r,  r = S'^T k  (0 in SCAN_PLAIN);   S = S' + k u^T;   o += S^T q
 *
 *   qkv [B, P, S, 2 G K + H V]: q and k of G key heads (H, or one for all), v; q and k mapped and turned: keys.h
 *   decays, writes, rate, shift: what a and b are made of, see scan_gates.c
 *   skip [1, H] or NULL: o += skip v -> o [B, P, S, H V], the sum over all M directions
 * Backward, from the last token to the first, with dS carried:
 *   dS += q do^T;   dq += S do;   du = dS^T k;   dk += dS u;   db = du . e;   dv += b du;   dr = -b du
 *   dk += S' dr;   dS' = dS + k dr^T;   dlog a = <dS', S'>;   dS = a dS'
 * saves e, but for SCAN_PLAIN, and the states before every 32nd token, if the tape records; recomputes everything else
 *
 * (arXiv 2412.06464: one a a head; 2510.26692: one for each channel of k; 2405.21060: without r, b = the step.)
 * Registers are the first tokens of every scan, and the last ones on its way back.                                  */
#include "autograd/scan.h"
#include "autograd/simd.h"

#include <string.h>

static int whole(int n, int unit)
{
    return (n + unit - 1) / unit * unit;
}

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
    s.chunks = whole(s.tokens, SCAN_STEPS) / SCAN_STEPS;
    s.value = (s.row - 2 * s.key_heads * s.key) / heads;
    s.keys = whole(s.key, SCAN_ROWS);
    s.values = whole(s.value, SCAN_COLUMNS);
    s.each = form == SCAN_CHANNELS ? s.key : 1;
    s.each_row = form == SCAN_CHANNELS ? s.keys : 1;
    s.decays = heads * s.each;
    s.out_row = heads * s.value;
    s.together = directions * heads < VL ? min_int(VL / (directions * heads), s.groups) : 1;
    s.batches = whole(s.groups, s.together) / s.together;
    s.tiles = whole(s.together * directions * heads, VL) / VL;
    s.state = (size_t)(s.keys * s.values * VL);
    return s;
}

static scan_sizes sizes_of_node(const node *n)
{
    return sizes_of(n->in[SCAN_QKV], n->in[SCAN_DECAYS], n->n[0], n->n[1], (scan_form)n->n[2], n->table);
}

/* Lays the arrays out, all 0 if there is anything past K and V; base may be NULL. Returns the reals they take. */
static size_t open_work(const scan_sizes *s, real *base, scan_work *w)
{
    size_t key = (size_t)(s->keys * VL), value = (size_t)(s->values * VL), keys = SCAN_STEPS * key;
    size_t values = SCAN_STEPS * value, decay = (size_t)(s->each_row * VL), decays = SCAN_STEPS * decay;
    size_t numbers = SCAN_STEPS * VL, at = 0;
    const struct {
        real **part;
        size_t size;
    } parts[] = {{&w->q, keys},         {&w->k, keys},         {&w->dq, keys},         {&w->dk, keys},
                 {&w->angle, keys},     {&w->v, values},       {&w->u, values},        {&w->dout, values},
                 {&w->dr, values},      {&w->e, values},       {&w->step, decays},     {&w->decay, decays},
                 {&w->dlog, decays},    {&w->b, numbers},      {&w->db, numbers},      {&w->q_unit, numbers},
                 {&w->k_unit, numbers}, {&w->state, s->state}, {&w->dstate, s->state}, {&w->read[0], value},
                 {&w->read[1], value},  {&w->key[0], key},     {&w->key[1], key},      {&w->dread[0], key},
                 {&w->dread[1], key},   {&w->dlog_next, key},  {&w->slope, VL},        {&w->shift, decay},
                 {&w->drate, VL},       {&w->dshift, decay}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        *parts[i].part = base ? base + at : NULL;
        at += parts[i].size;
    }
    if (base && (s->keys > s->key || s->values > s->value)) memset(base, 0, at * sizeof(real));
    return at;
}

/* --- chunks ------------------------------------------------------------------------------------------------------ */

static size_t tile_number(const scan_sizes *s, const scan_work *w)
{
    return (size_t)(w->first / s->together * s->tiles + w->tile);
}

static real *saved_state(const node *n, const scan_sizes *s, const scan_work *w)
{
    return n->saved + (tile_number(s, w) * (size_t)s->chunks + (size_t)w->number) * s->state;
}

/* Of all chains before a tile; for whole pairs of tokens. */
static size_t errors_before(const scan_sizes *s, size_t tile)
{
    return s->form == SCAN_PLAIN ? 0 : tile * (size_t)whole(s->tokens, 2) * (size_t)(s->values * VL);
}

static size_t saved_size(const scan_sizes *s)
{
    size_t tiles = (size_t)(s->batches * s->tiles);
    return tiles * (size_t)s->chunks * s->state + errors_before(s, tiles);
}

static real *saved_errors(const node *n, const scan_sizes *s, const scan_work *w)
{
    size_t states = (size_t)(s->batches * s->tiles * s->chunks) * s->state;
    return n->saved + states + errors_before(s, tile_number(s, w)) + w->number * SCAN_STEPS * s->values * VL;
}

/* Reads what forward and backward need of a chunk. */
static void open_chunk(const node *n, const scan_sizes *s, scan_work *w, int number)
{
    scan_begin_chunk(s, w, number);
    scan_gates(n, s, w);
    scan_keys(n, s, w);
}

/* Values of a chunk, from rows of the tensor; of an idle step 0. */
static void gather_values(const scan_sizes *s, const scan_work *w, real *from, int row, const ptrdiff_t *at, real *to)
{
    scan_gather(w, s->value, scan_rows(s, w, from, row), row, at, to, s->values);
    if (w->count % 2) memset(to + w->count * s->values * VL, 0, (size_t)(s->values * VL) * sizeof(real));
}

static void forward_tile(const node *n, const scan_sizes *s, scan_work *w, int tile)
{
    real *scratch = w->e;
    scan_begin_tile(s, w, tile);
    scan_begin_gates(n, s, w);
    memset(w->state, 0, s->state * sizeof(real));
    for (int number = 0; number < s->chunks; number++) {
        open_chunk(n, s, w, number);
        gather_values(s, w, n->in[SCAN_QKV]->x, s->row, w->value_at, w->v);
        if (n->saved) memcpy(saved_state(n, s, w), w->state, s->state * sizeof(real));
        if (n->saved && s->form != SCAN_PLAIN) w->e = saved_errors(n, s, w);
        scan_steps(s, w);
        scan_scatter(w, s->value, w->dout, s->values, scan_rows(s, w, n->out->x, s->out_row), s->out_row, w->out_at);
    }
    w->e = scratch;
}

/* y (+)= skip x, head by head, for rows of V numbers. */
static void begin_output(const node *n, const scan_sizes *s)
{
    const real *v = n->in[SCAN_QKV]->x + 2 * s->key_heads * s->key;
    real *restrict y = n->out->x;
    for (int i = 0; i < s->groups * s->tokens; i++, v += s->row, y += s->out_row)
        for (int j = 0; j < s->out_row; j++) y[j] = n->in[SCAN_SKIP] ? v[j] * n->in[SCAN_SKIP]->x[j / s->value] : 0;
}

static void forward(node *n)
{
    scan_sizes s = sizes_of_node(n);
    scan_work w;
    open_work(&s, n->scratch, &w);
    begin_output(n, &s);
    for (w.first = 0; w.first < s.groups; w.first += s.together)
        for (int tile = 0; tile < s.tiles; tile++) forward_tile(n, &s, &w, tile);
}

static void backward_tile(const node *n, const scan_sizes *s, scan_work *w, int tile)
{
    real *scratch = w->e;
    scan_begin_tile(s, w, tile);
    scan_begin_gates(n, s, w);
    memset(w->dstate, 0, s->state * sizeof(real));
    for (int number = s->chunks - 1; number >= 0; number--) {
        open_chunk(n, s, w, number);
        if (s->form == SCAN_PLAIN)
            gather_values(s, w, n->in[SCAN_QKV]->x, s->row, w->value_at, w->e);
        else
            w->e = saved_errors(n, s, w);
        gather_values(s, w, n->out->g, s->out_row, w->out_at, w->dout);
        memcpy(w->state, saved_state(n, s, w), s->state * sizeof(real));
        scan_steps_backward(s, w);
        scan_scatter(w, s->value, w->v, s->values, scan_rows(s, w, n->in[SCAN_QKV]->g, s->row), s->row, w->value_at);
        scan_keys_backward(n, s, w);
        scan_gates_backward(n, s, w);
    }
    scan_end_gates(n, s, w);
    w->e = scratch;
}

static void skip_backward(const node *n, const scan_sizes *s)
{
    const tensor *skip = n->in[SCAN_SKIP];
    const real *dy = n->out->g, *x = n->in[SCAN_QKV]->x + 2 * s->key_heads * s->key;
    real *dx = n->in[SCAN_QKV]->g + 2 * s->key_heads * s->key;
    for (int i = 0; i < s->groups * s->tokens; i++, dy += s->out_row, x += s->row, dx += s->row)
        for (int h = 0; h < s->heads; h++) {
            const real *v = x + h * s->value, *d = dy + h * s->value;
            real *dv = dx + h * s->value;
            for (int j = 0; j < s->value; j++) dv[j] += d[j] * skip->x[h];
            if (skip->g) skip->g[h] += dot(s->value, v, d);
        }
}

static void backward(node *n)
{
    scan_sizes s = sizes_of_node(n);
    scan_work w;
    open_work(&s, n->scratch, &w);
    for (w.first = 0; w.first < s.groups; w.first += s.together)
        for (int tile = 0; tile < s.tiles; tile++) backward_tile(n, &s, &w, tile);
    if (n->in[SCAN_SKIP]) skip_backward(n, &s);
}

static const operation op = {"scan", forward, backward};

tensor *scan(tape *t, const scan_inputs *in, const places *place, int heads, scan_form form)
{
    int directions = in->rate->shape[0];
    scan_sizes s = sizes_of(in->qkv, in->decays, heads, directions, form, place);
    scan_work w;
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
    if (t->recording && n.out->g) n.saved = arena_alloc(t->memory, saved_size(&s) * sizeof(real));
    tape_need_scratch(t, open_work(&s, NULL, &w));
    return tape_run(t, n);
}
