/* One step of a run. */
#ifndef TOOLS_TRAIN_STEP_H
#define TOOLS_TRAIN_STEP_H

#include "tools/train/run.h"

/* Fills the free slots of the batch with examples and takes an optimiser step. */
void take_step(training_run *r, step_report *now);

#endif
