/* The layouts in which puzzles come: a file and a row each.
 *
 * Every format that a text looks like reads the first puzzles of its first 64 KB on trial. The one counts that reads the
 * largest share of them; of equals the one that the text looks more like; of equals the first in the table. One that the
 * text looks like beyond doubt counts whatever it reads.
 */
#ifndef DATA_FORMATS_FORMAT_H
#define DATA_FORMATS_FORMAT_H

#include "data/formats/puzzle_reader.h"

/* How a format takes a text: all of it at once, or in blocks of whole lines, so that a text without end can be read. */
typedef enum format_unit { UNIT_TEXT, UNIT_LINES, UNIT_RECORDS /* lines, but for line ends in quotes */ } format_unit;

enum { LOOKS_CERTAIN = 90 };

typedef struct puzzle_format {
    const char *name;        /* for --format */
    const char *about;       /* for --help */
    const puzzle_kind *kind; /* of what it reads; NULL: of any */
    format_unit unit;
    size_t state; /* bytes that the reader keeps from call to call */
    /* How much a text looks like it: 0 not at all, LOOKS_CERTAIN or more beyond doubt. */
    int (*looks)(const char *text, size_t length);
    /* Reads on in reader->lines until the list is full or the block at hand is done, and at the end of the text hands
     * over what is unfinished. After a fault it may be called again, and then goes on after the bad puzzle, unless the
     * fault is fatal. */
    int (*read)(puzzle_reader *reader);
} puzzle_format;

extern const puzzle_format format_csv, format_cells, format_lines, format_lists, format_drawn, format_grids,
    format_mazes, format_walls, format_output, format_split, format_labelled, format_html, format_candidates;

/* Closed by NULL. */
extern const puzzle_format *const puzzle_formats[];

/* NULL if there is none of that name. */
const puzzle_format *puzzle_format_named(const char *name);

/* The one that fits best of those that read puzzles of `kind` (NULL: any). *fits: whether it read a puzzle at all; else
 * it is the one that the text looks like, or if there is none the last one. `whole`: the text ends with the sample. */
const puzzle_format *puzzle_format_of(const char *sample, size_t length, int whole, const puzzle_kind *kind, int *fits);

/* Whether the first lines of a text leave no doubt how all of it is to be read: they hold a whole puzzle in a format of
 * lines, and nothing that is bad in it. Lines of 16 cells may be rows; so may those of which no Sudoku has one answer. */
int puzzle_format_clear(const char *sample, size_t length, const puzzle_kind *kind);

#endif
