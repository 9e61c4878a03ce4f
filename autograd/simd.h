/* Functions on vec: load, store, broadcast, reduce, 2^x. Everything else is written with + - * /. */
#ifndef AUTOGRAD_SIMD_H
#define AUTOGRAD_SIMD_H

#include "autograd/real.h"

#include <math.h>   /* exp2 for double */
#include <stddef.h> /* ptrdiff_t, size_t */

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

/* Compilers turn the selects into three instructions, the machine has one; it shows in softmax and 2^x. */
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

/* VEC_SHIFT(a, b, j): lanes j to j + VL - 1 of a followed by b; j is a constant. Machines without it have to load from
 * memory again. */
#if defined(__AVX512F__) && !defined(REAL_DOUBLE)
#define VEC_SHIFT(a, b, j) ((vec)_mm512_alignr_epi32((__m512i)(b), (__m512i)(a), (j)))
#endif

/* Folds the register in halves down to 16 bytes, in one fixed order. */
static inline real vec_sum(vec v)
{
    typedef real quarter __attribute__((vector_size(16), aligned(REAL_BYTES), may_alias));
#if VEC_BYTES >= 32
    typedef real half __attribute__((vector_size(32), aligned(REAL_BYTES), may_alias));
    half w = *(const half *)&v;
    if (VEC_BYTES == 64) w += ((const half *)&v)[VEC_BYTES / 64];
    quarter u = ((const quarter *)&w)[0] + ((const quarter *)&w)[1];
#else
    quarter u = v;
#endif
#ifdef REAL_DOUBLE
    return u[0] + u[1];
#else
    return (u[0] + u[2]) + (u[1] + u[3]);
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

/* to[i] += scale from[i] */
static inline void add_scaled(size_t n, real *restrict to, const real *restrict from, real scale)
{
    for (size_t i = 0; i < n; i++) to[i] += scale * from[i];
}

#if defined(__has_builtin) && !defined(REAL_DOUBLE)
#if __has_builtin(__builtin_shufflevector)
#define TRANSPOSE_BY_SHUFFLE
typedef real quad __attribute__((vector_size(16), aligned(REAL_BYTES), may_alias));

/* out [4, 4] = x transposed; rows of x are `row` apart, those of out `out_row`. */
static inline void transpose_quad(const real *x, ptrdiff_t row, real *out, ptrdiff_t out_row)
{
    const quad a = *(const quad *)x, b = *(const quad *)(x + row), c = *(const quad *)(x + 2 * row),
               d = *(const quad *)(x + 3 * row);
    const quad ab_low = __builtin_shufflevector(a, b, 0, 4, 1, 5), ab_high = __builtin_shufflevector(a, b, 2, 6, 3, 7);
    const quad cd_low = __builtin_shufflevector(c, d, 0, 4, 1, 5), cd_high = __builtin_shufflevector(c, d, 2, 6, 3, 7);
    *(quad *)out = __builtin_shufflevector(ab_low, cd_low, 0, 1, 4, 5);
    *(quad *)(out + out_row) = __builtin_shufflevector(ab_low, cd_low, 2, 3, 6, 7);
    *(quad *)(out + 2 * out_row) = __builtin_shufflevector(ab_high, cd_high, 0, 1, 4, 5);
    *(quad *)(out + 3 * out_row) = __builtin_shufflevector(ab_high, cd_high, 2, 3, 6, 7);
}
#endif
#endif

/* 2^x as 2^k 2^r, k the nearest integer, |r| <= 1/2: a minimax polynomial for 2^r, and k added to the exponent's bits.
 * Relative error below 2.5e-7 on [-126, 126]; outside it anything may come out. */
static inline vec vec_exp2_within(vec x)
{
#ifdef REAL_DOUBLE
    vec y;
    for (int i = 0; i < VL; i++) y[i] = exp2(x[i]);
    return y;
#else
    const vec to_int = vec_set(12582912.0f); /* 1.5 * 2^23: adding it leaves the rounded integer in the low bits */
    vec biased = x + to_int;
    vec r = x - (biased - to_int);
    vec p = vec_set(1.32764724e-3f);
    p = p * r + 9.67554096e-3f;
    p = p * r + 5.55071309e-2f;
    p = p * r + 2.40221202e-1f;
    p = p * r + 6.93146944e-1f;
    p = p * r + 1.00000012f;
    typedef uint32_t bits __attribute__((vector_size(VEC_BYTES))); /* wraps round, as int may not */
    return (vec)((bits)p + ((bits)biased << 23));
#endif
}

/* The same, but above that range it stays at 2^126, and what is too small to count beside 1 becomes 0, so that no product
 * with it is a denormal number: those are slow. */
static inline vec vec_exp2(vec x)
{
#ifdef REAL_DOUBLE
    return vec_exp2_within(x);
#else
    return vec_select(x > vec_set(-100.0f), vec_exp2_within(vec_min(x, vec_set(126.0f))), (vec){0});
#endif
}

static const real LOG2_E = (real)1.44269504088896341; /* e^x = 2^(x LOG2_E) */

/* 1 / x for 2^-126 <= x <= 2^126, relative error below 2e-7. A division takes four times as long: here the exponent is
 * negated through the bits, which leaves an error e = 1 - x y below 0.051, and two steps of Newton's method on 1/y = x,
 * the first with its quadratic term, take that to e^6. */
static inline vec vec_reciprocal(vec x)
{
#ifdef REAL_DOUBLE
    return 1 / x;
#else
    vec y = (vec)(0x7EF31000 - (ivec)x);
    vec e = 1 - x * y;
    y += y * (e + e * e);
    return y + y * (1 - x * y);
#endif
}

/* 1 / (1 + e^-x), absolute error below 3e-7; 0 if it is too small to count beside 1 */
static inline vec vec_sigmoid(vec x)
{
    vec power = x * -LOG2_E;
    return vec_select(power < vec_set(100), vec_reciprocal(1 + vec_exp2(power)), (vec){0});
}

#endif
