/* The files of a folder, one after another. */
#ifndef TOOLS_EACH_FILE_H
#define TOOLS_EACH_FILE_H

#include "base/error.h"

/* Paths of the files in a folder, by name; hidden ones and folders in it are none. */
typedef struct folder_files {
    int count;
    char **paths; /* [count], owned */
} folder_files;

/* Returns OK, NO_FILE (it cannot be read), BAD_INPUT (it holds no file) or NO_MEMORY. */
int folder_files_open(folder_files *f, const char *folder, error *err);
void folder_files_close(folder_files *f);

#endif
