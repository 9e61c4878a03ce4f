/* A command line that a person can paste into a shell: words are quoted where a shell would take them apart. */
#ifndef BASE_SHELL_LINE_H
#define BASE_SHELL_LINE_H

#include <stddef.h>

enum { SHELL_LINE_ROOM = 4096 };

/* All zero: empty. */
typedef struct shell_line {
    char text[SHELL_LINE_ROOM];
    size_t used;
    int failed; /* 1: it would be too long, or hold what no terminal may have */
} shell_line;

/* Appends text as it is. */
void shell_put(shell_line *line, const char *text);

/* Appends a word, in quotes if needed. Line ends are kept, other control characters make it fail. */
void shell_put_word(shell_line *line, const char *word);

#endif
