/* A few puzzles of a test as the model answered them, for the report of a run. */
#ifndef TOOLS_TRAIN_SHOWN_H
#define TOOLS_TRAIN_SHOWN_H

#include "data/batch.h"
#include "lib/view.h"

enum { RUN_REPORT_SHOWN = 4 };

typedef struct run_shown {
    int count; /* that are shown; their replays are in view[].r.text */
    puzzle_view view[RUN_REPORT_SHOWN];
    grid_shape shape[RUN_REPORT_SHOWN];
    uint8_t question[RUN_REPORT_SHOWN][KIND_MAX_CELLS];
} run_shown;

/* Makes `how` watch the puzzles of a batch, at most RUN_REPORT_SHOWN, in place of those shown before. `fills`: the model
 * fills in cells, so it has no halting logit. Returns 0, or -1 if out of memory, as the next. */
int run_report_watch(run_shown *s, const batch *b, infer_options *how, int fills);
/* They are answered. */
int run_report_keep(run_shown *s, const batch *b, const prediction *predictions);
void run_shown_close(run_shown *s);

#endif
