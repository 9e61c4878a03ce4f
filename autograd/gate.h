/* The gate of both forms of the SwiGLU, on vectors:  a = silu(g) u,  silu(g) = g s(g),  s(g) = 1 / (1 + e^-g)
 *   dg = da u (s + silu (1 - s));   du = da silu(g)                                                                 */
#ifndef AUTOGRAD_GATE_H
#define AUTOGRAD_GATE_H

#include "autograd/simd.h"

static inline vec gate_forward(vec g, vec u)
{
    return g * vec_sigmoid(g) * u;
}

typedef struct gate_gradient {
    vec a, dg, du;
} gate_gradient;

static inline gate_gradient gate_backward(vec g, vec u, vec da)
{
    vec s = vec_sigmoid(g), silu = g * s;
    return (gate_gradient){.a = silu * u, .dg = da * u * (s + silu * (1 - s)), .du = da * silu};
}

#endif
