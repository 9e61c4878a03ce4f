/* A file that appears complete or not at all: it is written as NAME.part and gets its name at the end. */
#ifndef TOOLS_PART_FILE_H
#define TOOLS_PART_FILE_H

#include <stdio.h> /* FILE */

enum { PATH_SIZE = 4096 };

typedef struct part_file {
    const char *program; /* who complains */
    FILE *stream;        /* while it is open */
    char path[PATH_SIZE], temporary[PATH_SIZE];
} part_file;

/* All return an exit code of tools/flags.h; complaints go to stderr in the name of the program. */

/* Nothing is complained about where the folder is there already. */
int make_folder(const char *program, const char *path);

/* Refuses a folder whose name, given by the flag --out, is too long. */
int part_file_name(part_file *p, const char *program, const char *folder, const char *name);

int part_file_open(part_file *p);
/* `status` says how the writing went; where it, or the stream, was faulty, the temporary file is removed. */
int part_file_close(part_file *p, int status);

/* Gives the closed file its name. */
int part_file_publish(const part_file *p);
/* Removes the temporary file, if it is there. */
void part_file_discard(const part_file *p);

#endif
