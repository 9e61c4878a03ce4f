/* How a training run is going: sums over the steps since the last report, as a line for people and a row of metrics. */
#ifndef REPORT_PROGRESS_H
#define REPORT_PROGRESS_H

#include "trm/training/trainer.h" /* step_report */

#include <stdio.h> /* FILE */

/* Since the last report. */
typedef struct tally {
    int64_t steps, finished, finished_right;
    double loss, cells, depth;
    double rate;  /* factor of the schedule, of the last step */
    double since; /* seconds of training at the last report */
} tally;

void tally_add(tally *sum, const step_report *step);

/* Where the run is. */
typedef struct progress {
    double seconds;                /* of training */
    double done;                   /* share of the run, 0..1 or a little more */
    int64_t step, batch;           /* optimiser steps done; examples in one */
    double matrix_rate;            /* learning rate of the matrices at factor 1 */
    int tested;                    /* 1: there is a test to tell of, with */
    double test_exact, test_cells; /* these shares */
} progress;

/* On a terminal the line is drawn over itself until a test makes it worth keeping. */
void progress_print(FILE *out, int terminal, const tally *sum, const progress *at);

/* Where the memory of a trainer goes; all of it. */
void memory_print(FILE *out, const memory_plan *m);
double memory_megabytes(const memory_plan *m);

void metrics_begin(FILE *out);
void metrics_row(FILE *out, const tally *sum, const progress *at);
/* After the last step: the test alone. */
void metrics_end(FILE *out, const progress *at);

#endif
