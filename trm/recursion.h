/* The recursion of a Tiny Recursive Model (arXiv 2510.04871, algorithm in figure 3). Its row is algorithm_trm
 * (algorithms/algorithm.h). */
#ifndef TRM_RECURSION_H
#define TRM_RECURSION_H

#include "trm/algorithms/algorithm.h"

/* Carried states: the answer y and the latent z. */
enum { CARRY_Y, CARRY_Z, CARRIED };

typedef struct state {
    tensor *y, *z; /* [B, P, S, D] */
} state;

/* The carried state, as constants of the shape of x; with --carry off a fresh one. */
state carried(tape *t, const bound *b, const step_io *io, const tensor *x);

/* Copies a state into the carried arrays. That is all detaching takes: arrays have no gradient. */
void carry_on(const tape *t, const step_io *io, state s);

/* One supervision step with loss and gradients: algorithm.train. */
void supervision_step(tape *t, bound *net, step_io *s, const train_config *c, int of);

/* The same recursion without loss or gradients, for answering: algorithm.infer. */
void answer_step(tape *t, bound *net, step_io *s);

#endif
