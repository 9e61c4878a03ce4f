/* Matrix products against three plain loops, over odd sizes and every form of the operands; 2^x against libm; the index of
 * biases. */
#include "autograd/ops.h"
#include "base/random.h"
#include "autograd/simd.h"
#include "tests/check.h"
#include "tests/random_reals.h"

#include <math.h>
#include <stdlib.h>

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
    const int sides[] = {1, 2, 3, 4, 5, 12, 20};
    for (int i = 0; i < (int)(sizeof sides / sizeof *sides); i++) check_relations(sides[i]);
    return check_done("kernels");
}
