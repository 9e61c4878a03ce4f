/* The matrix kernel at the shapes of training, one thread: forward y = x W^T, dx = dy W, dW = dy^T x
 * for W [8/3 d, d] and x of 81 tokens (a Sudoku) or 900 (a large maze or ARC grid). */
#include "autograd/gemm.h"
#include "bench/bench.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct product {
    int m, n, k;
    strided a;
    panels b;
    real *c;
} product;

static void call(void *data)
{
    const product *p = data;
    gemm(p->m, p->n, p->k, p->a, p->b, p->c, p->n, 0);
}

/* B is packed as weights are, or plain as activations are (then A is transposed: a weight gradient). */
static void bench_product(const char *name, int m, int n, int k, int weight_gradient, double peak)
{
    real *a = reals((size_t)m * (size_t)k), *b = reals((size_t)k * (size_t)n), *c = reals((size_t)m * (size_t)n);
    real *memory = reals(packed_size(k, n));
    product p = {.m = m, .n = n, .k = k, .c = c};
    p.a = weight_gradient ? mat_columns(a, m) : mat_rows(a, k);
    p.b = weight_gradient ? mat_unpacked(b, n) : pack(k, n, mat_rows(b, n), memory);
    samples time = time_call(call, &p), rate = rates(&time, 2.0 * m * n * k / 1e9);
    row(name, &rate, "GFLOP/s", median(&rate) / peak);
    free(a);
    free(b);
    free(c);
    free(memory);
}

void bench_products(double peak)
{
    static const int widths[] = {32, 64, 128, 192, 256, 512}, tokens[] = {81, 900};
    for (int i = 0; i < 6; i++)
        for (int j = 0; j < 2; j++) {
            int d = widths[i], inner = (8 * d / 3 + 31) / 32 * 32, rows = tokens[j];
            const char *suffix = j ? "_900" : "";
            char name[64];
            snprintf(name, sizeof name, "gemm_forward_d%d%s", d, suffix);
            bench_product(name, rows, inner, d, 0, peak);
            snprintf(name, sizeof name, "gemm_dinput_d%d%s", d, suffix);
            bench_product(name, rows, d, inner, 0, peak);
            snprintf(name, sizeof name, "gemm_dweight_d%d%s", d, suffix);
            bench_product(name, inner, d, rows, 1, peak);
        }
    bench_product("gemm_scores_81x96x16", 81, 96, 16, 0, peak);
    bench_product("gemm_weighted_sum_81x16x81", 81, 16, 81, 1, peak);
}
