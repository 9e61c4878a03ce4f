#include "base/path.h"

#include "base/file.h"

#include <string.h>

const char *path_in(char path[PATH_BYTES], const char *folder, const char *name)
{
    size_t length = strlen(folder);
    const char *slash = length > 0 && folder[length - 1] == '/' ? "" : "/";
    if (snprintf(path, PATH_BYTES, "%s%s%s", folder, slash, name) >= PATH_BYTES) path[0] = '\0';
    return path;
}

int path_exists_in(const char *folder, const char *name)
{
    char path[PATH_BYTES];
    return file_exists(path_in(path, folder, name));
}

const char *path_last(const char *path, size_t *length)
{
    size_t end = *length;
    while (end > 1 && path[end - 1] == '/') end--;
    size_t start = end;
    while (start > 0 && path[start - 1] != '/') start--;
    *length = end - start;
    return path + start;
}

int path_ends_in(const char *path, const char *end)
{
    size_t length = strlen(path), tail = strlen(end);
    return length >= tail && strcmp(path + length - tail, end) == 0;
}
