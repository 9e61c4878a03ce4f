/* What a run says to people, and its rows of metrics.csv. */
#ifndef TOOLS_TRAIN_TELL_H
#define TOOLS_TRAIN_TELL_H

#include "report/progress.h"
#include "tools/train/run.h"

/* Where the run is; tested NULL: there is no test to report. */
progress progress_of(const training_run *r, const evaluation *tested);

/* Once, before the first step. */
void print_start(const training_run *r);

/* Before anything is written: where memory goes, and from a few steps how long it would all take. */
void print_plan(training_run *r);

/* After the first steps: how long it will take. */
void tell_expected(const training_run *r);

/* The last test begins, on at most so many puzzles; and how far it is, on its way to `count` puzzles or so many FLOPs,
 * after so many seconds. */
void tell_test_begins(training_run *r, long count);
void tell_test(training_run *r, long count, double flops, double seconds);

/* A line and a row for the steps in `sum`, which starts anew; `tested`: with the last test. */
int report(training_run *r, metrics_sum *sum, int tested);

/* After the last step. */
int print_result(training_run *r, const progress *at);

/* Says what failed, once. */
void complain(training_run *r);

#endif
