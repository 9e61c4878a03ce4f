/* The matrix kernel against OpenBLAS at the shapes of training, on one thread, alternating, medians of paired runs.
 * Built on demand only (make bench-blas); needs libopenblas-dev. If OpenBLAS does not know the processor, it picks
 * slow kernels: OPENBLAS_CORETYPE=SKYLAKEX selects its best on machines with AVX-512.
 */
#include "autograd/gemm.h"
#include "bench/bench.h"

#include <cblas.h>
#include <stdio.h>
#include <stdlib.h>

/* C [m, n] += A B, A [m, k] or its transpose as stored, B [k, n]. */
static void compare(const char *what, int m, int n, int k, int transposed)
{
    real *a = reals((size_t)(m * k)), *b = reals((size_t)(k * n)), *c = reals((size_t)(m * n));
    real *memory = reals(packed_size(k, n));
    strided left = transposed ? mat_columns(a, m) : mat_rows(a, k);
    panels right = transposed ? mat_unpacked(b, n) : pack(k, n, mat_rows(b, n), memory);
    int repeats = (int)(2e8 / ((double)m * n * k)) + 1;
    samples ours, theirs;
    double flops = 2.0 * m * n * k * repeats;
    for (int run = 0; run < RUNS; run++) {
        double t = clock_seconds();
        for (int i = 0; i < repeats; i++) gemm(m, n, k, left, right, c, n, 1);
        ours.value[run] = flops / (clock_seconds() - t) / 1e9;
        t = clock_seconds();
        for (int i = 0; i < repeats; i++)
            cblas_sgemm(CblasRowMajor, transposed ? CblasTrans : CblasNoTrans, CblasNoTrans, m, n, k, 1, a,
                        transposed ? m : k, b, n, 1, c, n);
        theirs.value[run] = flops / (clock_seconds() - t) / 1e9;
    }
    double x = median(&ours), y = median(&theirs);
    printf("%-16s %5d x %4d x %4d  %7.1f  OpenBLAS %7.1f GFLOP/s  ratio %.2f\n", what, m, n, k, x, y, x / y);
    free(a);
    free(b);
    free(c);
    free(memory);
}

int main(void)
{
    static const int widths[] = {32, 64, 128, 256, 512};
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        int d = widths[i], inner = 4 * d;
        compare("forward", 729, inner, d, 0);
        compare("input gradient", 729, d, inner, 0);
        compare("weight gradient", inner, d, 729, 1);
    }
    compare("scores", 81, 96, 16, 0);
    compare("weighted sum", 81, 16, 81, 0);
    return 0;
}
