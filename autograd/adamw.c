/* AdamW (arXiv 1711.05101):
 *   m, v: adam.h;   w <- w (1 - rate decay) - rate m^ / (sqrt(v^) + 1e-8)                                            */
#include "autograd/adam.h"

static void update(int rows, int columns, real *w, const real *g, real *state, size_t stride, const optimiser_step *s,
                   real *scratch)
{
    (void)scratch;
    size_t n = (size_t)rows * (size_t)columns;
    real *m = state, *v = state + stride;
    adam_factors f = adam_factors_of(s);
    for (size_t i = 0; i < n; i++) {
        adam_moments(&m[i], &v[i], g[i], s);
        w[i] = w[i] * f.keep - f.rate * m[i] / (SQRT(v[i] * f.correction) + (real)1e-8);
    }
}

const optimiser optimiser_adamw = {.name = "adamw",
                                   .help = "AdamW for all parameters",
                                   .states = "mv",
                                   .preset = {"matrix-lr 0.002", "lr 0.002"},
                                   .update = update};
