/* Checkpoints: all of a trainer's state, so that a resumed run repeats the uninterrupted one bit for bit. */
#ifndef TRM_TRAINING_CHECKPOINT_H
#define TRM_TRAINING_CHECKPOINT_H

#include "base/error.h"
#include "base/safetensors.h"
#include "trm/training/trainer.h"

/* Writes atomically: a kill at any moment leaves the old checkpoint or the new one. `seconds`: training time so far.
 * Returns OK or NO_FILE with a sentence. */
int checkpoint_write(const char *path, const trainer *t, double seconds, error *err);

/* Reads the configuration that a checkpoint was made with. Returns OK, BAD_INPUT or NO_FILE with a sentence. */
int checkpoint_config(const char *path, network_config *net, train_config *train, error *err);

/* Puts the state back into a trainer opened with that configuration (the length of the run may differ). */
int checkpoint_read(const char *path, trainer *t, double *seconds, error *err);

#endif
