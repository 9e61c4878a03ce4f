/* What a training run is and how it ended, as an object in run.json for programs to read: its size, its compute, its
 * last test. */
#ifndef REPORT_RUN_SUMMARY_H
#define REPORT_RUN_SUMMARY_H

#include "base/error.h"
#include "base/evaluation.h"

typedef struct run_summary {
    const char *puzzle;       /* kind */
    int64_t weights;          /* trained numbers, puzzle embeddings not counted */
    int64_t cells;            /* L of the largest grid */
    int64_t batch;            /* examples a step */
    int64_t steps, done;      /* optimiser steps of the whole run, unless it goes by time; those done */
    double example_flops;     /* floating-point operations of one example in one step of training ... */
    double answer_step_flops; /* ... and in one step of answering */
    double megabytes;         /* that the trainer has laid out ... */
    double peak_megabytes;    /* ... and the most that the program has held */
    double seconds;           /* of training, tests not counted */
    const evaluation *test;   /* the last test, or NULL: the run is not over, or nothing to test on */
} run_summary;

/* Returns OK, or NO_FILE with a sentence. */
int run_summary_write(const char *path, const run_summary *s, error *err);

#endif
