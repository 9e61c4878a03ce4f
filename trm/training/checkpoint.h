/* Checkpoints: all of a trainer's state, so that a resumed run repeats the uninterrupted one bit for bit. */
#ifndef TRM_TRAINING_CHECKPOINT_H
#define TRM_TRAINING_CHECKPOINT_H

#include "base/safetensors.h"
#include "base/options.h"
#include "trm/training/trainer.h"

/* Settings are whatever struct and rows the program has: all that must be the same when the run goes on. */

/* Writes atomically: a kill at any moment leaves the old checkpoint or the new one. `seconds`: training time so far.
 * Returns OK or NO_FILE with a sentence. */
int checkpoint_write(const char *path, const trainer *t, double seconds, const options *rows, const void *settings,
                     error *err);

/* Reads the settings that a checkpoint was made with. Returns OK, BAD_INPUT or NO_FILE with a sentence. */
int checkpoint_settings(const char *path, const options *rows, void *settings, error *err);

/* Puts the state back into a trainer opened with those settings (the length of the run may differ). */
int checkpoint_read(const char *path, trainer *t, double *seconds, error *err);

#endif
