/* metrics.csv of a training run; docs/metrics.md says what its columns are. */
#ifndef REPORT_METRICS_FILE_H
#define REPORT_METRICS_FILE_H

#include "report/progress.h"

void metrics_begin(FILE *out);

/* A run goes on from `step`: removes the rows that come after it, and what a kill or a full disk left of a row. */
int metrics_cut(const char *path, int64_t step, error *err);

void metrics_row(FILE *out, const metrics_sum *sum, const progress *at);
/* After the last step: the test alone. */
void metrics_end(FILE *out, const progress *at);

#endif
