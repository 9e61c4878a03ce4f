/* A trained model at work: puzzles in, answers and how they came about out; and, for more compute, several samples of
 * each puzzle, set apart by a little noise, of which one is selected. */
#ifndef TRM_INFERENCE_INFER_H
#define TRM_INFERENCE_INFER_H

#include "base/trace.h"
#include "trm/algorithms/algorithm.h"

#include <signal.h> /* sig_atomic_t */

/* The halting logit at which answering stops unless told otherwise. Training lets an example go at 0; when answering, a
 * little more certainty costs a fraction of a step on average and saves most of the answers given too early. */
#define INFER_THRESHOLD 4

enum { INFER_STEPS = 16 }; /* supervision steps at most unless told otherwise, as in the papers */

/* Which of several samples is the answer. */
typedef enum {
    SELECT_CONFIDENT, /* the highest last halting logit (arXiv 2605.19943) */
    SELECT_FIRST,     /* the first to halt, in steps (arXiv 2601.19085); if none does, the most confident */
    SELECT_RULES,     /* the first that obeys the rules, and no sample after it; if none does, the most confident */
} selection;

/* What came out for one puzzle. */
typedef struct prediction {
    int steps;   /* supervision steps of the selected sample */
    double halt; /* its last halting logit */
    int sample;  /* its number, from 0 */
    int samples; /* made */
    long work;   /* supervision steps of all samples */
    double loss; /* cross-entropy after the last step, nats per labelled cell; NaN: no labels, or not known */
} prediction;

typedef struct infer_options {
    int steps;        /* supervision steps of a sample at most; how many masked diffusion takes */
    double threshold; /* a sample ends when its halting logit is above this */
    int samples;      /* of each puzzle */
    double noise;     /* standard deviation of what is added to z before each step of every sample but the first */
    selection select; /* of the samples */
    uint64_t seed;    /* of the noise, and of orders drawn at random */
    int threads;
    int unmask, remask;                                                  /* how masked diffusion goes on: step_io */
    int trace;                                                           /* TRACE_* of what the traces are to hold */
    int (*obeys)(const void *rules, long puzzle, const uint8_t *answer); /* for SELECT_RULES; answer [L] of classes */
    const void *rules;                                                   /* handed to it */
    /* Told of each sample once it is made, by the thread that made it, whether it is the best of the puzzle so far, and
     * its trace, which lives no longer; or NULL. */
    void (*seen)(void *viewer, long puzzle, const prediction *p, int best, const trace *t);
    void *viewer; /* handed to it */
    const volatile sig_atomic_t
        *stop; /* once it is not 0, infer returns early, with answers that mean nothing; or NULL */
    /* Called after each step of every sample, with its prediction so far and its answer [L] of classes; by all threads.
     * Returns 0 to go on, 1: the puzzle gets no further step. NULL: nobody watches. */
    int (*watch)(void *watcher, long puzzle, const prediction *now, const uint8_t *answer);
    void *watcher; /* handed to it */
} infer_options;

/* One sample, all defaults. */
infer_options infer_defaults(int threads);

typedef struct infer_inputs {
    long count;
    long first;             /* number of the first one, if they are a part of many; noise depends on numbers */
    const uint8_t *tokens;  /* [count, P, L]; of one with a side s the first s * s of its L */
    const int32_t *puzzles; /* [count] puzzle ids, or NULL: all 0 */
    const int32_t *sides;   /* [count], or NULL: all 0, all cells */
    const int32_t *ranks;   /* [count, L] and */
    const uint8_t *given;   /* [count, L], for algorithms that fill in cells: see inputs; or NULL */
    const uint8_t *labels;  /* [count, L] classes or NO_LABEL, for prediction.loss; NULL: it is not wanted */
} infer_inputs;

/* Answers them: answers [count, L] and predictions [count] out, and traces [count] of the selected samples unless NULL,
 * each to be closed by the caller. The result for a puzzle depends on its number and the seed, in no way on the other
 * puzzles or the threads. Returns 0, or -1 if out of memory (no trace is left open then). */
int infer(const weights *w, const geometry *shape, const infer_options *how, const infer_inputs *in, uint8_t *answers,
          prediction *predictions, trace *traces);

#endif
