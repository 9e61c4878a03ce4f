/* What every program does first and last, and what it calls itself. */
#ifndef BASE_PROGRAM_H
#define BASE_PROGRAM_H

#include <stddef.h>
#include <stdio.h>

/* Descriptors 0 to 2 are open from here on: otherwise the first file that the program opens would take the place of a
 * standard stream that was closed, and get what is printed. Reading and writing those fails, as it should. */
void program_open(void);

/* Flushes stdout. Returns the exit code: `status`, or NO_FILE with a sentence if the output could not be written. */
int program_close(const char *name, int status);

/* The program's name in messages: argv[0] without its folder. */
const char *program_name(const char *argv0);

/* Prints a text in which ./train and ./solve stand for the two programs, as people call them who have started one of them
 * as argv0: trm-train is beside trm-solve. */
void program_put(FILE *out, const char *argv0, const char *text);

/* The same for one of them, "train" or "solve", alone. Cut if the room is too small. */
void program_path(char *path, size_t room, const char *argv0, const char *name);

/* "NAME: TEXT" on stderr, in the same words. */
void program_complain(const char *argv0, const char *text);

/* As program_put, for a text that is printed in pieces, to `file`. The file is NULL if out of memory. */
typedef struct program_text {
    FILE *file;
    char *text; /* private, with: */
    size_t size;
} program_text;

void program_text_open(program_text *t);
void program_text_put(program_text *t, FILE *out, const char *argv0);

#endif
