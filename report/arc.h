/* Attempts at the tests of tasks: shown to people, on lines for programs, and what they are worth. Of each test the
 * first k attempts count. */
#ifndef REPORT_ARC_H
#define REPORT_ARC_H

#include "puzzles/arc/vote.h"

/* What the attempts took. */
typedef struct task_effort {
    long views, steps; /* asked; supervision steps in all */
    double seconds;
} task_effort;

/* The share of tasks solved at k, and at 1, 2, 5, 10: in words, or as an object on a line. The attempts must have room
 * for TASK_PASSES. */
enum { TASK_PASSES = 10 };
void task_report_passes(FILE *out, const task_attempts *a, int k, const task_effort *effort, int json);

/* An object for each test, a line each; "solved" is null where the output is unknown. Returns 0, or -1 without memory.
 */
int task_report_lines(FILE *out, const task_attempts *a, int k);

/* Name and demonstrations. */
void task_report_task(FILE *out, const task *t, int colour);

/* How a view of a test was answered. Owned by the caller. */
typedef struct task_trace {
    int steps;
    const double *halts;      /* [steps] halting logits */
    const colour_grid *grids; /* [steps]; 0x0: the answer held no grid */
} task_trace;

/* The input, the steps, the attempts, whether one is the output. */
void task_report_test(FILE *out, const task_attempts *a, long number, int test, int k, const task_trace *trace,
                      int colour);

/* Whether the first k attempts miss an output that is known. */
int task_report_any_missed(const task_attempts *a, int k);

#endif
