/* From a naive matrix product to a fast one, in five rungs: C [n, n] = A B. Each is checked against the first and timed
 * on one thread; docs/lessons/3-matrix-products.md climbs them.
 *
 *     make ladder                     n = 512
 *     build/ladder 768
 */
#include "autograd/gemm.h"
#include "autograd/simd.h"
#include "bench/bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct product {
    int n;
    const real *a, *b; /* [n, n] row-major */
    real *packed;      /* room for B in panels */
    real *c;           /* [n, n] */
} product;

/* --- 1: as it is written down ------------------------------------------------------------------------------------ */

/* One multiply-add at a time, each waiting for the one before; B is read down its columns, a cache line for a number. */
static void naive(void *data)
{
    const product *p = data;
    int n = p->n;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            real sum = 0;
            for (int k = 0; k < n; k++) sum += p->a[i * n + k] * p->b[k * n + j];
            p->c[i * n + j] = sum;
        }
}

/* --- 2: loops in another order ----------------------------------------------------------------------------------- */

/* A row of B times a number, added to a row of C: neighbours in memory, so the compiler makes vectors of them. */
static void reordered(void *data)
{
    const product *p = data;
    int n = p->n;
    memset(p->c, 0, (size_t)n * (size_t)n * sizeof(real));
    for (int i = 0; i < n; i++)
        for (int k = 0; k < n; k++) {
            real a = p->a[i * n + k];
            const real *b = p->b + k * n;
            real *restrict c = p->c + i * n;
            for (int j = 0; j < n; j++) c[j] += a * b[j];
        }
}

/* --- 3: blocks that stay in the cache ---------------------------------------------------------------------------- */

enum { BLOCK_K = 64, BLOCK_J = 128 }; /* of B: 32 KB, the first-level cache */

/* The same on a block of B at a time, which serves all rows of A before it leaves the cache. */
static void blocked(void *data)
{
    const product *p = data;
    int n = p->n;
    memset(p->c, 0, (size_t)n * (size_t)n * sizeof(real));
    for (int k0 = 0; k0 < n; k0 += BLOCK_K)
        for (int j0 = 0; j0 < n; j0 += BLOCK_J)
            for (int i = 0; i < n; i++)
                for (int k = k0; k < min_int(k0 + BLOCK_K, n); k++) {
                    real a = p->a[i * n + k];
                    const real *b = p->b + k * n;
                    real *restrict c = p->c + i * n;
                    for (int j = j0; j < min_int(j0 + BLOCK_J, n); j++) c[j] += a * b[j];
                }
}

/* --- 4: a tile of C in registers --------------------------------------------------------------------------------- */

enum { TILE_ROWS = 6, TILE_VECTORS = 2 };

/* Sums stay in registers from the first k to the last, so C is written once; of each vector of B six rows make use. */
static void tile(const product *p, int i, int j)
{
    int n = p->n;
    vec sum[TILE_ROWS][TILE_VECTORS] = {{{0}}};
    for (int k = 0; k < n; k++) {
        const real *b = p->b + k * n + j;
#pragma GCC unroll 8
        for (int r = 0; r < TILE_ROWS; r++)
#pragma GCC unroll 8
            for (int v = 0; v < TILE_VECTORS; v++) sum[r][v] += vec_set(p->a[(i + r) * n + k]) * vec_load(b + v * VL);
    }
#pragma GCC unroll 8
    for (int r = 0; r < TILE_ROWS; r++)
#pragma GCC unroll 8
        for (int v = 0; v < TILE_VECTORS; v++) vec_store(p->c + (i + r) * n + j + v * VL, sum[r][v]);
}

/* Whole tiles only; the last ones overlap those before. */
static void in_registers(void *data)
{
    const product *p = data;
    enum { COLUMNS = TILE_VECTORS * VL };
    for (int j = 0; j < p->n; j += COLUMNS)
        for (int i = 0; i < p->n; i += TILE_ROWS) tile(p, min_int(i, p->n - TILE_ROWS), min_int(j, p->n - COLUMNS));
}

/* --- 5: panels --------------------------------------------------------------------------------------------------- */

/* B is first copied into panels in the order in which it is read; then the kernel that all of trm runs through. */
static void packed(void *data)
{
    const product *p = data;
    panels b = pack(p->n, p->n, mat_rows(p->b, p->n), p->packed);
    gemm(p->n, p->n, p->n, mat_rows(p->a, p->n), b, p->c, p->n, 0);
}

/* --- the climb --------------------------------------------------------------------------------------------------- */

static const struct rung {
    const char *name, *what;
    void (*multiply)(void *);
} ladder[] = {
    {"naive", "three loops, as it is written down", naive},
    {"reordered", "rows of B: vectors, no strides", reordered},
    {"blocked", "a block of B stays in the cache", blocked},
    {"in_registers", "a tile of C stays in registers", in_registers},
    {"packed", "B in panels: trm's own kernel", packed},
};
enum { RUNGS = sizeof ladder / sizeof *ladder };

/* The largest difference from the naive product, relative to its largest entry. */
static double difference(const real *c, const real *right, size_t count)
{
    double most = 0, largest = 0;
    for (size_t i = 0; i < count; i++) {
        most = fmax(most, fabs((double)c[i] - (double)right[i]));
        largest = fmax(largest, fabs((double)right[i]));
    }
    return most / largest;
}

/* Returns 1 if every rung computes the same product. */
static int climb(product *p, double peak)
{
    size_t count = (size_t)p->n * (size_t)p->n;
    real *right = reals(count), *c = p->c;
    int same = 1;
    printf("%-13s %9s %8s  %s\n", "rung", "GFLOP/s", "of peak", "what is new");
    for (int i = 0; i < RUNGS; i++) {
        p->c = i ? c : right;
        samples time = time_thread(ladder[i].multiply, p), rate = rates(&time, 2e-9 * p->n * (double)count);
        double off = difference(p->c, right, count);
        printf("%-13s %9.2f %7.1f%%  %s\n", ladder[i].name, median(&rate), 100 * median(&rate) / peak, ladder[i].what);
        if (!(off < 1e-4)) printf("%s: WRONG, off by %.2g of the largest entry\n", ladder[i].name, off), same = 0;
    }
    free(right);
    p->c = c;
    return same;
}

int main(int argc, char **argv)
{
    long n = argc > 1 ? strtol(argv[1], NULL, 10) : 512;
    if (n < TILE_VECTORS * VL || n > 4096 || argc > 2) {
        fprintf(stderr, "usage: ladder [N]    N: size of the matrices, %d to 4096\n", TILE_VECTORS * VL);
        return 2;
    }
    size_t count = (size_t)n * (size_t)n;
    real *a = reals(count), *b = reals(count), *memory = reals(packed_size((int)n, (int)n)), *c = reals(count);
    for (size_t i = 0; i < count; i++) a[i] = (real)(i * 7919 % 1000) / 1000, b[i] = (real)(i * 104729 % 1000) / 1000;
    samples peak = machine_peak(1);
    double most = median(&peak);
    printf("%s, %ld x %ld, one thread; multiply-add peak %.1f GFLOP/s\n\n", VEC_NAME, n, n, most);
    product p = {(int)n, a, b, memory, c};
    int same = climb(&p, most);
    free(a);
    free(b);
    free(memory);
    free(c);
    return same ? 0 : 1;
}
