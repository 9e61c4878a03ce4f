/* Deep supervision with halting: a batch of slots, each with an example at its own depth.
 *
 * The trainer never asks for data. Its owner fills the slots that are free, then lets it take a step:
 *
 *     for (example e; trainer_next(t, &e);) {
 *         ... write the e.index-th example of the run to e.tokens, e.labels, *e.puzzle, *e.side ...
 *         trainer_start(t, &e);
 *     }
 *     trainer_step(t, progress, &report);
 *
 * Shards: the batch is cut into a fixed number of shards, each with its own gradient buffer; a worker thread runs whole
 * shards, one after another, in its own arena; the buffers are added in the order of the shards. So results depend on
 * the seed and the shards, never on the threads, and a shard's working set stays in its core's cache.
 */
#ifndef TRM_TRAINING_TRAINER_H
#define TRM_TRAINING_TRAINER_H

#include "base/metrics.h"
#include "trm/network/worker.h"
#include "trm/training/slots.h"

typedef struct trainer {
    network net;
    train_config config;
    layouts shapes;
    weights trained;
    weights average;      /* EMA, what is evaluated and saved; puzzle embeddings as they are trained */
    real *state;          /* of the optimiser [states, size] */
    real *shard_gradient; /* [shards, size] */
    real *gradient;       /* [size] */
    real *scratch;        /* [threads, scratch_each], for the optimiser */
    size_t scratch_each;
    double *squares; /* [parameters] of the gradient */
    slots s;
    worker *workers;   /* [threads] */
    teacher teacher;   /* of trainer_teach; choose NULL: none */
    uint8_t open[256]; /* of trainer_count: 1 for tokens of open cells */
    int threads, shards;
    int chunk;    /* examples on one tape at a time */
    int cycles;   /* T of the step at hand */
    int64_t step; /* optimiser steps done */
} trainer;

/* Sets everything up and allocates all that training will ever need. The shape need not stay.
 * Returns OK, or NO_MEMORY with a sentence. */
int trainer_open(trainer *t, const network_config *net, const train_config *config, const geometry *shape, int threads,
                 error *err);
void trainer_close(trainer *t);

/* Before the first step of a run from random weights: see weights_bias_distance. */
void trainer_bias_distance(trainer *t, const uint8_t *distance);

/* Starts from these weights instead of random ones, at step 0: see weights_copy. */
int trainer_start_from(trainer *t, const weights *w);

/* From now on labels are the right answers that the model likes best. For algorithms that answer all cells at once, and
 * networks without planes. */
void trainer_teach(trainer *t, const teacher *by);

/* From now on step reports count only cells whose first token, of plane 0, has a 1 here; before, all. */
void trainer_count(trainer *t, const uint8_t open[256]);

/* A free slot, to be filled. */
typedef struct example {
    int slot;
    int64_t index;            /* which example of the run belongs there: a function of slot and generation alone */
    uint8_t *tokens, *labels; /* [P, L], [L]; of an example with a side s the first s * s alone */
    int32_t *puzzle;          /* out: below the number of puzzle ids; passed over if there are none */
    int32_t *rank;            /* [L] out: see inputs.rank; NULL: not wanted */
    uint8_t *facts;           /* [L] out: of each cell, a bit each, or NO_LABEL; NULL: not wanted */
    int32_t *side;            /* out: s, if the geometry has a frame; 0: all cells */
    int32_t side_before;      /* of the example that was in the slot before */
} example;

/* Returns 1, or 0 if no slot is free. */
int trainer_next(trainer *t, example *e);
/* The slot is filled: its example starts. */
void trainer_start(trainer *t, const example *e);

/* One supervision step of all slots and one optimiser step. `progress` in [0, 1] of the run, for the schedule. */
void trainer_step(trainer *t, double progress, step_report *report);

/* Bytes that the trainer has laid out. */
memory_plan trainer_memory(const trainer *t);

#endif
