#include "base/options.h"

#include "base/suggest.h"

#include <assert.h>
#include <ctype.h> /* isalpha */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- rows -------------------------------------------------------------------------------------------------------- */

static void *field_of(const option *row, void *settings)
{
    return (char *)settings + row->offset;
}

static size_t field_size(const option *row)
{
    static const size_t sizes[] = {sizeof(int64_t),     sizeof(double), sizeof(int),
                                   sizeof(option_list), sizeof(int),    sizeof(const char *)};
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

/* Whether a word of `length` characters is the text. */
static int is_word(const char *word, size_t length, const char *text)
{
    return text && strlen(text) == length && !strncmp(word, text, length);
}

static const option *find_word(const options *o, const char *word, size_t length)
{
    for (const option *row = o->rows; row < o->rows + o->count; row++)
        if (is_word(word, length, row->name) || is_word(word, length, row->old)) return row;
    return NULL;
}

const option *option_find(const options *o, const char *name)
{
    return find_word(o, name, strlen(name));
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

static int choice_index(const option *row, const char *text, size_t text_length)
{
    const char *word;
    size_t length;
    for (int i = 0; (word = choice_word(row, i, &length)); i++)
        if (length == text_length && !strncmp(word, text, length)) return i;
    return -1;
}

int option_choice_index(option_choice (*choice)(int index), const char *name)
{
    return choice_index(&(option){.choice = choice}, name, strlen(name));
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

static int set_number(const option *row, void *field, const char *text, error *err)
{
    char *end;
    int is_whole = row->type == OPTION_INT;
    errno = 0;
    int64_t whole = is_whole ? strtoll(text, &end, 10) : 0;
    double value = is_whole ? (double)whole : strtod(text, &end);
    if (end == text || *end || errno || isnan(value))
        return fail(err, BAD_INPUT, "--%s takes a %snumber, not '%s'", row->name, is_whole ? "whole " : "", text);
    if (value < row->min || value > row->max)
        return fail(err, BAD_INPUT, "--%s %s is out of range: expected %.15g to %.15g", row->name, text, row->min,
                    row->max);
    if (is_whole)
        *(int64_t *)field = whole;
    else
        *(double *)field = value;
    return OK;
}

/* One of the choices, `length` characters of the text. */
static int set_choice(const option *row, int *field, const char *text, size_t length, error *err)
{
    char all[256];
    int index = choice_index(row, text, length);
    list_choices(row, all, sizeof all);
    if (index < 0)
        return fail(err, BAD_INPUT, "--%s takes %s of %s, not '%.*s'", row->name,
                    row->type == OPTION_LIST ? "a list" : "one", all, (int)length, text);
    *field = index;
    return OK;
}

static int set_list(const option *row, option_list *field, const char *text, error *err)
{
    option_list list = {0};
    for (;; text++) {
        size_t length = strcspn(text, ",");
        int index, bad = set_choice(row, &index, text, length, err);
        if (bad) return bad;
        if (list.count == OPTION_LIST_MAX)
            return fail(err, BAD_INPUT, "--%s takes at most %d items", row->name, OPTION_LIST_MAX);
        list.item[list.count++] = (uint8_t)index;
        text += length;
        if (!*text) break;
    }
    *field = list;
    return OK;
}

int option_set(const option *row, void *settings, const char *text, error *err)
{
    void *field = field_of(row, settings);
    if (row->type == OPTION_INT || row->type == OPTION_REAL) return set_number(row, field, text, err);
    if (row->type == OPTION_CHOICE) return set_choice(row, field, text, strlen(text), err);
    if (row->type == OPTION_LIST) return set_list(row, field, text, err);
    if (row->type == OPTION_FLAG)
        *(int *)field = strcmp(text, "0") != 0;
    else
        *(const char **)field = text;
    return OK;
}

/* The shortest of 9 and 17 digits that gives the value back. */
static void format_real(double value, char *text, size_t size)
{
    snprintf(text, size, "%.9g", value);
    if (strtod(text, NULL) < value || strtod(text, NULL) > value) snprintf(text, size, "%.17g", value);
}

static void format_list(const option *row, const option_list *list, char *text, size_t size)
{
    size_t used = 0, length = 0;
    for (int i = 0; i < list->count && used < size; i++) {
        const char *word = choice_word(row, list->item[i], &length);
        used += (size_t)snprintf(text + used, size - used, "%s%.*s", i ? "," : "", (int)length, word);
    }
}

void option_format(const option *row, const void *settings, char *text, size_t size)
{
    const void *field = (const char *)settings + row->offset;
    const char *word = NULL;
    size_t length = size;
    if (row->type == OPTION_CHOICE) word = choice_word(row, *(const int *)field, &length);
    if (row->type == OPTION_TEXT) word = *(const char *const *)field;
    if (row->type == OPTION_INT)
        snprintf(text, size, "%lld", (long long)*(const int64_t *)field);
    else if (row->type == OPTION_REAL)
        format_real(*(const double *)field, text, size);
    else if (row->type == OPTION_LIST)
        format_list(row, field, text, size);
    else if (row->type == OPTION_FLAG)
        snprintf(text, size, "%d", *(const int *)field);
    else
        snprintf(text, size, "%.*s", (int)length, word ? word : "");
}

/* A text of the program's own: it must be right. */
static void set_own(const option *row, void *settings, const char *text)
{
    int bad = row ? option_set(row, settings, text, NULL) : BAD_INPUT;
    assert(!bad);
    (void)bad;
}

void options_defaults(const options *o, void *settings)
{
    for (const option *row = o->rows; row < o->rows + o->count; row++) {
        if (row->name) memset(field_of(row, settings), 0, field_size(row));
        if (row->def) set_own(row, settings, row->def);
    }
}

void options_preset(const options *o, void *settings, const char *const *presets)
{
    for (; presets && *presets; presets++) {
        size_t length = strcspn(*presets, " ");
        set_own(find_word(o, *presets, length), settings, *presets + length + 1);
    }
}

void options_copy_given(const options *o, const uint8_t *given, const void *from, void *to)
{
    for (int i = 0; i < o->count; i++) {
        size_t at = o->rows[i].offset;
        if (given[i]) memcpy((char *)to + at, (const char *)from + at, field_size(&o->rows[i]));
    }
}

/* --- the command line -------------------------------------------------------------------------------------------- */

/* -q, -tries: options are long, but a letter may be the first of one alone. */
static int refuse_short(const options *o, const char *argument, error *err)
{
    size_t length = strcspn(argument + 1, "=");
    const option *meant = length > 1 ? option_suggest(o, argument + 1, length) : NULL;
    int found = 0;
    for (const option *row = o->rows; length == 1 && row < o->rows + o->count; row++) {
        if (!row->name || *row->name != argument[1]) continue;
        meant = row;
        found++;
    }
    if (!meant || found > 1)
        return fail(err, BAD_INPUT, "there is no option %s; options are long: --name value (see --help)", argument);
    return fail(err, BAD_INPUT, "there is no option %s; did you mean --%s? (see --help)", argument, meant->name);
}

static int refuse_unknown(const options *o, const char *name, size_t length, error *err)
{
    const option *meant = option_suggest(o, name, length);
    if (meant)
        return fail(err, BAD_INPUT, "there is no option --%.*s; did you mean --%s? (see --help)", (int)length, name,
                    meant->name);
    return fail(err, BAD_INPUT, "there is no option --%.*s (see --help)", (int)length, name);
}

/* One argument "--name", "--name=value" or "--name value"; moves *at past what it used. */
static int parse_option(const options *o, void *settings, int argc, char **argv, int *at, uint8_t *given, error *err)
{
    const char *argument = argv[*at] + 2;
    size_t length = strcspn(argument, "=");
    const option *row = find_word(o, argument, length);
    const char *value = argument[length] ? argument + length + 1 : NULL;
    if (!row) return refuse_unknown(o, argument, length, err);
    if (row->type == OPTION_FLAG) {
        if (value) return fail(err, BAD_INPUT, "--%s takes no value", row->name);
        value = "1";
    } else if (!value) {
        if (*at + 1 >= argc) return fail(err, BAD_INPUT, "--%s needs a value", row->name);
        value = argv[++*at];
    }
    if (given) given[row - o->rows] = 1;
    return option_set(row, settings, value, err);
}

/* A long argument without a letter, such as a grid whose open cells are dashes. */
static int is_no_option(const char *argument)
{
    enum { SHORTEST = 9 };
    size_t length = 0;
    while (argument[length] && !isalpha((unsigned char)argument[length])) length++;
    return !argument[length] && length >= SHORTEST;
}

int options_parse(const options *o, void *settings, int argc, char **argv, const char **words, int max_words,
                  uint8_t *given, error *err)
{
    int found = 0, only_words = 0;
    const option *help = option_find(o, "help");
    for (int i = 1; i < argc; i++) {
        const char *argument = argv[i];
        int plain = only_words || is_no_option(argument);
        if (!plain && !strcmp(argument, "--")) {
            only_words = 1;
        } else if (!plain && help && !strcmp(argument, "-h")) {
            option_set(help, settings, "1", err);
        } else if (!plain && !strncmp(argument, "--", 2)) {
            if (parse_option(o, settings, argc, argv, &i, given, err)) return -1;
        } else if (!plain && argument[0] == '-' && argument[1]) {
            refuse_short(o, argument, err);
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

void options_help(FILE *out, const options *o, const void *settings)
{
    static const char *const kinds[] = {" N", " X", " WORD", " WORD,...", "", " TEXT"};
    for (int i = 0; i < o->count; i++) {
        const option *row = &o->rows[i];
        char value[OPTION_VALUE], left[64], all[256];
        if (!row->name) {
            fprintf(out, "\n%s\n", row->help);
            continue;
        }
        option_format(row, settings, value, sizeof value);
        list_choices(row, all, sizeof all);
        snprintf(left, sizeof left, "--%s%s", row->name, kinds[row->type]);
        fprintf(out, "  %-28s %s", left, row->help);
        if (*all) fprintf(out, ": %s", all);
        if (row->type != OPTION_FLAG && *value) fprintf(out, " [%s]", value);
        fprintf(out, "\n");
        for (int k = 0; row->choice && row->choice(k).name && row->choice(k).help; k++)
            fprintf(out, "  %-28s   %-16s %s\n", "", row->choice(k).name, row->choice(k).help);
    }
}
