/* The folder in which a training run leaves its files. */
#ifndef TRM_TRAINING_RUN_FOLDER_H
#define TRM_TRAINING_RUN_FOLDER_H

#include "base/error.h"

#include <stddef.h> /* size_t */

enum { RUN_PATH = 1024 };

typedef struct run_folder {
    char path[RUN_PATH], model[RUN_PATH + 32], checkpoint[RUN_PATH + 32], metrics[RUN_PATH + 32];
} run_folder;

/* Each returns 0, or -1 with a sentence. */

/* `out`, or where it is NULL runs/NAME with the last name in `data`. */
int run_folder_name(run_folder *f, const char *out, const char *data, error *err);

/* Makes the folder, and those above it. One that holds a run is never written over: it gets a number behind its name,
 * aside[RUN_PATH + 32], which is empty where there was none. */
int run_folder_make(const run_folder *f, char *aside, error *err);

#endif
