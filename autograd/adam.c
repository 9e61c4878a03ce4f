#include "autograd/optimiser.h"

#include <math.h>

/* m <- b1 m + (1 - b1) g;   v <- b2 v + (1 - b2) g^2;   m and v divided by 1 - b^step are unbiased. */
static void moments(real *m, real *v, real g, const adam_settings *s)
{
    *m += (real)(1 - s->beta1) * (g - *m);
    *v += (real)(1 - s->beta2) * (g * g - *v);
}

/* w <- w (1 - rate decay) - rate m^ / (sqrt(v^) + eps) */
void adamw_update(size_t n, real *w, const real *g, real *m, real *v, const adam_settings *s, long step)
{
    real rate = (real)(s->rate / (1 - pow(s->beta1, (double)step)));
    real correction = (real)(1 / (1 - pow(s->beta2, (double)step))), keep = (real)(1 - s->rate * s->decay);
    for (size_t i = 0; i < n; i++) {
        moments(&m[i], &v[i], g[i], s);
        w[i] = w[i] * keep - rate * m[i] / (SQRT(v[i] * correction) + (real)1e-8);
    }
}

/* w <- w (1 - rate decay) - rate / (1 - b1^step) atan2(m, sqrt(v^)) */
void adam_atan2_update(size_t n, real *w, const real *g, real *m, real *v, const adam_settings *s, long step)
{
    real rate = (real)(s->rate / (1 - pow(s->beta1, (double)step)));
    real correction = (real)(1 / (1 - pow(s->beta2, (double)step))), keep = (real)(1 - s->rate * s->decay);
    for (size_t i = 0; i < n; i++) {
        moments(&m[i], &v[i], g[i], s);
        w[i] = w[i] * keep - rate * (real)atan2(m[i], sqrt(v[i] * correction));
    }
}
