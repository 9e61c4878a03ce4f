/* Adam-atan2 (arXiv 2407.05872): the quotient m / sqrt(v) becomes atan2(m, sqrt(v)); no epsilon, no scale to tune.
 *   m, v: adam.h;   w <- w (1 - rate decay) - rate / (1 - b1^step) atan2(m, sqrt(v^))                                */
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
        w[i] = w[i] * f.keep - f.rate * (real)atan2(m[i], sqrt(v[i] * f.correction));
    }
}

const optimiser optimiser_adam_atan2 = {.name = "adam-atan2",
                                        .help = "Adam-atan2 for all parameters",
                                        .states = "mv",
                                        .preset = {"matrix-lr 0.001", "lr 0.001"},
                                        .update = update};
