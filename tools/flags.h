/* Command lines of "--name value" and "--name", as the dataset tools read them. */
#ifndef TOOLS_FLAGS_H
#define TOOLS_FLAGS_H

#include <stdint.h> /* uint64_t */

enum { DONE = 0, BAD_USAGE = 2, BAD_FILE = 3 }; /* exit codes of the tools */

/* A row that parser and help share. One of `number`, `text` and `given` says where the value goes. */
typedef struct flag {
    const char *name, *help;
    uint64_t *number; /* a whole number, least..most */
    uint64_t least, most;
    const char **text;
    int *given; /* set to 1; takes no value */
} flag;

/* Reads the whole line; a complaint goes to stderr in the name of `program`. Returns DONE or BAD_USAGE. */
int flags_read(const char *program, const flag *flags, int count, int argc, char **argv);

/* Whether --help stands anywhere in the line. */
int flags_ask_help(int argc, char **argv);

/* The flags, one a line, with the values they hold. */
void flags_print(const flag *flags, int count);

#endif
