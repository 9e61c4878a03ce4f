/* The settings of a run, once its puzzles are known. */
#ifndef TOOLS_TRAIN_SETTLE_H
#define TOOLS_TRAIN_SETTLE_H

#include "tools/train/run.h"

/* What is said by the command line (`given`) comes first, then by the checkpoint of a run that is resumed, by the model
 * that one starts from, by the optimiser if one was named, by --preset, by the kind of puzzle, by the mixer and the
 * algorithm, by the defaults. */
int settle(training_run *r, const options *o, const uint8_t *given);

/* A run that goes on with other settings is no longer the one that was stopped; its length alone may differ. */
void tell_changes(const training_run *r, const options *o, const uint8_t *given);

#endif
