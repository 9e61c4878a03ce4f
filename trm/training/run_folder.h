/* The folder in which a training run leaves its files. */
#ifndef TRM_TRAINING_RUN_FOLDER_H
#define TRM_TRAINING_RUN_FOLDER_H

#include "base/error.h"

enum { RUN_PATH = 1024, RUN_FILE = RUN_PATH + 32 };

typedef struct run_folder {
    char path[RUN_PATH];
    char model[RUN_FILE], checkpoint[RUN_FILE], metrics[RUN_FILE], summary[RUN_FILE]; /* its files */
} run_folder;

/* Each returns OK, or a status with a sentence. */

/* `out`, or if it is NULL runs/NAME with the last name in `data`. */
int run_folder_name(run_folder *f, const char *out, const char *data, error *err);

/* Makes the folder, and those above it. One that holds a run is never written over: it gets a number after its name,
 * aside[RUN_FILE], which is empty if there was none. */
int run_folder_make(const run_folder *f, char *aside, error *err);

#endif
