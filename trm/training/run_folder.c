#include "trm/training/run_folder.h"

#include "base/file.h"

#include <errno.h>
#include <stdio.h> /* rename, snprintf */
#include <string.h>
#include <sys/stat.h>

/* runs/NAME for the last name in the path of the data. */
static int name_after(run_folder *f, const char *data, error *err)
{
    size_t length = strlen(data), start;
    while (length > 1 && data[length - 1] == '/') length--;
    for (start = length; start > 0 && data[start - 1] != '/';) start--;
    const char *name = data + start;
    if (strspn(name, ".") >= length - start)
        return fail(err, BAD_INPUT, "%s gives the run no name; name a folder with --out", data);
    if (snprintf(f->path, RUN_PATH, "runs/%.*s", (int)(length - start), name) >= RUN_PATH)
        return fail(err, BAD_INPUT, "the name of the folder of puzzles is longer than a path can be");
    return OK;
}

int run_folder_name(run_folder *f, const char *out, const char *data, error *err)
{
    if (out && !*out) return fail(err, BAD_INPUT, "--out needs the name of a folder");
    if (out && strlen(out) >= RUN_PATH) return fail(err, BAD_INPUT, "--out is longer than a path can be");
    int bad = out ? OK : name_after(f, data, err);
    if (bad) return bad;
    if (out) snprintf(f->path, RUN_PATH, "%s", out);
    for (size_t n = strlen(f->path); n > 1 && f->path[n - 1] == '/';) f->path[--n] = 0;
    snprintf(f->model, RUN_FILE, "%s/model.safetensors", f->path);
    snprintf(f->checkpoint, RUN_FILE, "%s/checkpoint.safetensors", f->path);
    snprintf(f->best, RUN_FILE, "%s/model-best.safetensors", f->path);
    snprintf(f->metrics, RUN_FILE, "%s/metrics.csv", f->path);
    snprintf(f->before, RUN_FILE, "%s/checkpoint.before.safetensors", f->path);
    snprintf(f->damaged, RUN_FILE, "%s/checkpoint.damaged.safetensors", f->path);
    snprintf(f->locked, RUN_FILE, "%s/lock", f->path);
    snprintf(f->summary, RUN_FILE, "%s/run.json", f->path);
    snprintf(f->report, RUN_FILE, "%s/report.html", f->path);
    return OK;
}

/* --- one writer ---------------------------------------------------------------------------- */

int run_folder_open(run_folder *f, int make, error *err)
{
    int status = make ? make_folders(f->path, err) : OK;
    if (status == OK && !folder_exists(f->path)) status = fail(err, NO_FILE, "%s: no such folder", f->path);
    if (status == OK) status = lock_take(&f->held, f->locked, f->path, err);
    if (status != OK) return status;
    const char *const written[] = {f->model, f->best, f->checkpoint, f->metrics, f->summary, f->report};
    for (size_t i = 0; i < sizeof written / sizeof *written; i++) atomic_sweep(written[i]);
    return OK;
}

void run_folder_close(run_folder *f)
{
    lock_let_go(&f->held);
}

int run_folder_check(const run_folder *f, error *err)
{
    return lock_stands(&f->held) ? OK
                                 : fail(err, NO_FILE,
                                        "%s is no longer the folder that this run began in (was it moved or "
                                        "removed?), so nothing is written there",
                                        f->path);
}

int run_folder_fall_back(const run_folder *f, error *err)
{
    if (rename(f->checkpoint, f->damaged) != 0 && errno != ENOENT)
        return fail(err, NO_FILE, "cannot move %s to %s: %s", f->checkpoint, f->damaged, strerror(errno));
    if (rename(f->before, f->checkpoint) != 0)
        return fail(err, NO_FILE, "cannot move %s to %s: %s", f->before, f->checkpoint, strerror(errno));
    return OK;
}

/* --- an earlier run ------------------------------------------------------------------------ */

/* Files of a run, and how all of them begin; an empty one is a run's too, killed before its first row. */
static const struct {
    const char *name;
    size_t at; /* of the first byte that is looked at */
    const char *begins;
} own[] = {{"model.safetensors", 8, "{\"__metadata__\":{\"format\":\"trm-"},
           {"model-best.safetensors", 8, "{\"__metadata__\":{\"format\":\"trm-"},
           {"checkpoint.safetensors", 8, "{\"__metadata__\":{\"format\":\"trm-"},
           {"checkpoint.before.safetensors", 8, "{\"__metadata__\":{\"format\":\"trm-"},
           {"checkpoint.damaged.safetensors", 0, ""},
           {"run.json", 0, "{"},
           {"report.html", 0, "<!DOCTYPE html>"},
           {"metrics.csv", 0, "step,"}};

enum { OWN = sizeof own / sizeof *own };

/* A link too, even one that leads nowhere. */
static int stands_there(const char *path)
{
    struct stat facts;
    return lstat(path, &facts) == 0;
}

static int is_own(const char *path, int which)
{
    char first[64] = "";
    struct stat facts;
    if (lstat(path, &facts) != 0 || !S_ISREG(facts.st_mode)) return 0;
    FILE *file = fopen(path, "rb");
    if (!file) return 0;
    size_t length = fread(first, 1, sizeof first - 1, file), at = own[which].at, begins = strlen(own[which].begins);
    fclose(file);
    return length == 0 || (length >= at + begins && memcmp(first + at, own[which].begins, begins) == 0);
}

/* A folder that was not there before: PATH.1, PATH.2 ... */
static int make_numbered(const run_folder *f, char *aside, error *err)
{
    for (int i = 1; i < 10000; i++) {
        snprintf(aside, RUN_FILE, "%s.%d", f->path, i);
        if (mkdir(aside, 0777) == 0) return OK;
        if (errno != EEXIST)
            return fail(err, NO_FILE, "cannot make %s for the earlier run: %s", aside, strerror(errno));
    }
    return fail(err, NO_FILE, "%s holds a run, and too many earlier ones lie beside it", f->path);
}

static int move(const run_folder *f, const char *aside, const char *name, error *err)
{
    char from[RUN_FILE + RUN_NAME], to[RUN_FILE + RUN_NAME];
    snprintf(from, sizeof from, "%s/%s", f->path, name);
    snprintf(to, sizeof to, "%s/%s", aside, name);
    if (rename(from, to) == 0) return OK;
    return fail(err, NO_FILE, "cannot move %s to %s: %s", from, to, strerror(errno));
}

/* Marks the files that are there; refuses those that are not a run's. */
static int find_own(const run_folder *f, int found[OWN], int *count, error *err)
{
    *count = 0;
    for (int i = 0; i < OWN; i++) {
        char path[RUN_FILE + RUN_NAME];
        snprintf(path, sizeof path, "%s/%s", f->path, own[i].name);
        if (!(found[i] = stands_there(path))) continue;
        if (!is_own(path, i))
            return fail(err, BAD_INPUT,
                        "%s is not a file that a run left, and would be in the way; move it, or name another folder "
                        "with --out",
                        path);
        ++*count;
    }
    return OK;
}

int run_folder_set_aside(const run_folder *f, char *aside, error *err)
{
    int found[OWN], count;
    aside[0] = 0;
    int status = find_own(f, found, &count, err);
    if (status != OK || !count) return status;
    status = make_numbered(f, aside, err);
    for (int i = 0; i < OWN && status == OK; i++)
        if (found[i]) status = move(f, aside, own[i].name, err);
    flush_folder(aside);
    flush_folder(f->path);
    return status;
}
