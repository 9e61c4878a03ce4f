#include "base/csv.h"
#include "base/lines.h"

#include <string.h>  /* strlen */
#include <strings.h> /* strncasecmp */

void csv_open(csv_reader *csv, const char *text, size_t length)
{
    *csv = (csv_reader){.next = text, .end = text + length, .separator = ',', .next_line = 1};
}

static int refuse(csv_reader *csv, const char *fault)
{
    csv->fault = fault;
    return -1;
}

static int at_line_end(const csv_reader *csv)
{
    return csv->next < csv->end && is_line_end(*csv->next);
}

static void end_line(csv_reader *csv)
{
    csv->next = pass_line_end(csv->next, csv->end);
    csv->next_line++;
}

void csv_pass_line(csv_reader *csv)
{
    csv->next = find_line_end(csv->next, csv->end);
    if (csv->next < csv->end) end_line(csv);
}

/* Returns where the blanks begin. */
static const char *pass_blanks(csv_reader *csv)
{
    const char *first = csv->next;
    while (csv->next < csv->end && is_blank(*csv->next) && *csv->next != csv->separator) csv->next++;
    return first;
}

/* At the opening quote; passes the closing one and the blanks after it. */
static int read_quoted(csv_reader *csv, csv_field *field)
{
    field->text = ++csv->next;
    for (;;) {
        if (csv->next == csv->end) return refuse(csv, "a quote is opened and never closed");
        if (at_line_end(csv)) {
            end_line(csv);
        } else if (*csv->next != '"') {
            csv->next++;
        } else if (csv->next + 1 < csv->end && csv->next[1] == '"') {
            csv->next += 2;
        } else {
            break;
        }
    }
    field->whole = field->text;
    field->length = field->whole_length = (size_t)(csv->next - field->text);
    csv->next++;
    pass_blanks(csv);
    if (csv->next == csv->end || *csv->next == csv->separator || at_line_end(csv)) return 0;
    return refuse(csv, "text follows a closing quote, expected a comma or the end of the line");
}

/* After the blanks before it, which begin at `whole`. */
static void read_plain(csv_reader *csv, const char *whole, csv_field *field)
{
    const char *c = csv->next, *end = csv->end;
    field->text = c;
    while (c < end && *c != csv->separator && !is_line_end(*c)) c++;
    csv->next = c;
    field->whole = whole;
    field->whole_length = (size_t)(c - whole);
    while (c > field->text && is_blank(c[-1])) c--;
    field->length = (size_t)(c - field->text);
}

int csv_next(csv_reader *csv, csv_field fields[CSV_MAX_FIELDS])
{
    const char *whole;
    while (whole = pass_blanks(csv), at_line_end(csv)) end_line(csv);
    csv->line = csv->next_line;
    if (csv->next == csv->end) return 0;

    for (int count = 0;; whole = pass_blanks(csv)) {
        if (count == CSV_MAX_FIELDS) return refuse(csv, "more than 64 columns");
        csv_field *field = &fields[count++];
        if (csv->next < csv->end && *csv->next == '"') {
            if (read_quoted(csv, field) != 0) return -1;
        } else {
            read_plain(csv, whole, field);
        }
        if (csv->next == csv->end) return count;
        if (at_line_end(csv)) {
            end_line(csv);
            return count;
        }
        csv->next++; /* the comma */
    }
}

static int has_name(const csv_field *field, const char *const *names)
{
    for (; *names != NULL; names++)
        if (strlen(*names) == field->length && strncasecmp(*names, field->text, field->length) == 0) return 1;
    return 0;
}

int csv_column(const csv_field *header, int count, const char *const *names)
{
    int column = -1;
    for (int i = 0; i < count; i++) {
        if (!has_name(&header[i], names)) continue;
        if (column >= 0) return -2;
        column = i;
    }
    return column;
}
