/* The folder in which a training run leaves its files. */
#ifndef TRM_TRAINING_RUN_FOLDER_H
#define TRM_TRAINING_RUN_FOLDER_H

#include "base/error.h"
#include "base/lock.h"

enum { RUN_PATH = 1024, RUN_NAME = 32, RUN_FILE = RUN_PATH + RUN_NAME };

typedef struct run_folder {
    char path[RUN_PATH];
    char model[RUN_FILE], checkpoint[RUN_FILE], metrics[RUN_FILE], summary[RUN_FILE]; /* its files */
    char best[RUN_FILE];    /* the model that did best on puzzles kept out of training */
    char report[RUN_FILE];  /* the page to look at */
    char before[RUN_FILE];  /* the checkpoint before the newest */
    char damaged[RUN_FILE]; /* a checkpoint that could not be read */
    char locked[RUN_FILE];  /* the file that its one writer holds */
    lock held;
} run_folder;

/* Each returns OK, or a status with a sentence. */

/* `out`, or if it is NULL runs/NAME with the last name in `data`. */
int run_folder_name(run_folder *f, const char *out, const char *data, error *err);

/* Opens the folder for writing: one run at a time. With `make` it is made, and those above it; without, it must be
 * there. What a killed run left half written is removed. */
int run_folder_open(run_folder *f, int make, error *err);
void run_folder_close(run_folder *f);

/* Whether it is still the folder that was opened, not one that took its name since. To be asked before each write. */
int run_folder_check(const run_folder *f, error *err);

/* The newest checkpoint is damaged or gone: it gets the name `damaged`, and the one before it becomes the newest. */
int run_folder_fall_back(const run_folder *f, error *err);

/* The files of an earlier run are never written over: they move to a new folder with a number after its name,
 * aside[RUN_FILE], which is empty if there were none. Other files stay where they are; one that is no run's but has the
 * name of a run's file is refused. */
int run_folder_set_aside(const run_folder *f, char *aside, error *err);

#endif
