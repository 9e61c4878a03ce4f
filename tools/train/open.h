/* The parts of a run, made from its settings. */
#ifndef TOOLS_TRAIN_OPEN_H
#define TOOLS_TRAIN_OPEN_H

#include "tools/train/run.h"

int open_data(training_run *r);

/* What was learned for one task must not go on as that of another. */
int check_ids(training_run *r);

/* With --flops its steps follow from that. */
int open_trainer(training_run *r);

#endif
