#include "trm/network/model_place.h"

#include <stdio.h>  /* snprintf */
#include <string.h> /* strrchr */
#include <unistd.h> /* access */

/* Whether the file folder[length]between/kind.safetensors can be read; leaves its path. */
static int is_in(const char *folder, size_t length, const char *between, const char *kind, char *path, size_t size)
{
    int n = snprintf(path, size, "%.*s%s%s.safetensors", (int)length, folder, between, kind);
    return n > 0 && (size_t)n < size && access(path, R_OK) == 0;
}

int model_find(const char *kind, const char *program, const char *installed, char *path, size_t size)
{
    const char *slash = strrchr(program, '/');
    size_t beside = slash ? (size_t)(slash + 1 - program) : 0;
    if (is_in("models", 6, "/", kind, path, size)) return 0;
    if (slash && is_in(program, beside, "models/", kind, path, size)) return 0;
    if (slash && is_in(program, beside, "../share/trm/", kind, path, size)) return 0;
    return installed && is_in(installed, strlen(installed), "/", kind, path, size) ? 0 : -1;
}
