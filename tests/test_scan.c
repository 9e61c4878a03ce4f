/* The scans against their recurrence, a chain and a token at a time in double, over shapes that fill lanes, blocks and
 * chunks in part. */
#include "autograd/ops.h"
#include "base/random.h"
#include "tests/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct scan_case {
    int planes, heads, directions, registers, rows, cols, key, value;
} scan_case;

enum { MAX_SIZE = 64 };

typedef struct chain_inputs {
    tensor qkv, decays, writes, rate, shift, skip;
} chain_inputs;

static tensor random_tensor(int dims, int a, int b, int c, int d, uint64_t key)
{
    tensor x = {.dims = dims, .shape = {a, b, c, d}};
    x.x = malloc((tensor_size(&x) + MAX_SIZE) * sizeof *x.x);
    if (!x.x) abort();
    for (size_t i = 0; i < tensor_size(&x) + MAX_SIZE; i++) x.x[i] = (real)random_normal(key, i);
    return x;
}

/* What one head of one direction of one plane reads of each token, added to o [S, H V]. */
typedef struct chain {
    const scan_case *c;
    const chain_inputs *in;
    const places *place;
    scan_form form;
    int plane, direction, head;
} chain;

static const real *row_of(const chain *h, const tensor *x, int token)
{
    return x->x + (size_t)(h->plane * h->place->tokens + token) * (size_t)tensor_columns(x);
}

static void read_key(const chain *h, int token, int part, double *k)
{
    int key = h->c->key, shared = h->form == SCAN_PLAIN, heads = shared ? 1 : h->c->heads, pairs = key / 4 * 2;
    const real *x = row_of(h, &h->in->qkv, token) + (part * heads + (shared ? 0 : h->head)) * key;
    double sum = 1e-6;
    for (int i = 0; i < key; i++) sum += (double)x[i] * (double)x[i];
    double factor = shared ? 1 : 1 / sqrt(sum) / (part ? 1 : sqrt(key));
    for (int i = 0; i < key; i++) k[i] = (double)x[i] * factor;
    for (int i = 0; i < pairs; i++) {
        int cell = token - h->c->registers, half = pairs / 2;
        int at = cell < 0 ? 0 : i < half ? cell / h->c->cols : cell % h->c->cols;
        double angle = at * pow(100, -(double)(i % half) / half), a = k[i], b = k[pairs + i];
        k[i] = a * cos(angle) - b * sin(angle);
        k[pairs + i] = b * cos(angle) + a * sin(angle);
    }
}

/* a [K] and the factor of what is written. */
static double read_gates(const chain *h, int token, double *a)
{
    int key = h->c->key, each = h->form == SCAN_CHANNELS ? key : 1, number = h->direction * h->c->heads + h->head;
    const real *x = row_of(h, &h->in->decays, token);
    int own = h->form == SCAN_CHANNELS ? h->head * key : number;
    double t = 0;
    for (int i = 0; i < key; i++) {
        int j = each > 1 ? i : 0;
        t = log1p(exp((double)x[own + j] + (double)h->in->shift.x[number * each + j]));
        a[i] = exp(-exp((double)h->in->rate.x[number]) * t);
    }
    return h->form == SCAN_PLAIN ? t : 1 / (1 + exp(-(double)row_of(h, &h->in->writes, token)[number]));
}

static void take_step(const chain *h, int token, double state[MAX_SIZE][MAX_SIZE], double *o)
{
    double q[MAX_SIZE], k[MAX_SIZE], a[MAX_SIZE], b = read_gates(h, token, a);
    int key = h->c->key, value = h->c->value, keys = h->form == SCAN_PLAIN ? 2 * key : 2 * h->c->heads * key;
    const real *v = row_of(h, &h->in->qkv, token) + keys + h->head * value;
    read_key(h, token, 0, q);
    read_key(h, token, 1, k);
    for (int j = 0; j < value; j++) {
        double read = 0, out = 0;
        for (int i = 0; i < key; i++) read += (state[i][j] *= a[i]) * k[i];
        double u = b * ((double)v[j] - (h->form == SCAN_PLAIN ? 0 : read));
        for (int i = 0; i < key; i++) out += (state[i][j] += k[i] * u) * q[i];
        if (h->form == SCAN_PLAIN && h->direction == 0) out += (double)h->in->skip.x[h->head] * (double)v[j];
        o[(size_t)token * (size_t)(h->c->heads * value) + (size_t)(h->head * value + j)] += out;
    }
}

static void run_chain(const chain *h, double *o)
{
    static double state[MAX_SIZE][MAX_SIZE];
    const places *g = h->place;
    memset(state, 0, sizeof state);
    for (int i = 0; i < g->tokens; i++) {
        int at = h->direction % 2 ? g->tokens - 1 - i : i;
        take_step(h, h->direction > 1 ? g->down[at] : at, state, o);
    }
}

static double largest_error(const scan_case *c, const chain_inputs *in, const places *g, scan_form form,
                            const tensor *y)
{
    size_t plane = (size_t)g->tokens * (size_t)(c->heads * c->value);
    double worst = 0, *o = calloc(plane, sizeof *o);
    if (!o) abort();
    for (int p = 0; p < c->planes; p++) {
        memset(o, 0, plane * sizeof *o);
        for (int i = 0; i < c->directions * c->heads; i++) {
            chain h = {c, in, g, form, p, i / c->heads, i % c->heads};
            run_chain(&h, o);
        }
        for (size_t i = 0; i < plane; i++) {
            double error = fabs((double)y->x[(size_t)p * plane + i] - o[i]);
            if (!(error <= worst)) worst = isnan(error) ? INFINITY : error;
        }
    }
    free(o);
    return worst;
}

static void check_scan(const scan_case *c, scan_form form)
{
    places g;
    arena memory;
    tape t;
    if (places_open(&g, c->registers, c->rows, c->cols, c->key)) abort();
    int all = c->directions * c->heads, shared = form == SCAN_PLAIN;
    int keys = 2 * (shared ? 1 : c->heads) * c->key, each = form == SCAN_CHANNELS ? c->key : 1;
    chain_inputs in = {
        .qkv = random_tensor(4, 1, c->planes, g.tokens, keys + c->heads * c->value, 1),
        .decays = random_tensor(4, 1, c->planes, g.tokens, form == SCAN_CHANNELS ? c->heads * c->key : all, 2),
        .writes = random_tensor(4, 1, c->planes, g.tokens, all, 3),
        .rate = random_tensor(2, c->directions, c->heads, 0, 0, 4),
        .shift = random_tensor(2, c->directions, c->heads * each, 0, 0, 5),
        .skip = random_tensor(2, 1, c->heads, 0, 0, 6),
    };
    scan_inputs to = {&in.qkv, &in.decays, shared ? NULL : &in.writes, &in.rate, &in.shift, shared ? &in.skip : NULL};
    tensor *y = NULL;
    arena_plan(&memory);
    if (tape_open(&t, &memory)) abort();
    for (int run = 0; run < 2; run++) {
        arena_reset(&memory, 0);
        tape_begin(&t, 1);
        y = scan(&t, &to, &g, c->heads, form);
        if (run == 0 && (arena_open(&memory) || tape_open_scratch(&t))) abort();
    }
    double error = largest_error(c, &in, &g, form, y);
    CHECK(error < 1e-4, "form %d, %d planes, %d heads of %d x %d, %d directions, %d + %dx%d tokens: error %.3g",
          (int)form, c->planes, c->heads, c->key, c->value, c->directions, c->registers, c->rows, c->cols, error);
    tensor *const tensors[] = {&in.qkv, &in.decays, &in.writes, &in.rate, &in.shift, &in.skip};
    for (size_t i = 0; i < sizeof tensors / sizeof *tensors; i++) free(tensors[i]->x);
    tape_close(&t);
    arena_close(&memory);
    places_close(&g);
}

int main(void)
{
    static const scan_case cases[] = {
        {1, 4, 4, 0, 9, 9, 16, 16}, {3, 4, 4, 0, 5, 7, 8, 8},  {5, 2, 2, 1, 3, 4, 5, 6},  {2, 5, 4, 0, 1, 33, 4, 12},
        {9, 2, 4, 0, 4, 4, 16, 32}, {1, 1, 2, 2, 1, 1, 3, 1},  {2, 3, 4, 0, 8, 8, 32, 8}, {1, 9, 4, 3, 6, 5, 12, 20},
        {4, 1, 2, 0, 2, 2, 24, 24}, {1, 2, 4, 0, 12, 3, 7, 8},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int form = SCAN_DELTA; form <= SCAN_PLAIN; form++) check_scan(&cases[i], (scan_form)form);
    return check_done("scan");
}
