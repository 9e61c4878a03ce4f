/* Matrix products against three plain loops, over odd sizes and every form of the operands; 2^x against libm; attention
 * against its formula; the index of biases. */
#include "autograd/ops.h"
#include "base/random.h"
#include "autograd/simd.h"
#include "tests/check.h"

#include <math.h>
#include <stdlib.h>

enum { SLACK = 64 };

static real *random_reals(size_t n, uint64_t key)
{
    real *x = malloc((n + SLACK) * sizeof *x);
    if (!x) abort();
    for (size_t i = 0; i < n; i++) x[i] = (real)random_normal(key, i);
    for (size_t i = n; i < n + SLACK; i++) x[i] = NAN; /* must never reach a result */
    return x;
}

/* Largest error of a product, in units of k times the rounding of one term: independent of how small the sum is. */
static double compare(int m, int n, int k, strided a, strided b, const real *before, const real *c, int row)
{
    double worst = 0;
    for (int i = 0; i < m; i++)
        for (int j = 0; j < n; j++) {
            double sum = before ? (double)before[i * row + j] : 0, size = fabs(sum) + 1e-30;
            for (int p = 0; p < k; p++) {
                double term = (double)a.x[i * a.row + p * a.col] * (double)b.x[p * b.row + j * b.col];
                sum += term;
                size += fabs(term);
            }
            double error = fabs((double)c[i * row + j] - sum) / size;
            if (!(error <= worst)) worst = isnan(error) ? INFINITY : error;
        }
    return worst;
}

static void check_product(int m, int n, int k, int transposed, int packed, int accumulate)
{
    int row = n + 3;
    real *a = random_reals((size_t)(m * k), 1), *b = random_reals((size_t)(k * n), 2);
    real *c = random_reals((size_t)(m * row), 3), *before = random_reals((size_t)(m * row), 3);
    real *panel_memory = random_reals(packed_size(k, n), 4);
    strided left = transposed ? mat_columns(a, m) : mat_rows(a, k);
    panels right = packed ? pack(k, n, mat_rows(b, n), panel_memory) : mat_unpacked(b, n);
    gemm(m, n, k, left, right, c, row, accumulate);
    double error = compare(m, n, k, left, mat_rows(b, n), accumulate ? before : NULL, c, row);
    CHECK(error < 1e-5, "[%d, %d] by depth %d, transposed %d, packed %d, accumulate %d: error %.3g", m, n, k,
          transposed, packed, accumulate, error);
    int intact = 1;
    for (int i = 0; i < m; i++)
        for (int j = n; j < row; j++) intact &= c[i * row + j] == before[i * row + j];
    CHECK(intact, "[%d, %d] by depth %d wrote beyond its columns", m, n, k);
    free(a);
    free(b);
    free(c);
    free(before);
    free(panel_memory);
}

static void check_products(void)
{
    static const int sizes[] = {1, 2, 7, 12, 13, 16, 31, 33, 64, 81};
    enum { COUNT = sizeof sizes / sizeof *sizes };
    for (int i = 0; i < COUNT; i++)
        for (int j = 0; j < COUNT; j++)
            for (int p = 0; p < COUNT; p++)
                for (int form = 0; form < 8; form++)
                    check_product(sizes[i], sizes[j], sizes[p], form & 1, form >> 1 & 1, form >> 2);
    check_product(100, 70, 700, 0, 1, 1); /* deeper than one pass */
    check_product(100, 70, 700, 1, 0, 0);
}

/* A product that comes out as zero must not pass. */
static void check_the_checker(void)
{
    real a[4] = {1, 2, 3, 4}, b[4] = {1, 1, 1, 1}, c[4] = {0};
    CHECK(compare(2, 2, 2, mat_rows(a, 2), mat_rows(b, 2), NULL, c, 2) > 0.1, "zeros passed for a product");
}

static void check_exponentials(void)
{
    double worst = 0, worst_sigmoid = 0;
    for (int i = -12600; i <= 12600; i++) {
        real x = (real)i / 100;
        double error = fabs((double)vec_exp2(vec_set(x))[VL - 1] / exp2((double)x) - 1);
        double sigmoid = 1 / (1 + exp(-(double)x)), off = fabs((double)vec_sigmoid(vec_set(x))[VL - 1] - sigmoid);
        if (!(error <= worst) && i > -10000) worst = error;
        if (!(off <= worst_sigmoid)) worst_sigmoid = off;
    }
    CHECK(worst < 2.5e-7, "relative error of 2^x: %.3g", worst);
    CHECK(worst_sigmoid < 2e-7, "error of the logistic function: %.3g", worst_sigmoid);
    CHECK(vec_exp2(vec_set(-1e30f))[0] < (real)1e-37, "2^-1e30 is %g", (double)vec_exp2(vec_set(-1e30f))[0]);
    CHECK(isfinite(vec_exp2(vec_set(1e30f))[0]), "2^1e30 is not finite");
    /* What a rate too high leads to: products with these would be denormal, and steps three times as long. */
    CHECK(vec_exp2(vec_set(-101))[0] == 0 && vec_sigmoid(vec_set(-80))[0] == 0, "small powers are not 0");
}

static void check_reductions(void)
{
    real x[100];
    double sum = 0;
    for (int i = 0; i < 100; i++) x[i] = (real)(i - 37), sum += (i - 37) * (i - 37);
    CHECK(fabs((double)dot(100, x, x) - sum) < 1, "dot is %g, expected %g", (double)dot(100, x, x), sum);
}

/* --- attention ------------------------------------------------------------------------------- */

enum { PLANES = 2, HEADS = 2, KINDS = 5 };

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

static tensor *run_attention(tape *t, tensor *qkv, tensor *r, const bias_index *index, const real *c)
{
    tape_begin(t, 1);
    tensor *o = attention(t, qkv, relation_bias(t, r, index, 1), index, HEADS, (real)0.4);
    tensor *loss = tape_run(t, (node){.op = &weigh, .in = {o}, .out = tape_tensor(t, 1, 1, (int[]){1}), .table = c});
    tape_backward(t, loss, 1);
    return o;
}

/* Heads of any width, more cells than a tile, several planes: outputs, and gradients of qkv and of the relations. */
static void check_attention(int cells, int head)
{
    int width = HEADS * head, row = 3 * width, size = PLANES * cells * row;
    uint8_t *relation = malloc((size_t)(cells * cells));
    bias_index relations;
    arena memory;
    tape t;
    if (!relation) abort();
    for (int i = 0; i < cells * cells; i++) relation[i] = (uint8_t)random_below(21, (uint64_t)i, KINDS);
    if (bias_index_open(&relations, relation, cells)) abort();
    real *x = random_reals((size_t)size, 22), *c = random_reals((size_t)(PLANES * cells * width), 23);
    real *g = calloc((size_t)size, sizeof(real)), r[HEADS * KINDS], dr[HEADS * KINDS] = {0};
    for (int i = 0; i < HEADS * KINDS; i++) r[i] = (real)(2 * random_normal(24, (uint64_t)i));
    tensor qkv = {.x = x, .g = g, .dims = 4, .shape = {1, PLANES, cells, row}};
    tensor table = {.x = r, .g = dr, .dims = 2, .shape = {HEADS, KINDS}};
    arena_plan(&memory);
    if (!g || tape_open(&t, &memory)) abort();
    run_attention(&t, &qkv, &table, &relations, c);
    if (arena_open(&memory) || tape_open_scratch(&t)) abort();
    const tensor *o = run_attention(&t, &qkv, &table, &relations, c);
    double worst = 0, worst_bias = 0;
    for (int h = 0; h < HEADS; h++) {
        double expected[KINDS] = {0};
        for (int plane = 0; plane < PLANES; plane++) {
            double *all = zeros(3 * cells * cells + 4 * cells * head);
            plain p = {.cells = cells, .head = head, .row = row, .scale = (double)(real)0.4};
            p.q = x + plane * cells * row + h * head;
            p.d_o = c + plane * cells * width + h * head;
            p.dbias = all;
            p.w = all + cells * cells;
            double *bias = p.w + cells * cells;
            p.o = bias + cells * cells;
            p.dq = p.o + cells * head;
            p.dk = p.dq + cells * head;
            p.dv = p.dk + cells * head;
            for (int i = 0; i < cells * cells; i++) bias[i] = (double)r[h * KINDS + relation[i]];
            p.bias = bias;
            attend_plainly(&p);
            const real *dq = g + plane * cells * row + h * head;
            worst = worst_of(worst, o->x + plane * cells * width + h * head, width, p.o, cells, head);
            worst = worst_of(worst, dq, row, p.dq, cells, head);
            worst = worst_of(worst, dq + width, row, p.dk, cells, head);
            worst = worst_of(worst, dq + 2 * width, row, p.dv, cells, head);
            for (int i = 0; i < cells * cells; i++) expected[relation[i]] += p.dbias[i];
            free(all);
        }
        for (int k = 0; k < KINDS; k++) worst_bias = fmax(worst_bias, fabs((double)dr[h * KINDS + k] - expected[k]));
    }
    CHECK(worst < 2e-4 && worst_bias < 2e-3, "%d cells, heads of %d: errors %.3g, %.3g of the bias", cells, head, worst,
          worst_bias);
    tape_close(&t);
    arena_close(&memory);
    bias_index_close(&relations);
    free(relation);
    free(x);
    free(c);
    free(g);
}

/* --- relations ------------------------------------------------------------------------------- */

/* The relation of every pair of cells is found again, and patterns are shared: on a grid most are. */
static void check_relations(int side)
{
    int cells = side * side, wrong = 0;
    uint8_t *relation = malloc((size_t)(cells * cells));
    bias_index r;
    if (!relation) abort();
    for (int i = 0; i < cells * cells; i++) {
        int down = i % cells / side - i / cells / side, right = i % cells % side - i / cells % side;
        relation[i] = (uint8_t)((down < -2  ? 0
                                 : down > 2 ? 4
                                            : down + 2) *
                                    5 +
                                (right < -2  ? 0
                                 : right > 2 ? 4
                                             : right + 2));
    }
    if (bias_index_open(&r, relation, cells)) abort();
    for (int i = 0; i < cells; i++)
        for (int j = 0; j < cells; j++) {
            int at = r.at[i / VL * cells + j];
            wrong += at < 0 || at >= r.patterns * VL || at % VL || r.relation[at + i % VL] != relation[i * cells + j];
        }
    long vectors = (long)((cells + VL - 1) / VL) * cells;
    CHECK(r.cells == cells && wrong == 0, "side %d: %d pairs have another relation", side, wrong);
    CHECK(side < 12 || r.patterns < vectors / 4, "side %d: %d of %ld patterns differ", side, r.patterns, vectors);
    bias_index_close(&r);
    free(relation);
}

int main(void)
{
    check_products();
    check_the_checker();
    check_exponentials();
    check_reductions();
    const int cells[] = {1, 5, VL, VL + 1, 127, 128, 129, 261}, heads[] = {1, 6, 16, 17, 40};
    for (int i = 0; i < (int)(sizeof cells / sizeof *cells); i++)
        for (int j = 0; j < (int)(sizeof heads / sizeof *heads); j++) check_attention(cells[i], heads[j]);
    const int sides[] = {1, 2, 3, 4, 5, 12, 20};
    for (int i = 0; i < (int)(sizeof sides / sizeof *sides); i++) check_relations(sides[i]);
    return check_done("kernels");
}
