/* Arrays for tests of kernels: random, with NaN behind the end, which must never reach a result. */
#ifndef TESTS_RANDOM_REALS_H
#define TESTS_RANDOM_REALS_H

#include "autograd/real.h"
#include "base/random.h"

#include <math.h>
#include <stdlib.h>

enum { SLACK = 64 };

/* Owned by the caller. */
static real *random_reals(size_t n, uint64_t key)
{
    real *x = malloc((n + SLACK) * sizeof *x);
    if (!x) abort();
    for (size_t i = 0; i < n; i++) x[i] = (real)random_normal(key, i);
    for (size_t i = n; i < n + SLACK; i++) x[i] = NAN;
    return x;
}

#endif
