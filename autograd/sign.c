#include "autograd/optimiser.h"

/* w <- w (1 - rate decay) - rate sign(g) */
void sign_update(size_t n, real *w, const real *g, double rate, double decay)
{
    real keep = (real)(1 - rate * decay), step = (real)rate;
    for (size_t i = 0; i < n; i++) w[i] = w[i] * keep - step * (real)((g[i] > 0) - (g[i] < 0));
}
