#include "tools/flags.h"

#include <errno.h>    /* errno */
#include <inttypes.h> /* PRIu64, strtoumax */
#include <stdio.h>
#include <string.h> /* strcmp */

/* Reads a whole number in the flag's range; returns 0, or -1 for anything else. */
static int read_number(const flag *f, const char *text)
{
    char *end;
    errno = 0;
    uintmax_t value = strtoumax(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end || errno || value < f->least || value > f->most) return -1;
    *f->number = (uint64_t)value;
    return 0;
}

/* The value of a flag that takes one; `value` is NULL at the end of the line. */
static int read_value(const char *program, const flag *f, const char *value)
{
    if (!value || !value[0]) {
        fprintf(stderr, "%s: %s needs a value: %s.\n", program, f->name, f->help);
    } else if (f->text) {
        *f->text = value;
        return DONE;
    } else if (read_number(f, value)) {
        fprintf(stderr, "%s: %s is a whole number from %" PRIu64 " to %" PRIu64 ", not %s.\n", program, f->name,
                f->least, f->most, value);
    } else {
        return DONE;
    }
    return BAD_USAGE;
}

int flags_read(const char *program, const flag *flags, int count, int argc, char **argv)
{
    for (int k = 1; k < argc; k++) {
        const flag *f = flags;
        while (f < flags + count && strcmp(f->name, argv[k]) != 0) f++;
        if (f == flags + count) {
            fprintf(stderr, "%s: unknown flag %s; --help lists all.\n", program, argv[k]);
            return BAD_USAGE;
        }
        if (f->given) {
            *f->given = 1;
            continue;
        }
        k++;
        if (read_value(program, f, k < argc ? argv[k] : NULL) != DONE) return BAD_USAGE;
    }
    return DONE;
}

int flags_ask_help(int argc, char **argv)
{
    for (int k = 1; k < argc; k++)
        if (strcmp(argv[k], "--help") == 0) return 1;
    return 0;
}

void flags_print(const flag *flags, int count)
{
    int width = 0;
    for (int k = 0; k < count; k++) {
        int length = (int)strlen(flags[k].name);
        if (length > width) width = length;
    }
    for (int k = 0; k < count; k++) {
        const flag *f = &flags[k];
        printf("  %-*s  %-*s", width, f->name, f->given ? 0 : 50, f->help);
        if (f->text) printf(" (%s)", *f->text);
        if (f->number) printf(" (%" PRIu64 ")", *f->number);
        printf("\n");
    }
}
