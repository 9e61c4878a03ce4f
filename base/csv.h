/* Comma-separated values: records of fields. A field in double quotes may hold commas and line ends. Other separators
 * may be set after opening.
 * Fields are slices of the text without the quotes around them; a doubled quote inside a quoted field stays doubled.
 * Blanks around a plain field count or not, as its reader likes; blanks outside quotes never count. Blank lines are
 * skipped. */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include <stddef.h> /* size_t */

enum { CSV_MAX_FIELDS = 64 };

typedef struct csv_field {
    const char *text; /* without the blanks around it */
    size_t length;
    const char *whole; /* with them */
    size_t whole_length;
} csv_field;

typedef struct csv_reader {
    const char *next, *end;
    char separator;    /* ',' */
    long next_line;    /* the line of `next`, from 1 */
    long line;         /* the line on which the last record starts */
    const char *fault; /* what is wrong with it, after csv_next returned -1 */
} csv_reader;

void csv_open(csv_reader *csv, const char *text, size_t length);

/* Passes the rest of a line, after a fault. */
void csv_pass_line(csv_reader *csv);

/* Reads a record. Returns how many fields it has, 0 at the end of the text, or -1 with csv->fault and csv->line set. */
int csv_next(csv_reader *csv, csv_field fields[CSV_MAX_FIELDS]);

/* The column of a header that has one of `names` (ended by NULL; case does not matter); -1: none, -2: several. */
int csv_column(const csv_field *header, int count, const char *const *names);

#endif
