/* Names of files and folders. What is returned as char * is owned by the caller; NULL if out of memory. */
#ifndef BASE_PATH_H
#define BASE_PATH_H

#include <stddef.h> /* size_t */

/* text[length] and two more texts, as one. */
char *path_join(const char *text, size_t length, const char *between, const char *more);

/* FOLDER/NAME, with one slash between them. */
char *path_in(const char *folder, const char *name);

/* Whether a folder holds a file or a folder of that name. */
int path_exists_in(const char *folder, const char *name);

/* Where the last part of path[length] begins: at "b" of "a/b". */
size_t path_last_start(const char *path, size_t length);

int path_ends_in(const char *path, const char *end);

#endif
