/* report.html of a run. */
#ifndef TOOLS_TRAIN_RUN_REPORT_H
#define TOOLS_TRAIN_RUN_REPORT_H

#include "tools/train/run.h"

/* With the last test and all of metrics.csv, unless --report off. */
int run_report_write(training_run *r, const char *status);

#endif
