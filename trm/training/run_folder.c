#include "trm/training/run_folder.h"

#include "base/file.h"

#include <errno.h>
#include <stdio.h> /* rename, snprintf */
#include <string.h>
#include <unistd.h>   /* access */

static int refuse(error *err, const char *sentence)
{
    return fail(err, FAILED, "%s", sentence);
}

/* --- names --------------------------------------------------------------------------------- */

static int is_dots(const char *name, size_t length)
{
    return length > 0 && name[0] == '.' && (length == 1 || (length == 2 && name[1] == '.'));
}

/* The folder's path for a run on `data`. Returns its length, or -1 as above. */
static int path_for(run_folder *f, const char *data, error *err)
{
    size_t length = strlen(data);
    while (length > 1 && data[length - 1] == '/') length--;
    size_t start = length;
    while (start > 0 && data[start - 1] != '/') start--;
    if (!is_dots(data + start, length - start))
        return snprintf(f->path, RUN_PATH, "runs/%.*s", (int)(length - start), data + start);
    return fail(err, FAILED, "%s gives the run no name; name a folder with --out", data);
}

int run_folder_name(run_folder *f, const char *out, const char *data, error *err)
{
    if (out && !*out) return refuse(err, "--out needs the name of a folder");
    int n = out ? snprintf(f->path, RUN_PATH, "%s", out) : path_for(f, data, err);
    if (n < 0) return -1;
    if (n >= RUN_PATH) return refuse(err, "--out is longer than a path can be");
    while (n > 1 && f->path[n - 1] == '/') f->path[--n] = 0;
    snprintf(f->model, sizeof f->model, "%s/model.safetensors", f->path);
    snprintf(f->checkpoint, sizeof f->checkpoint, "%s/checkpoint.safetensors", f->path);
    snprintf(f->metrics, sizeof f->metrics, "%s/metrics.csv", f->path);
    return 0;
}

/* --- folders ------------------------------------------------------------------------------- */

static int set_old_run_aside(const run_folder *f, char *aside, error *err)
{
    aside[0] = 0;
    if (access(f->checkpoint, F_OK) && access(f->model, F_OK) && access(f->metrics, F_OK)) return 0;
    for (int i = 1; i < 10000; i++) {
        snprintf(aside, RUN_PATH + 32, "%s.%d", f->path, i);
        if (!access(aside, F_OK)) continue;
        if (!rename(f->path, aside)) return 0;
        return fail(err, FAILED, "cannot move the earlier run %s aside: %s", f->path, strerror(errno));
    }
    return fail(err, FAILED, "%s holds a run, and too many earlier ones lie beside it", f->path);
}

int run_folder_make(const run_folder *f, char *aside, error *err)
{
    return set_old_run_aside(f, aside, err) || make_folders(f->path, err) ? -1 : 0;
}
