/* How a training run is going: sums over the steps since the last report, as a line for people and a row of metrics. */
#ifndef REPORT_PROGRESS_H
#define REPORT_PROGRESS_H

#include "base/error.h"
#include "base/evaluation.h"
#include "base/metrics.h"

#include <stdio.h> /* FILE */

/* Since the last report. */
typedef struct metrics_sum {
    int64_t steps, finished, finished_right;
    double loss, cells, depth;
    double rate;  /* factor of the schedule, of the last step */
    double since; /* seconds of training at the last report */
} metrics_sum;

void metrics_add(metrics_sum *sum, const step_report *step);

/* Where the run is. */
typedef struct progress {
    double seconds;         /* of training */
    double done;            /* share of the run, 0..1 or a little more */
    int64_t step, batch;    /* optimiser steps done; examples in one */
    double matrix_rate;     /* learning rate of the matrices at factor 1 */
    const evaluation *test; /* the last test, or NULL: none to report */
} progress;

/* On a terminal the line is drawn over itself until a test makes it worth keeping. */
void progress_print(FILE *out, int terminal, const metrics_sum *sum, const progress *at);

/* After the last step, which must have a test: a line for people. */
void result_print(FILE *out, const progress *at);

/* Where the memory of a trainer goes. */
void memory_print(FILE *out, const memory_plan *m);
double memory_megabytes(const memory_plan *m);

void metrics_begin(FILE *out);

/* A run goes on from `step`: removes the rows that come after it, and what a kill or a full disk left of a row. */
int metrics_cut(const char *path, int64_t step, error *err);

void metrics_row(FILE *out, const metrics_sum *sum, const progress *at);
/* After the last step: the test alone. */
void metrics_end(FILE *out, const progress *at);

#endif
