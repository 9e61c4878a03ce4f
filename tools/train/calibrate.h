/* What is chosen on the puzzles kept out of training: the halting logit at which answers stop, how sure an answer is,
 * and which model of the run is the best. */
#ifndef TOOLS_TRAIN_CALIBRATE_H
#define TOOLS_TRAIN_CALIBRATE_H

#include "tools/train/run.h"

/* After a check: if no earlier one was better, these weights are the best so far, in model-best.safetensors. */
int keep_best(training_run *r);

/* After the last step: r->sure, from as many puzzles as TEST_SHARE of the run's FLOPs can answer, whatever steps they
 * take; if they are too few to tell, it stays what it is. Then the last model is compared with the best so far. */
int choose_threshold(training_run *r);

#endif
