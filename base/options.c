#include "base/options.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void *field_of(const option *row, void *settings)
{
    return (char *)settings + row->offset;
}

static const void *const_field_of(const option *row, const void *settings)
{
    return (const char *)settings + row->offset;
}

const option *option_find(const option *table, int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (table[i].name && !strcmp(table[i].name, name)) return &table[i];
    return NULL;
}

/* Index of a word among "a|b|c", or -1. */
static int choice_index(const char *choices, const char *word)
{
    size_t length = strlen(word);
    for (int index = 0;; index++) {
        size_t here = strcspn(choices, "|");
        if (here == length && !strncmp(choices, word, length)) return index;
        if (!choices[here]) return -1;
        choices += here + 1;
    }
}

static void choice_word(const char *choices, int index, char *text, size_t size)
{
    while (index-- > 0) choices += strcspn(choices, "|") + 1;
    snprintf(text, size, "%.*s", (int)strcspn(choices, "|"), choices);
}

static int set_number(const option *row, void *field, const char *text, error *err)
{
    char *end;
    errno = 0;
    double value = row->type == OPTION_INT ? (double)strtoll(text, &end, 10) : strtod(text, &end);
    if (end == text || *end || errno || isnan(value)) {
        return fail(err, FAILED, "--%s takes a %s, not '%s'", row->name,
                 row->type == OPTION_INT ? "whole number" : "number", text);
    }
    if (value < row->min || value > row->max) {
        return fail(err, FAILED, "--%s %s is out of range: expected %.15g to %.15g", row->name, text, row->min,
                 row->max);
    }
    if (row->type == OPTION_INT)
        *(int64_t *)field = strtoll(text, NULL, 10);
    else
        *(double *)field = value;
    return 0;
}

int option_set(const option *row, void *settings, const char *text, error *err)
{
    void *field = field_of(row, settings);
    switch (row->type) {
    case OPTION_INT:
    case OPTION_REAL:
        return set_number(row, field, text, err);
    case OPTION_CHOICE: {
        int index = choice_index(row->choices, text);
        if (index < 0) {
            return fail(err, FAILED, "--%s takes one of %s, not '%s'", row->name, row->choices, text);
        }
        *(int *)field = index;
        return 0;
    }
    case OPTION_FLAG:
        *(int *)field = strcmp(text, "0") != 0;
        return 0;
    case OPTION_TEXT:
        *(const char **)field = text;
        return 0;
    }
    return -1;
}

void option_format(const option *row, const void *settings, char *text, size_t size)
{
    const void *field = const_field_of(row, settings);
    switch (row->type) {
    case OPTION_INT:
        snprintf(text, size, "%lld", (long long)*(const int64_t *)field);
        return;
    case OPTION_REAL:
        snprintf(text, size, "%.9g", *(const double *)field);
        if (strtod(text, NULL) < *(const double *)field || strtod(text, NULL) > *(const double *)field)
            snprintf(text, size, "%.17g", *(const double *)field);
        return;
    case OPTION_CHOICE:
        choice_word(row->choices, *(const int *)field, text, size);
        return;
    case OPTION_FLAG:
        snprintf(text, size, "%d", *(const int *)field);
        return;
    case OPTION_TEXT:
        snprintf(text, size, "%s", *(const char *const *)field ? *(const char *const *)field : "");
        return;
    }
}

/* One argument "--name", "--name=value" or "--name value"; moves *at past what it used. */
static int parse_option(const option *table, int count, void *settings, int argc, char **argv, int *at, error *err)
{
    const char *argument = argv[*at] + 2;
    size_t length = strcspn(argument, "=");
    char name[64];
    snprintf(name, sizeof name, "%.*s", (int)(length < sizeof name ? length : sizeof name - 1), argument);
    const option *row = option_find(table, count, name);
    if (!row) {
        return fail(err, FAILED, "there is no option --%s (see --help)", name);
    }
    const char *value = argument[length] ? argument + length + 1 : NULL;
    if (row->type == OPTION_FLAG) {
        if (value) {
            return fail(err, FAILED, "--%s takes no value", name);
        }
        value = "1";
    } else if (!value) {
        if (*at + 1 >= argc) {
            return fail(err, FAILED, "--%s needs a value", name);
        }
        value = argv[++*at];
    }
    return option_set(row, settings, value, err);
}

int options_parse(const option *table, int count, void *settings, int argc, char **argv, const char **words,
                  int max_words, error *err)
{
    int found = 0, only_words = 0;
    for (int i = 1; i < argc; i++) {
        const char *argument = argv[i];
        if (!only_words && !strcmp(argument, "--")) {
            only_words = 1;
        } else if (!only_words && !strcmp(argument, "-h")) {
            char help[] = "--help", *one[] = {help};
            int at = 0;
            if (parse_option(table, count, settings, 1, one, &at, err)) return -1;
        } else if (!only_words && !strncmp(argument, "--", 2)) {
            if (parse_option(table, count, settings, argc, argv, &i, err)) return -1;
        } else if (!only_words && argument[0] == '-' && argument[1]) {
            return fail(err, FAILED, "there is no option %s; options are long: --name value (see --help)", argument);
        } else if (found == max_words) {
            return fail(err, FAILED, "one argument too many: '%s' (see --help)", argument);
        } else {
            words[found++] = argument;
        }
    }
    return found;
}

void options_help(FILE *out, const option *table, int count, const void *settings)
{
    for (int i = 0; i < count; i++) {
        const option *row = &table[i];
        if (!row->name) {
            fprintf(out, "\n%s\n", row->help);
            continue;
        }
        char value[128], left[64];
        option_format(row, settings, value, sizeof value);
        static const char *const kinds[] = {" N", " X", " WORD", "", " TEXT"};
        snprintf(left, sizeof left, "--%s%s", row->name, kinds[row->type]);
        fprintf(out, "  %-28s %s", left, row->help);
        if (row->type == OPTION_CHOICE) fprintf(out, ": %s", row->choices);
        if (row->type != OPTION_FLAG && *value) fprintf(out, " [%s]", value);
        fprintf(out, "\n");
    }
}
