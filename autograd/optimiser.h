/* Optimisers, learning-rate schedules and the running average of the weights.
 *
 * An optimiser is a file, NAME.c, that defines optimiser_NAME, and a row of OPTIMISERS. How much state a
 * weight has, what checkpoints hold and what --optimiser takes all follow from it.
 */
#ifndef AUTOGRAD_OPTIMISER_H
#define AUTOGRAD_OPTIMISER_H

#include "autograd/real.h"
#include "base/options.h"

#include <stddef.h>

/* What an update may depend on; each optimiser takes what it needs. */
typedef struct optimiser_step {
    double rate;         /* the learning rate */
    double decay;        /* decoupled: w -= rate * decay * w */
    double momentum;     /* of Muon */
    double beta1, beta2; /* of the moments of Adam */
    long number;         /* of the step, from 1 */
} optimiser_step;

enum { OPTIMISER_MAX_STATES = 4 };

typedef struct optimiser optimiser;
struct optimiser {
    const char *name, *help;
    const char *states;      /* a letter for each real of state that a weight has: "mv", as named in checkpoints */
    const char *preset[4];   /* "name value" texts, closed by NULL: rates, for those who name this optimiser */
    const optimiser *others; /* what updates parameters that are no matrix of a layer; NULL: this one does */

    /* Reals of scratch for a matrix; NULL: none. */
    size_t (*scratch)(int rows, int columns);

    /* Updates w [rows, columns] by its gradient g. State i of all weights is an array like w at state + i * stride,
     * zero before the first step. */
    void (*update)(int rows, int columns, real *w, const real *g, real *state, size_t stride, const optimiser_step *s,
                   real *scratch);
};

/* A row each, from which follow the declarations and the table. */
#define OPTIMISERS(ROW) ROW(muon) ROW(adamw) ROW(adam_atan2)

#define OPTIMISER_DECLARE(name) extern const optimiser optimiser_##name;
OPTIMISERS(OPTIMISER_DECLARE)

/* All of them, closed by NULL; train_config.optimiser is an index. */
extern const optimiser *const optimisers[];
option_choice optimiser_choice(int index);

/* The one that updates matrices of the layers, or all other parameters. */
const optimiser *optimiser_for(int index, int matrices);

/* The states of both together. They share arrays: the states of one begin with those of the other. */
const char *optimiser_states(int index);

/* Sign descent with decoupled decay, without state: for rows of a table that few steps touch. */
void sign_update(size_t n, real *w, const real *g, double rate, double decay);

/* Linear warm-up from 0 over `warmup` steps; constant until `decay_from` (a fraction of the run), then down to `floor`
 * (a fraction of the peak) at the end: linearly or along half a cosine. Returns a factor for the rates. */
typedef enum { DECAY_LINEAR, DECAY_COSINE } decay_shape;
double schedule(decay_shape shape, double progress, long step, long warmup, double decay_from, double floor);

/* average += (1 - d) (w - average), d = decay, or if `warmup` min(decay, (step + 1) / (step + 10)): short at first, so
 * that the random start is soon forgotten. */
void average_update(size_t n, real *average, const real *w, double decay, long step, int warmup);

#endif
