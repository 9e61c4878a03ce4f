/* The moments of Adam (arXiv 1412.6980), which AdamW and Adam-atan2 share:
 *   m <- b1 m + (1 - b1) g;   v <- b2 v + (1 - b2) g^2
 * m and v divided by 1 - b1^step and 1 - b2^step are unbiased.                                                      */
#ifndef AUTOGRAD_ADAM_H
#define AUTOGRAD_ADAM_H

#include "autograd/optimiser.h"

#include <math.h>

typedef struct adam_factors {
    real keep;       /* 1 - rate decay, of the weights */
    real rate;       /* rate / (1 - b1^step) */
    real correction; /* 1 / (1 - b2^step) */
} adam_factors;

static inline adam_factors adam_factors_of(const optimiser_step *s)
{
    return (adam_factors){.keep = (real)(1 - s->rate * s->decay),
                          .rate = (real)(s->rate / (1 - pow(s->beta1, (double)s->number))),
                          .correction = (real)(1 / (1 - pow(s->beta2, (double)s->number)))};
}

static inline void adam_moments(real *m, real *v, real g, const optimiser_step *s)
{
    *m += (real)(1 - s->beta1) * (g - *m);
    *v += (real)(1 - s->beta2) * (g * g - *v);
}

#endif
