#include "base/options.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- rows -------------------------------------------------------------------------------------------------------- */

static void *field_of(const option *row, void *settings)
{
    return (char *)settings + row->offset;
}

static const void *const_field_of(const option *row, const void *settings)
{
    return (const char *)settings + row->offset;
}

static size_t field_size(const option *row)
{
    static const size_t sizes[] = {sizeof(int64_t), sizeof(double), sizeof(int), sizeof(int), sizeof(const char *)};
    return sizes[row->type];
}

void options_add(options *o, const char *title, const option *rows, size_t count, size_t offset)
{
    assert((size_t)o->count + count + 1 <= MAX_OPTIONS);
    if (title) o->rows[o->count++] = (option){.help = title};
    for (size_t i = 0; i < count; i++) {
        o->rows[o->count] = rows[i];
        o->rows[o->count++].offset += offset;
    }
}

const option *option_find(const options *o, const char *name)
{
    for (int i = 0; i < o->count; i++) {
        const option *row = &o->rows[i];
        if (row->name && (!strcmp(row->name, name) || (row->old && !strcmp(row->old, name)))) return row;
    }
    return NULL;
}

const char *option_key(const option *row)
{
    return row->old ? row->old : row->name;
}

/* --- choices ----------------------------------------------------------------------------------------------------- */

/* The word of a choice and its length, or NULL past the last. */
static const char *choice_word(const option *row, int index, size_t *length)
{
    const char *word = row->choice ? row->choice(index).name : row->choices;
    for (int i = 0; !row->choice && i < index; i++) {
        word += strcspn(word, "|");
        if (!*word++) return NULL;
    }
    if (word) *length = strcspn(word, "|");
    return word;
}

int option_choice_index(option_choice (*choice)(int index), const char *name)
{
    const char *word;
    for (int i = 0; (word = choice(i).name); i++)
        if (!strcmp(word, name)) return i;
    return -1;
}

static int choice_index(const option *row, const char *text)
{
    const char *word;
    size_t length;
    for (int i = 0; (word = choice_word(row, i, &length)); i++)
        if (length == strlen(text) && !strncmp(word, text, length)) return i;
    return -1;
}

/* All of them, separated by '|'. */
static void list_choices(const option *row, char *text, size_t size)
{
    const char *word;
    size_t length, used = 0;
    text[0] = '\0';
    for (int i = 0; (word = choice_word(row, i, &length)) && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%.*s", i ? "|" : "", (int)length, word);
}

/* --- values ------------------------------------------------------------------------------------------------------ */

static int set_int(const option *row, void *field, const char *text, error *err)
{
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (end == text || *end || errno)
        return fail(err, BAD_INPUT, "--%s takes a whole number, not '%s'", row->name, text);
    if ((double)value < row->min || (double)value > row->max)
        return fail(err, BAD_INPUT, "--%s %s is out of range: expected %.15g to %.15g", row->name, text, row->min,
                    row->max);
    *(int64_t *)field = value;
    return OK;
}

static int set_real(const option *row, void *field, const char *text, error *err)
{
    char *end;
    errno = 0;
    double value = strtod(text, &end);
    if (end == text || *end || errno || isnan(value))
        return fail(err, BAD_INPUT, "--%s takes a number, not '%s'", row->name, text);
    if (value < row->min || value > row->max)
        return fail(err, BAD_INPUT, "--%s %s is out of range: expected %.15g to %.15g", row->name, text, row->min,
                    row->max);
    *(double *)field = value;
    return OK;
}

static int set_choice(const option *row, void *field, const char *text, error *err)
{
    char all[256];
    int index = choice_index(row, text);
    list_choices(row, all, sizeof all);
    if (index < 0) return fail(err, BAD_INPUT, "--%s takes one of %s, not '%s'", row->name, all, text);
    *(int *)field = index;
    return OK;
}

int option_set(const option *row, void *settings, const char *text, error *err)
{
    void *field = field_of(row, settings);
    switch (row->type) {
    case OPTION_INT:
        return set_int(row, field, text, err);
    case OPTION_REAL:
        return set_real(row, field, text, err);
    case OPTION_CHOICE:
        return set_choice(row, field, text, err);
    case OPTION_FLAG:
        *(int *)field = strcmp(text, "0") != 0;
        return OK;
    case OPTION_TEXT:
        *(const char **)field = text;
        return OK;
    }
    return FAILED;
}

/* The shortest of 9 and 17 digits that gives the value back. */
static void format_real(double value, char *text, size_t size)
{
    snprintf(text, size, "%.9g", value);
    if (strtod(text, NULL) < value || strtod(text, NULL) > value) snprintf(text, size, "%.17g", value);
}

void option_format(const option *row, const void *settings, char *text, size_t size)
{
    const void *field = const_field_of(row, settings);
    size_t length = 0;
    const char *word;
    switch (row->type) {
    case OPTION_INT:
        snprintf(text, size, "%lld", (long long)*(const int64_t *)field);
        return;
    case OPTION_REAL:
        format_real(*(const double *)field, text, size);
        return;
    case OPTION_CHOICE:
        word = choice_word(row, *(const int *)field, &length);
        snprintf(text, size, "%.*s", (int)length, word ? word : "");
        return;
    case OPTION_FLAG:
        snprintf(text, size, "%d", *(const int *)field);
        return;
    case OPTION_TEXT:
        word = *(const char *const *)field;
        snprintf(text, size, "%s", word ? word : "");
        return;
    }
}

void options_defaults(const options *o, void *settings)
{
    for (int i = 0; i < o->count; i++) {
        const option *row = &o->rows[i];
        if (!row->name) continue;
        memset(field_of(row, settings), 0, field_size(row));
        int bad = row->def ? option_set(row, settings, row->def, NULL) : OK;
        assert(!bad);
        (void)bad;
    }
}

void options_preset(const options *o, void *settings, const char *const *presets)
{
    for (; presets && *presets; presets++) {
        char name[64];
        size_t length = strcspn(*presets, " ");
        snprintf(name, sizeof name, "%.*s", (int)length, *presets);
        const option *row = option_find(o, name);
        int bad = row ? option_set(row, settings, *presets + length + 1, NULL) : BAD_INPUT;
        assert(!bad);
        (void)bad;
    }
}

void options_copy_given(const options *o, const uint8_t *given, const void *from, void *to)
{
    for (int i = 0; i < o->count; i++)
        if (given[i]) memcpy(field_of(&o->rows[i], to), const_field_of(&o->rows[i], from), field_size(&o->rows[i]));
}

/* --- the command line -------------------------------------------------------------------------------------------- */

/* One argument "--name", "--name=value" or "--name value"; moves *at past what it used. */
static int parse_option(const options *o, void *settings, int argc, char **argv, int *at, uint8_t *given, error *err)
{
    const char *argument = argv[*at] + 2;
    size_t length = strcspn(argument, "=");
    char name[64];
    snprintf(name, sizeof name, "%.*s", (int)(length < sizeof name ? length : sizeof name - 1), argument);
    const option *row = option_find(o, name);
    const char *value = argument[length] ? argument + length + 1 : NULL;
    if (!row) return fail(err, BAD_INPUT, "there is no option --%s (see --help)", name);
    if (row->type == OPTION_FLAG) {
        if (value) return fail(err, BAD_INPUT, "--%s takes no value", name);
        value = "1";
    } else if (!value) {
        if (*at + 1 >= argc) return fail(err, BAD_INPUT, "--%s needs a value", name);
        value = argv[++*at];
    }
    if (given) given[row - o->rows] = 1;
    return option_set(row, settings, value, err);
}

int options_parse(const options *o, void *settings, int argc, char **argv, const char **words, int max_words,
                  uint8_t *given, error *err)
{
    int found = 0, only_words = 0;
    const option *help = option_find(o, "help");
    for (int i = 1; i < argc; i++) {
        const char *argument = argv[i];
        if (!only_words && !strcmp(argument, "--")) {
            only_words = 1;
        } else if (!only_words && help && !strcmp(argument, "-h")) {
            option_set(help, settings, "1", err);
        } else if (!only_words && !strncmp(argument, "--", 2)) {
            if (parse_option(o, settings, argc, argv, &i, given, err)) return -1;
        } else if (!only_words && argument[0] == '-' && argument[1]) {
            fail(err, BAD_INPUT, "there is no option %s; options are long: --name value (see --help)", argument);
            return -1;
        } else if (found == max_words) {
            fail(err, BAD_INPUT, "one argument too many: '%s' (see --help)", argument);
            return -1;
        } else {
            words[found++] = argument;
        }
    }
    return found;
}

/* A line a choice, if the table says what they are. */
static void help_choices(FILE *out, const option *row)
{
    for (int i = 0; row->choice && row->choice(i).name && row->choice(i).help; i++)
        fprintf(out, "  %-28s   %-14s %s\n", "", row->choice(i).name, row->choice(i).help);
}

void options_help(FILE *out, const options *o, const void *settings)
{
    static const char *const kinds[] = {" N", " X", " WORD", "", " TEXT"};
    for (int i = 0; i < o->count; i++) {
        const option *row = &o->rows[i];
        char value[128], left[64], all[256];
        if (!row->name) {
            fprintf(out, "\n%s\n", row->help);
            continue;
        }
        option_format(row, settings, value, sizeof value);
        list_choices(row, all, sizeof all);
        snprintf(left, sizeof left, "--%s%s", row->name, kinds[row->type]);
        fprintf(out, "  %-28s %s", left, row->help);
        if (row->type == OPTION_CHOICE) fprintf(out, ": %s", all);
        if (row->type != OPTION_FLAG && *value) fprintf(out, " [%s]", value);
        fprintf(out, "\n");
        help_choices(out, row);
    }
}
