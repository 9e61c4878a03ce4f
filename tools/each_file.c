#include "tools/each_file.h"

#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Returns 0, or -1 if out of memory. */
static int add(folder_files *f, const char *folder, const char *name)
{
    size_t length = strlen(folder), size = length + strlen(name) + 2;
    char *path = malloc(size);
    if (!path) return -1;
    snprintf(path, size, "%s%s%s", folder, length && folder[length - 1] == '/' ? "" : "/", name);
    if (folder_exists(path)) {
        free(path);
        return 0;
    }
    f->paths[f->count++] = path;
    return 0;
}

int folder_files_open(folder_files *f, const char *folder, error *err)
{
    struct dirent **entries = NULL;
    int found = scandir(folder, &entries, NULL, alphasort), failed = 0;
    *f = (folder_files){0};
    if (found < 0) return fail_at(err, NO_FILE, folder, 0, "cannot be read: %s", strerror(errno));
    f->paths = calloc((size_t)found + 1, sizeof *f->paths);
    for (int i = 0; i < found; i++) {
        if (f->paths && *entries[i]->d_name != '.') failed |= add(f, folder, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    if (failed || !f->paths) return fail_memory(err, "the names of files");
    return f->count ? OK : fail_at(err, BAD_INPUT, folder, 0, "the folder holds no files, expected puzzles");
}

void folder_files_close(folder_files *f)
{
    for (int i = 0; i < f->count; i++) free(f->paths[i]);
    free(f->paths);
    *f = (folder_files){0};
}
