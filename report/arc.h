/* Attempts at the tests of ARC tasks: for people, on lines for programs, and as competitions take them. Of each test
 * the first k attempts count. */
#ifndef REPORT_ARC_H
#define REPORT_ARC_H

#include "puzzles/arc/vote.h"

#include <stdio.h> /* FILE */

/* --- for people ---------------------------------------------------------------------------- */

/* Name and demonstrations. */
void arc_show_task(FILE *out, const arc_task *t, int colour);

/* How one augmentation of a test was answered. Owned by the caller. */
typedef struct arc_trace {
    int steps;             /* 0: it was not asked */
    const double *halts;   /* [steps] halting logits */
    const arc_grid *grids; /* [steps]; 0x0: the answer held no grid */
} arc_trace;

/* The input, the steps, the attempts, whether one is the output. */
void arc_show_test(FILE *out, const arc_attempts *a, long number, int test, int k, const arc_trace *trace, int colour);

/* --- for programs -------------------------------------------------------------------------- */

/* A JSON object for each test, a line each; "solved" is null if the output is unknown. */
void arc_print_lines(FILE *out, const arc_attempts *a, int k);

/* A submission as Kaggle takes it: {"NAME": [{"attempt_1": GRID, "attempt_2": GRID}, one for each test input], ...}
 * with every task of which something was asked. If there is no second attempt the first is repeated, if there is none
 * [[0]] stands. */
void arc_print_submission(FILE *out, const arc_attempts *a);

#endif
