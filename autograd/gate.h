/* The gate of both forms of the SwiGLU, on vectors:  a = silu(g) u,  silu(g) = g s(g),  s(g) = 1 / (1 + e^-g)
 *   dg = da u (s + silu (1 - s));   du = da silu(g)                                                                 */
#ifndef AUTOGRAD_GATE_H
#define AUTOGRAD_GATE_H

#include "autograd/simd.h"

static inline vec gate_forward(vec g, vec u)
{
    return g * vec_sigmoid(g) * u;
}

/* Writes dg and du; da becomes a. */
static inline void gate_backward(vec g, vec u, real *dg, real *du, real *da)
{
    vec s = vec_sigmoid(g), silu = g * s, d = vec_load(da);
    vec_store(dg, d * u * (s + silu * (1 - s)));
    vec_store(du, d * silu);
    vec_store(da, silu * u);
}

#endif
