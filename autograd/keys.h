/* Keys and queries as linear attention reads them: f(x) = elu(x) + 1 = x + 1 or e^x, then a turn by the place on the
 * grid (arXiv 2104.09864, half of the pairs by the row and half by the column): products then depend on how two cells lie
 * to each other, for every size of grid. Rows are padded with zeros to whole vectors. */
#ifndef AUTOGRAD_KEYS_H
#define AUTOGRAD_KEYS_H

#include "autograd/places.h"

#include <stddef.h>

/* out [count, padded(K)] = f of count heads that lie side by side in x [count, K]. */
void keys_map(int count, int key, const real *x, real *out);

/* dx += the gradient of x, given that of f(x). */
void keys_map_backward(int count, int key, const real *x, const real *dout, real *dx);

/* Turns count heads [count, padded(K)] of a token in place; back if sign = -1. */
void keys_turn(const places *g, int token, int count, real sign, real *x);

#endif
