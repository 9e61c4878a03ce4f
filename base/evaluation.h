/* How well examples were answered. Sums, so that parts may be added one after another; {0} is an empty one. */
#ifndef BASE_EVALUATION_H
#define BASE_EVALUATION_H

#include <stdint.h>

enum { EVALUATION_STEPS = 1024 }; /* the most supervision steps of an answer */

/* pass@k is given for these numbers of attempts. */
enum { EVALUATION_PASSES = 4, EVALUATION_MOST_ATTEMPTS = 10 };
static const int evaluation_passes[EVALUATION_PASSES] = {1, 2, 5, EVALUATION_MOST_ATTEMPTS};

/* The same for the examples of one class. */
enum { EVALUATION_CLASSES = 32, EVALUATION_NAME = 24 };

typedef struct evaluation_class {
    char name[EVALUATION_NAME]; /* cut to fit */
    long examples, exact, solved;
} evaluation_class;

typedef struct evaluation {
    long examples;                       /* answered */
    long refused;                        /* rows that hold no puzzle */
    long exact;                          /* answers that are right in all labelled cells */
    long cells, right_cells;             /* open cells with a label, and those of them that are right */
    double loss;                         /* cross-entropy, nats per cell, summed over the answers; NaN: not known */
    double halt_loss;                    /* that of the halting head, likewise */
    long halt_right;                     /* answers of which it says rightly whether they are exact */
    long raw_exact, raw_right_cells;     /* the same of answers as predicted, if rows tell them apart */
    int by_rules;                        /* 1: the rules may accept other answers than the label */
    long solved;                         /* answers that the rules accept */
    long steps;                          /* supervision steps of the answers */
    long samples, work;                  /* samples made, and the steps of all of them */
    long finished[EVALUATION_STEPS + 1]; /* answers by their steps */
    long finished_exact[EVALUATION_STEPS + 1]; /* those of them that are exact */
    int classes;                               /* that examples have had; those after the last are not listed */
    evaluation_class class[EVALUATION_CLASSES];
    double flops;   /* floating-point operations of the model's products in answering */
    double seconds; /* spent on answering */

    /* Tasks, whose test inputs are each answered in several augmentations that vote; attempts 0: there are none. */
    int attempts;                        /* k: answers to a test input that count */
    long inputs;                         /* test inputs */
    long tasks;                          /* those whose outputs are all known */
    double passed;                       /* pass@k, 0..1 */
    double passed_at[EVALUATION_PASSES]; /* the same for evaluation_passes */
} evaluation;

/* One answer. */
typedef struct evaluation_row {
    const uint8_t *labels, *answer; /* [cells] classes, or NO_LABEL for labels; labels NULL: not known */
    const uint8_t *raw;             /* [cells] the answer as the model predicted it; NULL: the same */
    const uint8_t *open;            /* [cells] 1: the question leaves the cell to the answer; NULL: all of them */
    double loss, halt;              /* cross-entropy, nats per cell, or NaN; the last halting logit */
    int cells;
    int solved;         /* 1: the rules accept it */
    const char *class;  /* name of its class; NULL: it has none */
    int steps, samples; /* 0 .. EVALUATION_STEPS; samples made */
    long work;          /* steps of all samples */
} evaluation_row;

void evaluation_add(evaluation *e, const evaluation_row *row);

/* Shares in 0..1; NaN if there are none. */
double evaluation_exact(const evaluation *e);
double evaluation_cells(const evaluation *e);
/* Share of answers that are right: by the rules, or if they accept the label alone, exact. */
double evaluation_solved(const evaluation *e);
/* Means over the answers. */
double evaluation_steps(const evaluation *e);
double evaluation_loss(const evaluation *e);
double evaluation_halt_loss(const evaluation *e);
double evaluation_halt_right(const evaluation *e);

#endif
