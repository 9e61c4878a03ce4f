/* What a training step tells of itself, and where a trainer's memory goes. */
#ifndef BASE_METRICS_H
#define BASE_METRICS_H

#include <stddef.h> /* size_t */

typedef struct step_report {
    double loss;          /* cross-entropy, nats per cell, mean over the batch */
    double cells;         /* share of open cells right: those that the question leaves to the answer */
    double guess;         /* share of them that hold the class most common among them: what guessing would get */
    double halt_loss;     /* cross-entropy of the halting head, nats, mean over the batch */
    double halt_right;    /* share of examples of which it rightly says whether the answer is right */
    int finished;         /* examples that left in this step */
    int finished_right;   /* those of them that were right */
    double depth_sum;     /* supervision steps that the finished ones took */
    double gradient_norm; /* before clipping */
    double rate;          /* factor of the schedule */
} step_report;

/* Bytes by purpose. */
typedef struct memory_plan {
    size_t weights, gradients, optimiser, state, tapes;
} memory_plan;

#endif
