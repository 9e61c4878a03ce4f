/* Command-line options from one list. The list makes the struct of the settings and the table of rows, so that an
 * option is added in one place; parser, defaults, --help and the metadata of files read the same rows.
 *
 *     #define SETTINGS(O)                                                                            \
 *         O(INT, steps, "steps", .def = "4800", .min = 1, .max = 1e9, .help = "optimiser steps")     \
 *         O(CHOICE, colour, "colour", .def = "auto", .choices = "auto|always|never", .help = "when to colour")
 *
 *     typedef struct settings { SETTINGS(OPTION_FIELD) } settings;
 *     #define ROW(type, field, ...) OPTION_ROW(settings, type, field, __VA_ARGS__)
 *     static const option rows[] = {SETTINGS(ROW)};
 *
 * Options may stand anywhere on the line; values follow as `--name value` or `--name=value`; `--` ends the options; a
 * lone `-` is a word.
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
    OPTION_CHOICE, /* int: index into the choices */
    OPTION_LIST,   /* option_list: several of the choices, separated by commas */
    OPTION_FLAG,   /* int: 0 or 1, no value on the command line */
    OPTION_TEXT,   /* const char *, owned by argv */
} option_type;

enum { OPTION_LIST_MAX = 16, OPTION_VALUE = 320 }; /* items of a list; room for any value as text */

typedef struct option_list {
    int count;
    uint8_t item[OPTION_LIST_MAX]; /* indices into the choices */
} option_list;

/* One of the values of an OPTION_CHOICE; name NULL ends them. */
typedef struct option_choice {
    const char *name, *help;
} option_choice;

/* The index of a name in a table of choices, or -1. */
int option_choice_index(option_choice (*choice)(int index), const char *name);

typedef struct option {
    const char *name; /* without dashes; NULL with a `help` text starts a group in --help */
    option_type type;
    size_t offset;                      /* of the field in the settings */
    const char *def;                    /* the default, as text; NULL: 0 or no text */
    double min, max;                    /* of numbers */
    const char *choices;                /* words separated by '|' ... */
    option_choice (*choice)(int index); /* ... or a table that has a row for each */
    const char *help;
    const char *absent; /* what a file without the key means; NULL: files must have it */
    const char *old;    /* an earlier name: the key in files, and still accepted on command lines */
    int sparse;         /* 1: files have the key only if the value differs from `absent` */
} option;

/* Fields and rows from a list, as shown above. */
#define OPTION_FIELD(type, field, ...) OPTION_FIELD_##type field;
#define OPTION_FIELD_INT               int64_t
#define OPTION_FIELD_REAL              double
#define OPTION_FIELD_CHOICE            int
#define OPTION_FIELD_LIST              option_list
#define OPTION_FIELD_FLAG              int
#define OPTION_FIELD_TEXT              const char *
#define OPTION_ROW(settings, kind, field, ...)                                                                         \
    {.type = OPTION_##kind, .offset = offsetof(settings, field), .name = __VA_ARGS__},

/* Rows of several structs in one table, for a program whose settings hold them all. */
enum { MAX_OPTIONS = 128 };
typedef struct options {
    int count;
    option rows[MAX_OPTIONS];
} options;

/* Adds a group with the title (NULL: none) and the rows of a struct that lies at `offset` in the settings. */
void options_add(options *o, const char *title, const option *rows, size_t count, size_t offset);

/* Sets all fields to their defaults. */
void options_defaults(const options *o, void *settings);

/* Parses argv[1..]; everything that is no option goes to words[max_words], also a long argument without a letter.
 * given[i] becomes 1 for each row that the line sets; NULL: nobody asks. Returns how many words there are, or -1 with a
 * sentence: unknown option, missing value, not a number, out of range, too many words. */
int options_parse(const options *o, void *settings, int argc, char **argv, const char **words, int max_words,
                  uint8_t *given, error *err);

/* Copies the fields of the given rows from one struct of settings to another. */
void options_copy_given(const options *o, const uint8_t *given, const void *from, void *to);

/* Sets one option from text, as from the metadata of a file. Returns OK or BAD_INPUT with a sentence. */
int option_set(const option *row, void *settings, const char *text, error *err);

/* Sets options from "name value" texts, closed by NULL: defaults that a kind of puzzle brings. They must be right. */
void options_preset(const options *o, void *settings, const char *const *presets);

/* The value as text that option_set takes back exactly. */
void option_format(const option *row, const void *settings, char *text, size_t size);

/* The key of a row in files. */
const char *option_key(const option *row);

/* The row with that name or earlier name, or NULL. */
const option *option_find(const options *o, const char *name);

/* Prints the table with the values in `settings` as defaults. */
void options_help(FILE *out, const options *o, const void *settings);

#endif
