/* Lines whose cells or rows a sign keeps apart: 5,3,,,7 or 530070000/600195000/... or #####|#S..#|... */
#ifndef DATA_FORMATS_SPLIT_H
#define DATA_FORMATS_SPLIT_H

#include "data/formats/cell_grid.h"
#include "puzzles/sudoku/sudoku.h"

enum { SPLIT_FIELDS = SUDOKU_MAX_CELLS + 2, SPLIT_SHORTEST = 4 };

typedef struct split_fields {
    const char *separator;
    int count;
    const char *at[SPLIT_FIELDS];
    size_t length[SPLIT_FIELDS];
} split_fields;

/* What keeps things apart, in the order in which it is tried, closed by NULL: longer ones before parts of them, signs of
 * open cells last. */
extern const char *const split_separators[];
/* Whether it is also a sign of an open cell, or a blank. */
int split_is_cell(const char *separator);

/* Splits at each separator; blanks between two fields count as one. Returns how many fields there are, -1 if they are
 * too many. */
int split_text(split_fields *f, const char *text, size_t length, const char *separator);

/* The cells of a line, one a field, if that is what the separator keeps apart. Returns how many, or -1. */
int split_cells(const char *text, size_t length, const char *separator, int *cells, int most);

/* The grid that stands on a line, its cells or its rows kept apart by one of the separators, or both by two. Returns
 * whether there is one. */
int split_grid(cell_grid *g, const text_line *line);

/* A line that looks like such a grid, and is none. Leaves a sentence after "found " in text, of `size` bytes, that says
 * what is wrong. Returns 0 if it does not look like one. */
int split_fault(const text_line *line, char *text, size_t size);

#endif
