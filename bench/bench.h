/* What the benchmarks share: a clock, medians, filled memory. */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include "autograd/real.h"

#include <stdlib.h>
#include <time.h>

enum { RUNS = 15 };

static inline double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static inline int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Of x [RUNS], which is sorted. */
static inline double median(double *x)
{
    qsort(x, RUNS, sizeof *x, by_size);
    return x[RUNS / 2];
}

/* n reals and room for a vector that reads past them, with harmless values. */
static inline real *reals(size_t n)
{
    real *x = aligned_alloc(64, (n * sizeof *x + 1023) / 64 * 64);
    if (!x) abort();
    for (size_t i = 0; i < n; i++) x[i] = (real)(i % 17) / 16;
    return x;
}

#endif
