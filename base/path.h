/* Names of files and folders. */
#ifndef BASE_PATH_H
#define BASE_PATH_H

#include <stddef.h> /* size_t */

enum { PATH_BYTES = 4096 }; /* no system opens a longer path */

/* FOLDER/NAME, with one slash between them; empty, which names no file, if that is too long. Returns `path`. */
const char *path_in(char path[PATH_BYTES], const char *folder, const char *name);

/* Whether a folder holds a file or a folder of that name. */
int path_exists_in(const char *folder, const char *name);

/* The last part of path[*length], "b" of "a/b/"; *length becomes its own, without slashes at its end. */
const char *path_last(const char *path, size_t *length);

int path_ends_in(const char *path, const char *end);

#endif
