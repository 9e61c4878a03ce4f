/* Command-line options from one table: name, type, default, range and help serve the parser, --help and the metadata
 * of model files alike.
 *
 * A program keeps its settings in a struct, fills in the defaults, and describes every field by a row. Options may
 * stand anywhere; values follow as `--name value` or `--name=value`; `--` ends the options; a lone `-` is a word.
 */
#ifndef BASE_OPTIONS_H
#define BASE_OPTIONS_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef enum {
    OPTION_INT,    /* int64_t */
    OPTION_REAL,   /* double */
    OPTION_CHOICE, /* int: index into `choices`, words parted by '|' */
    OPTION_FLAG,   /* int: 0 or 1, no value on the command line */
    OPTION_TEXT,   /* const char *, owned by argv */
} option_type;

typedef struct option {
    const char *name; /* without dashes; NULL with a `help` text starts a group in --help */
    option_type type;
    size_t offset; /* of the field in the settings */
    double min, max;
    const char *choices;
    const char *help;
    const char *absent; /* what files without it mean; NULL: they must have it */
} option;

/* A row of the table: OPT(settings, field, INT, "name", min, max, NULL, "help") */
#define OPT(type, field, kind, name, min, max, choices, help)                                                          \
    {                                                                                                                  \
        name, OPTION_##kind, offsetof(type, field), min, max, choices, help, NULL                                      \
    }

/* The same for an option that files may lack. */
#define OPT_OR(type, field, kind, name, min, max, choices, help, absent)                                               \
    {                                                                                                                  \
        name, OPTION_##kind, offsetof(type, field), min, max, choices, help, absent                                    \
    }

/* Parses argv[1..]; everything that is no option goes to words[max_words]. Returns how many words there are, or -1
 * with a sentence in `why` (unknown option, missing value, not a number, out of range, too many words). */
int options_parse(const option *table, int count, void *settings, int argc, char **argv, const char **words,
                  int max_words, error *err);

/* Sets one option from text, as from a file's metadata. Returns 0, or -1 with a sentence. */
int option_set(const option *row, void *settings, const char *text, error *err);

/* The value as text that option_set takes back exactly. */
void option_format(const option *row, const void *settings, char *text, size_t size);

/* NULL where there is none of that name. */
const option *option_find(const option *table, int count, const char *name);

/* Prints the table with the values in `settings` as defaults. */
void options_help(FILE *out, const option *table, int count, const void *settings);

#endif
