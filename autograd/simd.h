/* A small vocabulary over vec: load, store, broadcast, reduce, exp. Everything else is written with + - * /. */
#ifndef AUTOGRAD_SIMD_H
#define AUTOGRAD_SIMD_H

#include "autograd/real.h"

#include <math.h> /* exp for double */

#if defined(__AVX__) && !defined(REAL_DOUBLE)
#include <immintrin.h> /* min and max */
#endif

static inline vec vec_load(const real *p)
{
    return *(const vec *)p;
}

static inline void vec_store(real *p, vec v)
{
    *(vec *)p = v;
}

static inline vec vec_set(real s)
{
    return s - (vec){0};
}

static inline vec vec_select(ivec mask, vec yes, vec no)
{
    return (vec)((mask & (ivec)yes) | (~mask & (ivec)no));
}

/* The compilers here turn selects into three instructions where the machine has one; softmax and exp feel it. */
static inline vec vec_max(vec a, vec b)
{
#if defined(__AVX512F__) && !defined(REAL_DOUBLE)
    return (vec)_mm512_max_ps((__m512)a, (__m512)b);
#elif defined(__AVX__) && !defined(REAL_DOUBLE)
    return (vec)_mm256_max_ps((__m256)a, (__m256)b);
#else
    return vec_select(a > b, a, b);
#endif
}

static inline vec vec_min(vec a, vec b)
{
#if defined(__AVX512F__) && !defined(REAL_DOUBLE)
    return (vec)_mm512_min_ps((__m512)a, (__m512)b);
#elif defined(__AVX__) && !defined(REAL_DOUBLE)
    return (vec)_mm256_min_ps((__m256)a, (__m256)b);
#else
    return vec_select(a < b, a, b);
#endif
}

/* Reductions fold the register in halves down to 16 bytes, in one fixed order. */
typedef real vec16 __attribute__((vector_size(16), aligned(REAL_BYTES), may_alias));
#if VEC_BYTES >= 32
typedef real vec32 __attribute__((vector_size(32), aligned(REAL_BYTES), may_alias));
#endif

static inline real vec_sum(vec v)
{
#if VEC_BYTES == 64
    const vec32 *half = (const vec32 *)&v;
    vec32 w = half[0] + half[1];
#elif VEC_BYTES == 32
    vec32 w = v;
#endif
#if VEC_BYTES >= 32
    const vec16 *quarter = (const vec16 *)&w;
    vec16 u = quarter[0] + quarter[1];
#else
    vec16 u = v;
#endif
#ifdef REAL_DOUBLE
    return u[0] + u[1];
#else
    return (u[0] + u[2]) + (u[1] + u[3]);
#endif
}

static inline real vec_largest(vec v)
{
#if defined(__AVX512F__) && !defined(REAL_DOUBLE)
    return _mm512_reduce_max_ps((__m512)v);
#else
    real m = v[0];
    for (int i = 1; i < VL; i++) m = v[i] > m ? v[i] : m;
    return m;
#endif
}

/* Sum of a[i] b[i]. */
static inline real dot(int n, const real *a, const real *b)
{
    vec lanes = {0};
    int i = 0;
    for (; i + VL <= n; i += VL) lanes += vec_load(a + i) * vec_load(b + i);
    real s = vec_sum(lanes);
    for (; i < n; i++) s += a[i] * b[i];
    return s;
}

/* e^x by x = k ln2 + r, |r| <= ln2/2, a polynomial for e^r (Cephes expf) and k into the exponent's bits.
 * Relative error below 2e-7 on [-87, 88]; above it stays at e^88, below it falls to 0. */
static inline vec vec_exp(vec x)
{
#ifdef REAL_DOUBLE
    vec y;
    for (int i = 0; i < VL; i++) y[i] = exp(x[i]);
    return y;
#else
    x = vec_min(vec_max(x, vec_set(-104.0f)), vec_set(88.0f));
    const vec to_int = vec_set(12582912.0f); /* 1.5 * 2^23: adding it leaves the rounded integer in the low bits */
    vec biased = x * 1.44269504088896341f + to_int;
    vec k = biased - to_int;
    vec r = x - k * 0.693359375f + k * 2.12194440e-4f;
    vec p = vec_set(1.9875691500e-4f);
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * (r * r) + r + 1.0f;
    ivec exponent = (ivec)biased - (ivec)to_int + 127;
    exponent &= ~(exponent >> 31); /* 2^k below the normal range becomes 0, never a slow denormal number */
    return p * (vec)(exponent << 23);
#endif
}

/* 1 / (1 + e^-x) */
static inline vec vec_sigmoid(vec x)
{
    return 1 / (1 + vec_exp(-x));
}

#endif
