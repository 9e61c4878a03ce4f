/* Where a run reads and writes: its folder, the checkpoint it goes on from, metrics.csv. */
#ifndef TOOLS_TRAIN_FOLDER_H
#define TOOLS_TRAIN_FOLDER_H

#include "tools/train/run.h"

/* What a run writes must not be what it reads. */
int name_folder(training_run *r);

/* Takes the folder for this run alone. */
int lock_folder(training_run *r);

/* The newest checkpoint that is whole; a damaged one is told about, and kept. */
int find_checkpoint(training_run *r);

/* Adds to a sentence about a folder or file that is missing, for a run that was to go on. */
int no_run(training_run *r);

/* The state of a run that goes on, or the weights that one starts from and a folder for it. */
int open_folder(training_run *r);

/* A file of this run alone: a link that someone laid there is not followed. */
int open_metrics(training_run *r);

#endif
