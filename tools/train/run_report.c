#include "tools/train/run_report.h"

#include "report/run_page.h"
#include "tools/train/save.h"
#include "tools/train/tell.h"

int run_report_write(training_run *r, const char *status)
{
    const memory_plan memory = trainer_memory(&r->t);
    const progress at = progress_of(r, r->tested.examples ? &r->tested : NULL);
    const char *texts[RUN_REPORT_SHOWN];
    summary_room room;
    if (r->s.report == REPORT_OFF) return OK;
    int bad = make_summary(r, status, at.test, &room);
    if (bad == OK) bad = run_folder_check(&r->folder, &r->err);
    if (bad != OK) return bad;
    for (int i = 0; i < r->shown.count; i++) texts[i] = r->shown.view[i].r.text;
    const run_page page = {.name = r->folder.path,
                           .metrics = r->folder.metrics,
                           .summary = &room.s,
                           .memory = &memory,
                           .at = &at,
                           .replays = texts,
                           .replay_count = r->shown.count};
    return run_page_write(r->folder.report, &page, &r->err);
}
