#include "base/path.h"
#include "base/peak_memory.h"
#include "base/sha256.h"
#include "report/progress.h"
#include "tools/train/save.h"
#include "tools/version.h"

#include <math.h>

/* The files of the data that are there, if they are such that have names. Their hashes are made once. */
static int list_files(training_run *r, run_file files[SUMMARY_FILES], error *err)
{
    static const char *const names[SUMMARY_FILES] = {"train.csv", "test.csv"};
    int count = 0;
    for (int i = 0; i < SUMMARY_FILES; i++) {
        if (!path_exists_in(r->path, names[i])) continue;
        path_in(r->file[i], r->path, names[i]);
        if (!*r->hash[i] && sha256_file(r->file[i], r->hash[i], err) != OK) return -1;
        files[count++] = (run_file){r->file[i], r->data.rows[i], r->hash[i]};
    }
    return count;
}

int make_summary(training_run *r, const char *status, const evaluation *tested, summary_room *room)
{
    const memory_plan m = trainer_memory(&r->t);
    const version_parts v = version_parts_of();
    room->rows = settings_options(0);
    int count = list_files(r, room->files, &r->err);
    if (count < 0) return NO_FILE;
    room->s = (run_summary){.status = status,
                            .puzzle = r->data.kind,
                            .argc = r->argc,
                            .argv = r->argv,
                            .rows = &room->rows,
                            .settings = &r->s,
                            .files = room->files,
                            .file_count = count,
                            .learned = r->data.count,
                            .held_out = r->data.held_out,
                            .tests = r->data.tests,
                            .build = {v.number, v.commit, v.compiler, v.vectors, v.openmp},
                            .threads = r->t.threads,
                            .weights = (int64_t)network_weight_count(&r->t.net),
                            .cells = r->data.code.cells,
                            .batch = r->s.train.batch,
                            .steps = r->s.train.steps,
                            .done = r->t.step,
                            .example_flops = step_flops(r, 1),
                            .answer_step_flops = step_flops(r, 0),
                            .megabytes = memory_megabytes(&m),
                            .peak_megabytes = peak_memory(),
                            .seconds = trained_seconds(r),
                            .test_seconds = r->testing,
                            .best_step = r->s.best_step,
                            .best_score = r->s.best_score,
                            .threshold = r->sure.fitted ? r->sure.threshold : NAN,
                            .test = tested};
    return OK;
}

int save_summary(training_run *r, const char *status, const evaluation *tested)
{
    summary_room room;
    int bad = make_summary(r, status, tested, &room);
    if (bad == OK) bad = run_folder_check(&r->folder, &r->err);
    return bad ? bad : run_summary_write(r->folder.summary, &room.s, &r->err);
}
