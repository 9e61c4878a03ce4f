/* What a run leaves on the disk as it goes. */
#ifndef TOOLS_TRAIN_SAVE_H
#define TOOLS_TRAIN_SAVE_H

#include "report/run_summary.h"
#include "tools/train/run.h"

/* The averaged weights, with r->sure if it was found out: as the last model, or as the best one so far. */
int save_model(training_run *r);
int save_best(training_run *r);
/* The best one again, of an earlier step, with what was found out about it. */
int rewrite_best(training_run *r, const model *best, const calibration *sure);

int save_checkpoint(training_run *r);
/* Once more after the same step, with settings that were found out since: the checkpoint before it stays. */
int update_checkpoint(training_run *r);

/* What the run is and how it went, in run.json; status: "running", "done", "interrupted"; tested NULL: it is not over, or
 * there was nothing to test on. */
int save_summary(training_run *r, const char *status, const evaluation *tested);

/* The same in memory; `room` must stay. */
enum { SUMMARY_FILES = 2 };
typedef struct summary_room {
    run_summary s;
    options rows;
    run_file files[SUMMARY_FILES];
} summary_room;
int make_summary(training_run *r, const char *status, const evaluation *tested, summary_room *room);

/* FAILED: numbers that are not finite end a run before they are saved. */
int diverged(training_run *r);

#endif
