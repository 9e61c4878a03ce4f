/* How well a run answers puzzles that it does not learn from. */
#ifndef TOOLS_TRAIN_EVALUATE_H
#define TOOLS_TRAIN_EVALUATE_H

#include "tools/train/run.h"

/* The averaged weights on `limit` tests, each until it halts, as solve does; the outcome is in r->tested. */
int test(training_run *r, int64_t limit);

#endif
