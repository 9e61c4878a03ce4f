/* What a run leaves on the disk as it goes. */
#ifndef TOOLS_TRAIN_SAVE_H
#define TOOLS_TRAIN_SAVE_H

#include "tools/train/run.h"

int save_model(training_run *r);
int save_checkpoint(training_run *r);

/* What the run is, and once it is over (`tested`) how it went; NULL: it is not, or there was nothing to test on. */
int save_summary(training_run *r, const evaluation *tested);

/* FAILED: numbers that are not finite end a run before they are saved. */
int diverged(training_run *r);

#endif
