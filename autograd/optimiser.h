/* Optimisers, learning-rate schedules and the running average of the weights.
 *
 * All state is plain arrays beside the weights: m and v [n], zero at the start. `step` counts from 1.
 */
#ifndef AUTOGRAD_OPTIMISER_H
#define AUTOGRAD_OPTIMISER_H

#include "autograd/real.h"

#include <stddef.h>

typedef struct adam_settings {
    double rate, beta1, beta2, decay; /* decay is decoupled: w -= rate * decay * w */
} adam_settings;

/* AdamW (arXiv 1711.05101), epsilon 1e-8. */
void adamw_update(size_t n, real *w, const real *g, real *m, real *v, const adam_settings *s, long step);

/* Adam-atan2 (arXiv 2407.05872): the quotient m / sqrt(v) becomes atan2(m, sqrt(v)); no epsilon, no scale to tune. */
void adam_atan2_update(size_t n, real *w, const real *g, real *m, real *v, const adam_settings *s, long step);

/* Sign descent with decoupled decay, without state: for rows of a table that only few steps touch. */
void sign_update(size_t n, real *w, const real *g, double rate, double decay);

typedef struct muon_settings {
    double rate, momentum, decay;
    int rounds; /* Newton-Schulz iterations, usually 5 */
} muon_settings;

/* Muon (kellerjordan.github.io/posts/muon) for one matrix [rows, columns]: Nesterov momentum, made nearly orthogonal,
 * scaled by sqrt(max(1, rows / columns)). scratch [muon_scratch(rows, columns)]. */
void muon_update(int rows, int columns, real *w, const real *g, real *m, const muon_settings *s, real *scratch);
size_t muon_scratch(int rows, int columns);

/* Linear warm-up from 0 over `warmup` steps; constant until `decay_from` (a fraction of `total`), then down to
 * `floor` (a fraction of the peak) at `total`: linearly or along half a cosine. Returns a factor for the rates. */
typedef enum { DECAY_LINEAR, DECAY_COSINE } decay_shape;
double schedule(decay_shape shape, double progress, long step, long warmup, double decay_from, double floor);

/* average += (1 - d) (w - average), with d = min(decay, (step + 1) / (step + 10)): short at first, so that the random
 * start is soon forgotten. */
void ema_update(size_t n, real *average, const real *w, double decay, long step);

#endif
