/* What a training run is and how it went, as an object in run.json for programs to read; docs/metrics.md says what is in
 * it. */
#ifndef REPORT_RUN_SUMMARY_H
#define REPORT_RUN_SUMMARY_H

#include "base/error.h"
#include "base/evaluation.h"
#include "base/options.h"

#include <stdio.h> /* FILE */

/* A file that the run reads. */
typedef struct run_file {
    const char *path;
    long rows;        /* puzzles or tasks */
    const char *hash; /* SHA-256, hexadecimal */
} run_file;

/* What the program was built from, and for what. */
typedef struct run_build {
    const char *version, *commit, *compiler, *vectors;
    int openmp;
} run_build;

typedef struct run_summary {
    const char *status; /* "running", "done", "interrupted" */
    const char *puzzle; /* kind */
    int argc;
    char **argv;          /* the command */
    const options *rows;  /* of all options ... */
    const void *settings; /* ... as they were settled */
    const run_file *files;
    int file_count;
    long learned, held_out, tests; /* puzzles to learn from, kept out, to test on */
    run_build build;
    int threads;
    int64_t weights;              /* trained numbers, puzzle embeddings not counted */
    int64_t cells;                /* L of the largest grid */
    int64_t batch;                /* examples a step */
    int64_t steps, done;          /* optimiser steps of the whole run, unless it goes by time; those done */
    double example_flops;         /* floating-point operations of one example in one step of training ... */
    double answer_step_flops;     /* ... and in one step of answering */
    double megabytes;             /* that the trainer has laid out ... */
    double peak_megabytes;        /* ... and the most that the program has held */
    double seconds, test_seconds; /* of training, and of tests */
    int64_t best_step;            /* of the best model so far; 0: there was no test yet */
    double best_score;            /* its share of right answers to puzzles kept out */
    double threshold;             /* halting logit at which answers stop; NaN: not chosen */
    const evaluation *test;       /* the last test, or NULL: the run is not over, or nothing to test on */
} run_summary;

void run_summary_put(FILE *out, const run_summary *s);
/* Returns OK, or NO_FILE with a sentence. */
int run_summary_write(const char *path, const run_summary *s, error *err);

#endif
