/* How a training run is going: sums over the steps since the last report, and lines for people. */
#ifndef REPORT_PROGRESS_H
#define REPORT_PROGRESS_H

#include "base/error.h"
#include "base/evaluation.h"
#include "base/metrics.h"

#include <stdio.h> /* FILE */

/* Since the last report. */
typedef struct metrics_sum {
    int64_t steps, finished, finished_right;
    double loss, cells, depth, halt_loss, halt_right, gradient_norm;
    double rate;  /* factor of the schedule, of the last step */
    double since; /* seconds of training at the last report */
} metrics_sum;

void metrics_add(metrics_sum *sum, const step_report *step);

/* Where the run is. */
typedef struct progress {
    double seconds;         /* of training */
    double after;           /* seconds that tests will take, those after the last step too */
    double done;            /* share of the run, 0..1 or a little more */
    int64_t step, batch;    /* optimiser steps done; examples in one */
    double matrix_rate;     /* learning rate of the matrices at factor 1 */
    const evaluation *test; /* the last test, or NULL: none to report */
    int of_tests;           /* 1: on puzzles of test.csv; 0: on those kept out of training */
} progress;

/* Means over the steps since the last report. */
typedef struct metrics_means {
    double exact, depth;                                    /* share and steps of those that left; NaN: none did */
    double cells, loss, halt_loss, halt_right, norm, speed; /* shares, nats, norm, examples a second */
} metrics_means;

metrics_means metrics_means_of(const metrics_sum *sum, const progress *at);

/* Once, before the first line: what its words mean. `tested_on`: "200 puzzles kept out of training", or so. */
void legend_print(FILE *out, const char *tested_on);

/* On a terminal the line is drawn over itself until a test makes it worth keeping. */
void progress_print(FILE *out, int terminal, const metrics_sum *sum, const progress *at);

/* In a test after the last step: how many of at most `count` puzzles are answered, and the seconds that are left. */
void test_progress_print(FILE *out, int terminal, long answered, long count, double left);

/* "1h02m" or "3m50s" */
void duration_print(FILE *out, double seconds);

/* After the last step, which must have a test: a line for people. */
void result_print(FILE *out, const progress *at);

/* Where the memory of a trainer goes, and the sum. */
void memory_print(FILE *out, const memory_plan *m);
double memory_megabytes(const memory_plan *m);

#endif
