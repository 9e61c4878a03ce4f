/* Checkpoints: all of a trainer's state, so that a resumed run repeats the uninterrupted one bit for bit. */
#ifndef TRM_TRAINING_CHECKPOINT_H
#define TRM_TRAINING_CHECKPOINT_H

#include "base/safetensors.h"
#include "base/options.h"
#include "trm/training/trainer.h"

/* Settings are whatever struct and rows the program has: all that must be the same when the run goes on. */

/* Writes atomically: a kill at any moment leaves the old checkpoint or the new one; the old one keeps the name `keep`
 * unless that is NULL. `seconds`: training time so far. Returns OK, NO_FILE, or FAILED for a state that is not finite,
 * with a sentence. */
int checkpoint_write(const char *path, const char *keep, const trainer *t, double seconds, const options *rows,
                     const void *settings, error *err);

/* Whether a file is a checkpoint of this program and whole: its bytes as they were written, its numbers finite.
 * Returns OK, BAD_INPUT or NO_FILE with a sentence. *step (NULL: not wanted): how many were done. */
int checkpoint_check(const char *path, int64_t *step, error *err);

/* Where the state of a trainer holds a number that is not finite, in words for people: "\"weights\" of NAME";
 * NULL if it is nowhere. */
enum { PLACE_ROOM = 128 };
const char *checkpoint_not_finite(const trainer *t, char place[PLACE_ROOM]);

/* Reads the settings that a checkpoint was made with. Returns OK, BAD_INPUT or NO_FILE with a sentence. */
int checkpoint_settings(const char *path, const options *rows, void *settings, error *err);

/* Puts the state back into a trainer opened with those settings (the length of the run may differ). */
int checkpoint_read(const char *path, trainer *t, double *seconds, error *err);

#endif
