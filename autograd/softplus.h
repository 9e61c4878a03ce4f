/* softplus(x) = log(1 + e^x) = max(x, 0) + log(1 + t), t = e^-|x|; its derivative is vec_sigmoid.
 * log(1 + t) = 2 artanh(z), z = t / (2 + t) <= 1/3, by the series z + z^3/3 + z^5/5 ...; relative error below 3e-7. */
#ifndef AUTOGRAD_SOFTPLUS_H
#define AUTOGRAD_SOFTPLUS_H

#include "autograd/simd.h"

static inline vec vec_softplus(vec x)
{
#ifdef REAL_DOUBLE
    vec y;
    for (int i = 0; i < VL; i++) y[i] = fmax(x[i], 0) + log1p(exp(-fabs(x[i])));
    return y;
#else
    vec zero = {0}, t = vec_exp2(vec_max(x, -x) * -LOG2_E), z = t * vec_reciprocal(2 + t), s = z * z;
    vec p = vec_set(1.0f / 13);
    p = p * s + 1.0f / 11;
    p = p * s + 1.0f / 9;
    p = p * s + 1.0f / 7;
    p = p * s + 1.0f / 5;
    p = p * s + 1.0f / 3;
    p = p * s + 1.0f;
    return vec_max(x, zero) + 2 * z * p;
#endif
}

#endif
