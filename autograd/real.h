/* `vec` is one register of reals through the compiler's vector extensions: one source for AVX-512, AVX2, SSE and NEON,
 * and for plain C on other machines. */
#ifndef AUTOGRAD_REAL_H
#define AUTOGRAD_REAL_H

#include "base/host.h"
#include "base/scalar.h"

#if defined(__AVX512F__)
#define VEC_BYTES 64
#define VEC_NAME  "AVX-512"
#elif defined(__AVX__)
#define VEC_BYTES 32
#define VEC_NAME  "AVX2"
#elif defined(__ARM_NEON)
#define VEC_BYTES 16
#define VEC_NAME  "NEON"
#else
#define VEC_BYTES 16
#define VEC_NAME  "128-bit"
#endif

enum { VL = VEC_BYTES / REAL_BYTES }; /* lanes in a vec */

typedef real vec __attribute__((vector_size(VEC_BYTES), aligned(REAL_BYTES), may_alias));
typedef real_int ivec __attribute__((vector_size(VEC_BYTES), aligned(REAL_BYTES), may_alias));

static inline int min_int(int a, int b)
{
    return a < b ? a : b;
}

/* n rounded up to whole vectors. */
static inline int whole_vectors(int n)
{
    return (n + VL - 1) / VL * VL;
}

#endif
