/* Comma-separated values: records of fields; a field may stand in double quotes and then hold commas and line ends.
 * Fields are slices of the text, without the quotes around them; a doubled quote inside a quoted field stays doubled.
 * Blanks around a field belong to it or not, as its reader likes; those outside quotes never do. Lines end in LF, CRLF
 * or CR; blank lines are passed over. */
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
    long next_line;    /* the line of `next`, from 1 */
    long line;         /* the line on which the last record starts */
    const char *fault; /* what is wrong with it, after csv_next gave -1 */
} csv_reader;

void csv_open(csv_reader *csv, const char *text, size_t length);

/* Reads a record. Returns how many fields it has, 0 at the end of the text, or -1 with csv->fault and csv->line set. */
int csv_next(csv_reader *csv, csv_field fields[CSV_MAX_FIELDS]);

/* The column of a header that bears one of `names` (closed by NULL; either case), -1 without one, -2 with several. */
int csv_column(const csv_field *header, int count, const char *const *names);

#endif
