/* Attention with the biases of relations, and attention to a window, as they are built to run: outputs and all gradients
 * against the formula in double. */
#include "autograd/ops.h"
#include "base/random.h"
#include "tests/check.h"
#include "tests/random_reals.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PLANES = 2, HEADS = 2 };

/* One head of one plane in double, from the same reals: o, dq, dk, dv and dbias [L, L]. */
typedef struct plain {
    int cells, head, row; /* L, E; reals from a row of qkv to the next */
    const real *q, *d_o;  /* k and v are row / 3 and 2 row / 3 after q */
    double scale;
    const double *bias;                   /* [L, L] of query and key */
    double *o, *dq, *dk, *dv, *dbias, *w; /* [L, E] each, [L, L] each */
} plain;

static double product(const real *a, const real *b, int n)
{
    double sum = 0;
    for (int e = 0; e < n; e++) sum += (double)a[e] * (double)b[e];
    return sum;
}

static void attend_plainly(const plain *p)
{
    int l = p->cells, width = p->row / 3;
    for (int i = 0; i < l; i++) {
        const real *q = p->q + i * p->row, *d_o = p->d_o + i * width;
        double sum = 0, delta = 0, *w = p->w + i * l;
        for (int j = 0; j < l; j++)
            sum += w[j] = exp(p->scale * product(q, p->q + width + j * p->row, p->head) + p->bias[i * l + j]);
        for (int j = 0; j < l; j++) {
            const real *v = p->q + 2 * width + j * p->row;
            w[j] /= sum;
            delta += w[j] * product(d_o, v, p->head);
            for (int e = 0; e < p->head; e++) p->o[i * p->head + e] += w[j] * (double)v[e];
        }
        for (int j = 0; j < l; j++) {
            const real *k = p->q + width + j * p->row;
            double ds = w[j] * (product(d_o, k + width, p->head) - delta);
            p->dbias[i * l + j] += ds;
            for (int e = 0; e < p->head; e++) {
                p->dq[i * p->head + e] += p->scale * ds * (double)k[e];
                p->dk[j * p->head + e] += p->scale * ds * (double)q[e];
                p->dv[j * p->head + e] += w[j] * (double)d_o[e];
            }
        }
    }
}

static double *zeros(int n)
{
    double *x = calloc((size_t)n, sizeof *x);
    if (!x) abort();
    return x;
}

static double worst_of(double worst, const real *found, int row, const double *expected, int cells, int head)
{
    for (int i = 0; i < cells; i++)
        for (int e = 0; e < head; e++) {
            double error = fabs((double)found[i * row + e] - expected[i * head + e]);
            if (!(error <= worst)) worst = isnan(error) ? INFINITY : error;
        }
    return worst;
}

/* A seed of the backward pass that is not the same everywhere: out times c, added up. */
static void weigh_forward(node *n)
{
    n->out->x[0] = 0;
}

static void weigh_backward(node *n)
{
    const real *c = n->table;
    for (size_t i = 0; i < tensor_size(n->in[0]); i++) n->in[0]->g[i] += c[i];
}

static const operation weigh = {"weigh", weigh_forward, weigh_backward};

/* What is attended to, with arrays of reals that are random, and gradients that are to be found. */
typedef struct trial {
    int cells, head, width, row; /* L, E, D, 3 D */
    double scale;
    int kinds;
    int *kind;    /* [L, L]: number of the bias of a query and a key; -1: the query does not see the key */
    real *x, *g;  /* [PLANES, L, 3 D]: q, k and v */
    real *c;      /* [PLANES, L, D]: gradient of the output */
    real *r, *dr; /* [HEADS, kinds] */
} trial;

static trial trial_open(int cells, int head, int kinds, double scale)
{
    trial t = {.cells = cells, .head = head, .width = HEADS * head, .row = 3 * HEADS * head, .kinds = kinds};
    size_t size = (size_t)(PLANES * cells * t.row);
    t.scale = scale;
    t.kind = malloc((size_t)(cells * cells) * sizeof *t.kind);
    t.x = random_reals(size, 22);
    t.c = random_reals(size / 3, 23);
    t.r = random_reals((size_t)(HEADS * kinds), 24);
    t.g = calloc(size, sizeof *t.g);
    t.dr = calloc((size_t)(HEADS * kinds), sizeof *t.dr);
    if (!t.kind || !t.g || !t.dr) abort();
    for (int i = 0; i < HEADS * kinds; i++) t.r[i] *= 2;
    return t;
}

static void trial_close(trial *t)
{
    void *all[] = {t->kind, t->x, t->c, t->r, t->g, t->dr};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
}

typedef tensor *attend(tape *t, const trial *s, tensor *qkv, tensor *r, const void *how);

static tensor *run(tape *t, const trial *s, attend *forward, const void *how)
{
    static tensor qkv, r; /* a tape keeps pointers to what it reads */
    qkv = (tensor){.x = s->x, .g = s->g, .dims = 4, .shape = {1, PLANES, s->cells, s->row}};
    r = (tensor){.x = s->r, .g = s->dr, .dims = 2, .shape = {HEADS, s->kinds}};
    tape_begin(t, 1);
    tensor *o = forward(t, s, &qkv, &r, how);
    tensor *loss = tape_run(t, (node){.op = &weigh, .in = {o}, .out = tape_tensor(t, 1, 1, (int[]){1}), .table = s->c});
    tape_backward(t, loss, 1);
    return o;
}

/* The largest error of one head of one plane; what the biases should get is added to dr [kinds]. */
static double worst_of_head(const trial *s, const real *o, int plane, int h, double *dr)
{
    int cells = s->cells, head = s->head;
    double *all = zeros(3 * cells * cells + 4 * cells * head), worst = 0;
    plain p = {.cells = cells, .head = head, .row = s->row, .scale = s->scale};
    double *bias = all + 2 * cells * cells;
    p.q = s->x + plane * cells * s->row + h * head;
    p.d_o = s->c + plane * cells * s->width + h * head;
    p.dbias = all;
    p.w = all + cells * cells;
    p.o = bias + cells * cells;
    p.dq = p.o + cells * head;
    p.dk = p.dq + cells * head;
    p.dv = p.dk + cells * head;
    for (int i = 0; i < cells * cells; i++)
        bias[i] = s->kind[i] < 0 ? (double)-INFINITY : (double)s->r[h * s->kinds + s->kind[i]];
    p.bias = bias;
    attend_plainly(&p);
    const real *dq = s->g + plane * cells * s->row + h * head;
    worst = worst_of(worst, o + plane * cells * s->width + h * head, s->width, p.o, cells, head);
    worst = worst_of(worst, dq, s->row, p.dq, cells, head);
    worst = worst_of(worst, dq + s->width, s->row, p.dk, cells, head);
    worst = worst_of(worst, dq + 2 * s->width, s->row, p.dv, cells, head);
    for (int i = 0; i < cells * cells; i++)
        if (s->kind[i] >= 0) dr[s->kind[i]] += p.dbias[i];
    free(all);
    return worst;
}

/* Runs it twice, first to plan the memory, and compares. */
static void check_trial(const char *what, const trial *s, attend *forward, const void *how)
{
    arena memory;
    tape t;
    arena_plan(&memory);
    if (tape_open(&t, &memory)) abort();
    run(&t, s, forward, how);
    if (arena_open(&memory) || tape_open_scratch(&t)) abort();
    memset(t.scratch, 0xff, t.scratch_size * sizeof(real)); /* NaN: nothing may come of what was not written */
    const tensor *o = run(&t, s, forward, how);
    double worst = 0, worst_bias = 0;
    for (int h = 0; h < HEADS; h++) {
        double *dr = zeros(s->kinds);
        for (int plane = 0; plane < PLANES; plane++) worst = fmax(worst, worst_of_head(s, o->x, plane, h, dr));
        for (int k = 0; k < s->kinds; k++) worst_bias = fmax(worst_bias, fabs((double)s->dr[h * s->kinds + k] - dr[k]));
        free(dr);
    }
    CHECK(worst < 2e-4 && worst_bias < 2e-3, "%s, %d cells, heads of %d: errors %.3g, %.3g of the bias", what, s->cells,
          s->head, worst, worst_bias);
    tape_close(&t);
    arena_close(&memory);
}

/* --- with the biases of relations -------------------------------------------------------------------------------- */

static tensor *attend_all(tape *t, const trial *s, tensor *qkv, tensor *r, const void *how)
{
    const bias_index *index = how;
    return attention(t, qkv, relation_bias(t, r, index, 1), index, HEADS, (real)s->scale);
}

/* Heads of any width, more cells than a tile, several planes. */
static void check_attention(int cells, int head)
{
    enum { KINDS = 5 };
    trial s = trial_open(cells, head, KINDS, (double)(real)0.4);
    uint8_t *relation = malloc((size_t)(cells * cells));
    bias_index relations;
    if (!relation) abort();
    for (int i = 0; i < cells * cells; i++) s.kind[i] = relation[i] = (uint8_t)random_below(21, (uint64_t)i, KINDS);
    if (bias_index_open(&relations, relation, cells)) abort();
    check_trial("attention", &s, attend_all, &relations);
    bias_index_close(&relations);
    free(relation);
    trial_close(&s);
}

/* --- to a window ------------------------------------------------------------------------------------------------- */

/* The projection is 1, so that its input is q, k and v. */
static tensor *attend_window(tape *t, const trial *s, tensor *qkv, tensor *r, const void *how)
{
    static packed_weight packed;
    static tensor w;
    static real one[64 * 64], packing[2 * 64 * 64];
    int n = s->row;
    for (int i = 0; i < n * n; i++) one[i] = i % (n + 1) ? 0 : 1;
    packed.input = pack(n, n, mat_rows(one, n), packing);
    w = (tensor){.x = one, .dims = 2, .shape = {n, n}, .packed = &packed};
    return attention_window(t, qkv, &w, r, how);
}

/* Rows of vectors that are full, nearly empty, or run on into the next; the last band of rows full or not; windows wider
 * than a tile or than the grid. */
static void check_window(int rows, int cols, int radius, int head)
{
    int side = 2 * radius + 1, cells = rows * cols;
    trial s = trial_open(cells, head, side * side, 1 / sqrt(head));
    for (int i = 0; i < cells; i++)
        for (int j = 0; j < cells; j++) {
            int down = j / cols - i / cols + radius, right = j % cols - i % cols + radius;
            int seen = down >= 0 && down < side && right >= 0 && right < side;
            s.kind[i * cells + j] = seen ? down * side + right : -1;
        }
    char what[64];
    snprintf(what, sizeof what, "window of radius %d, %d by %d", radius, rows, cols);
    check_trial(what, &s, attend_window, &(window){HEADS, cols, radius, 1});
    trial_close(&s);
}

int main(void)
{
    const int cells[] = {1, 5, VL, VL + 1, 127, 128, 129, 261}, heads[] = {1, 6, 16, 17, 40};
    for (int i = 0; i < (int)(sizeof cells / sizeof *cells); i++)
        for (int j = 0; j < (int)(sizeof heads / sizeof *heads); j++) check_attention(cells[i], heads[j]);
    const int sides[][2] = {{1, 1}, {1, 9},  {9, 1},  {2, 5}, {3, 16}, {4, 17},
                            {5, 6}, {7, 30}, {8, 33}, {9, 9}, {13, 15}};
    for (int i = 0; i < (int)(sizeof sides / sizeof *sides); i++)
        for (int radius = 1; radius <= 5; radius++) check_window(sides[i][0], sides[i][1], radius, radius % 2 ? 8 : 3);
    return check_done("attention");
}
