/* How well a run answers puzzles that it does not learn from: the averaged weights, each puzzle until it halts, as in
 * solve. The outcome is in r->tested. */
#ifndef TOOLS_TRAIN_EVALUATE_H
#define TOOLS_TRAIN_EVALUATE_H

#include "tools/train/run.h"

/* The puzzles that choices are made by: those kept out of training, or if there are none, the tests. */
int64_t check_count(const training_run *r);

/* On those, in the course of the run. */
int check(training_run *r);

/* On test.csv, after the last step: unless --test-puzzles asks for more, on as many as a tenth of the floating-point
 * operations of the run can answer, whatever steps they take. Says how far it is. */
int last_test(training_run *r);

/* How many puzzles that may be at most. */
long last_count(const training_run *r);

/* What a test of so many puzzles may take at most, in FLOPs. */
double test_flops(const training_run *r, int64_t count);

/* The share of the run's FLOPs that the last test, and as much again the choice of a threshold, may take. */
#define TEST_SHARE 0.1
/* FLOPs of all training so far. */
double run_flops(const training_run *r);

#endif
