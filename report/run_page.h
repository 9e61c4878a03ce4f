/* report.html of a training run: one file that needs no other and no network. Its sources are in report/web/; what stands
 * in it is told in docs/seeing.md. */
#ifndef REPORT_RUN_PAGE_H
#define REPORT_RUN_PAGE_H

#include "report/progress.h"
#include "report/run_summary.h"

typedef struct run_page {
    const char *name;    /* of the run */
    const char *metrics; /* path of metrics.csv, on the disk already */
    const run_summary *summary;
    const memory_plan *memory;
    const progress *at;         /* with the last test, if there was one */
    const char *const *replays; /* [replay_count] report/replay.h */
    int replay_count;
} run_page;

/* Statuses as in base/error.h. */
int run_page_write(const char *path, const run_page *p, error *err);

#endif
