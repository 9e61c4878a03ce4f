#include "base/path.h"

#include "base/file.h"

#include <stdio.h> /* snprintf */
#include <stdlib.h>
#include <string.h>

char *path_join(const char *text, size_t length, const char *between, const char *more)
{
    size_t size = length + strlen(between) + strlen(more) + 1;
    char *joined = malloc(size);
    if (joined == NULL) return NULL;
    memcpy(joined, text, length);
    snprintf(joined + length, size - length, "%s%s", between, more);
    return joined;
}

/* Without slashes at the end, but the first one stays. */
static size_t trimmed(const char *path, size_t length)
{
    while (length > 1 && path[length - 1] == '/') length--;
    return length;
}

char *path_in(const char *folder, const char *name)
{
    size_t length = trimmed(folder, strlen(folder));
    return path_join(folder, length, length > 0 && folder[length - 1] == '/' ? "" : "/", name);
}

int path_exists_in(const char *folder, const char *name)
{
    char *path = path_in(folder, name);
    int exists = path != NULL && file_exists(path);
    free(path);
    return exists;
}

size_t path_last_start(const char *path, size_t length)
{
    while (length > 0 && path[length - 1] != '/') length--;
    return length;
}

int path_ends_in(const char *path, const char *end)
{
    size_t length = strlen(path), tail = strlen(end);
    return length >= tail && strcmp(path + length - tail, end) == 0;
}
