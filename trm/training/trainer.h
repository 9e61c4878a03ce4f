/* Deep supervision with halting: a batch of slots, each with an example at its own depth.
 *
 * The trainer never asks for data. Its owner fills the slots that are free, then lets it take a step:
 *
 *     for (int slot; (slot = trainer_free_slot(t, &draw)) >= 0;)
 *         trainer_fill(t, slot, &example);                    // the draw-th of the run
 *     trainer_step(t, progress, &report);
 *
 * Lanes: the batch is cut into a fixed number of lanes, each with its own gradient buffer; a worker thread runs whole
 * lanes, one after another, in its own arena; the buffers are added in the order of the lanes. So results depend on
 * the seed and the lanes, never on the threads, and a lane's working set stays in its core's cache.
 */
#ifndef TRM_TRAINING_TRAINER_H
#define TRM_TRAINING_TRAINER_H

#include "base/error.h"
#include "trm/recursion.h"
#include "trm/network/worker.h"

/* Of an example with a side s only the first s * s tokens, labels and answers and N + s * s states count. */
typedef struct slots {
    int count;   /* the batch */
    int latents; /* K; 1 unless winner takes all */
    size_t tokens_each, labels_each, state_each, registers_each;
    uint8_t *tokens, *labels, *answer; /* [count, P, L], [count, L], [count, L] */
    int32_t *task, *side;              /* [count] */
    real *task_gradient;               /* [count, N, D], of the step at hand */
    real *y, *z;                       /* [count, P, S, D], [K, count, P, S, D] */
    real *halt, *right, *loss;         /* [count] */
    int64_t *depth;                    /* supervision steps done; -1: free */
} slots;

typedef struct step_report {
    double loss;  /* cross-entropy, nats per cell, mean over the batch */
    double cells; /* share of cells right */
    int finished; /* examples that left in this step */
    int finished_right;
    double depth_sum; /* of the steps those took */
    double gradient_norm;
    double rate; /* factor of the schedule */
} step_report;

typedef struct trainer {
    network net;
    train_config config;
    layouts shapes;
    weights trained, average; /* average: EMA, what is evaluated and saved, with the table of tasks as it is trained */
    real *state;              /* of the optimiser [states, size] */
    real *lane_gradients;     /* [lanes, size] */
    real *gradient;           /* [size] */
    real *scratch;            /* [threads, scratch_each], for the optimiser */
    size_t scratch_each;
    slots s;
    worker *workers;
    int threads, lanes, chunk; /* chunk: examples on one tape at a time */
    int cycles;                /* T of the step at hand */
    int64_t step, draws;       /* optimiser steps done, examples handed out */
} trainer;

/* Sets everything up and allocates all that training will ever need. The shape need not stay.
 * Returns 0, or -1 with a sentence. */
int trainer_open(trainer *t, const network_config *net, const train_config *config, const geometry *shape, int threads,
                 error *err);
void trainer_close(trainer *t);

/* Before the first step of a run from random weights: heads start out looking nearby (network.h). */
void trainer_look_near(trainer *t, int (*distance)(int relation), double slope);

/* Starts from these weights instead of random ones, at step 0; tasks' embeddings, which belong to their tasks, stay
 * zero. Returns 0, or -1 where the two networks differ in a parameter. */
int trainer_start_from(trainer *t, const weights *w);

/* A slot without an example and the number of the draw that should fill it, or -1. */
int trainer_free_slot(const trainer *t, int64_t *draw);

typedef struct example {
    const uint8_t *tokens, *labels; /* [P, L], [L], copied; of a side s the first s * s alone */
    int32_t task;                   /* below the network's number of tasks; passed over where there are none */
    int32_t side;                   /* s, where the geometry is a frame; 0: all cells */
} example;
void trainer_fill(trainer *t, int slot, const example *e);

/* One supervision step of all slots and one optimiser step. `progress` in [0, 1] of the run, for the schedule. */
void trainer_step(trainer *t, double progress, step_report *report);

/* Bytes that the trainer has laid out, by purpose. */
typedef struct memory_plan {
    size_t weights, gradients, optimiser, state, tapes;
} memory_plan;
memory_plan trainer_memory(const trainer *t);

#endif
