#include "trm/training/run_folder.h"

#include "base/file.h"

#include <errno.h>
#include <stdio.h> /* rename, snprintf */
#include <string.h>

/* runs/NAME for the last name in the path of the data. */
static int name_after(run_folder *f, const char *data, error *err)
{
    size_t length = strlen(data), start;
    while (length > 1 && data[length - 1] == '/') length--;
    for (start = length; start > 0 && data[start - 1] != '/';) start--;
    const char *name = data + start;
    if (strspn(name, ".") >= length - start)
        return fail(err, BAD_INPUT, "%s gives the run no name; name a folder with --out", data);
    snprintf(f->path, RUN_PATH, "runs/%.*s", (int)(length - start), name);
    return OK;
}

int run_folder_name(run_folder *f, const char *out, const char *data, error *err)
{
    if (out && !*out) return fail(err, BAD_INPUT, "--out needs the name of a folder");
    if (strlen(out ? out : data) + 8 > RUN_PATH) return fail(err, BAD_INPUT, "--out is longer than a path can be");
    int bad = out ? OK : name_after(f, data, err);
    if (bad) return bad;
    if (out) snprintf(f->path, RUN_PATH, "%s", out);
    for (size_t n = strlen(f->path); n > 1 && f->path[n - 1] == '/';) f->path[--n] = 0;
    snprintf(f->model, RUN_FILE, "%s/model.safetensors", f->path);
    snprintf(f->checkpoint, RUN_FILE, "%s/checkpoint.safetensors", f->path);
    snprintf(f->metrics, RUN_FILE, "%s/metrics.csv", f->path);
    snprintf(f->summary, RUN_FILE, "%s/run.json", f->path);
    return OK;
}

static int set_old_run_aside(const run_folder *f, char *aside, error *err)
{
    aside[0] = 0;
    if (!file_exists(f->checkpoint) && !file_exists(f->model) && !file_exists(f->metrics)) return OK;
    for (int i = 1; i < 10000; i++) {
        snprintf(aside, RUN_FILE, "%s.%d", f->path, i);
        if (file_exists(aside)) continue;
        if (!rename(f->path, aside)) return OK;
        return fail(err, NO_FILE, "cannot move the earlier run %s aside: %s", f->path, strerror(errno));
    }
    return fail(err, NO_FILE, "%s holds a run, and too many earlier ones lie beside it", f->path);
}

int run_folder_make(const run_folder *f, char *aside, error *err)
{
    int bad = set_old_run_aside(f, aside, err);
    return bad ? bad : make_folders(f->path, err);
}
