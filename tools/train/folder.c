#include "tools/train/folder.h"

#include "base/file.h"
#include "base/program.h"
#include "base/show.h"
#include "report/metrics_file.h"
#include "tools/stop.h"
#include "trm/training/checkpoint.h"

#include <fcntl.h> /* open */
#include <string.h>

int name_folder(training_run *r)
{
    int status = run_folder_name(&r->folder, r->s.out, r->path, &r->err);
    if (status != OK) return status;
    if (same_file(r->folder.path, r->path))
        return fail(&r->err, BAD_INPUT, "%s is the folder of the %s; name another one for the run with --out",
                    r->folder.path, r->data.type->items);
    if (!r->s.resume && r->s.from &&
        (same_file(r->s.from, r->folder.model) || same_file(r->s.from, r->folder.best) ||
         same_file(r->s.from, r->folder.checkpoint)))
        return fail(&r->err, BAD_INPUT, "--from %s lies where this run would write; name another folder with --out",
                    r->s.from);
    return OK;
}

int no_run(training_run *r)
{
    return fail(&r->err, NO_FILE, "%s (is there a run to --resume? --out names its folder)", r->err.text);
}

int lock_folder(training_run *r)
{
    int status = run_folder_open(&r->folder, !r->s.resume, &r->err);
    if (status == OK && r->folder.held.unsure)
        show(stderr, "the disk of %s has no locks: make sure that no other run writes there\n", r->folder.path);
    if (r->s.resume && status == NO_FILE && !folder_exists(r->folder.path)) return no_run(r);
    return status;
}

int find_checkpoint(training_run *r)
{
    error other = {0};
    int status = checkpoint_check(r->folder.checkpoint, NULL, &r->err);
    int is_lost = status == BAD_INPUT || (status == NO_FILE && !file_exists(r->folder.checkpoint));
    if (is_lost && checkpoint_check(r->folder.before, NULL, &other) == OK) {
        fprintf(stderr, "%s: %s; going on from the checkpoint before it\n", program_name(r->program), r->err.text);
        *r->err.text = 0;
        return run_folder_fall_back(&r->folder, &r->err);
    }
    return status == NO_FILE ? no_run(r) : status;
}

int open_folder(training_run *r)
{
    char aside[RUN_FILE];
    r->saved = -1;
    if (r->s.resume) {
        int status = checkpoint_read(r->folder.checkpoint, &r->t, &r->trained_before, &r->err);
        if (status == OK) stop_saved(r->saved = r->t.step);
        return status;
    }
    if (r->s.from && trainer_start_from(&r->t, &r->start.w))
        return fail(&r->err, BAD_INPUT, "--from %s: its sizes are not those asked for here, or it knows other symbols",
                    r->s.from);
    int status = lock_folder(r);
    if (status == OK) status = run_folder_set_aside(&r->folder, aside, &r->err);
    if (status == OK && *aside)
        show(stderr, "the earlier run in %s is now in %s (to go on with a run: --resume)\n", r->folder.path, aside);
    return status;
}

int open_metrics(training_run *r)
{
    int fresh = !r->s.resume || !file_exists(r->folder.metrics);
    int status = fresh ? OK : metrics_cut(r->folder.metrics, r->t.step, &r->err);
    if (status != OK) return status;
    int fd =
        open(r->folder.metrics, O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC | (fresh ? O_CREAT | O_EXCL : 0), 0666);
    r->metrics = fd < 0 ? NULL : fdopen(fd, "a");
    if (!r->metrics) return cannot_write(r, r->folder.metrics);
    if (fresh) metrics_begin(r->metrics);
    return OK;
}
