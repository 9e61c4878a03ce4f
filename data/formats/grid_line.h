/* The lines of a text with Sudoku grids: what each one is, and its cells. */
#ifndef DATA_FORMATS_GRID_LINE_H
#define DATA_FORMATS_GRID_LINE_H

#include "base/lines.h"
#include "puzzles/sudoku/sudoku.h"

typedef enum line_kind {
    LINE_BLANK,   /* nothing but spaces and tabs */
    LINE_COMMENT, /* # and anything */
    LINE_SECTION, /* [Puzzle], [State] ... */
    LINE_TITLE,   /* Grid 01 */
    LINE_RULE,    /* ------+-------+------ */
    LINE_CELLS,   /* 53..7.... or 5 3 . | . 7 . | . . . */
    LINE_BANK,    /* 12 hexadecimal characters, a puzzle, a rating */
} line_kind;

typedef struct grid_line {
    line_kind kind;
    long number;       /* from 1 */
    const char *text;  /* without the blanks around it */
    const char *start; /* of the line itself, to count characters from */
    size_t length;

    /* LINE_CELLS and LINE_BANK */
    size_t count;                     /* cells found, which may be more than are kept */
    uint8_t cells[SUDOKU_MAX_CELLS];  /* 0 open, else a symbol: up to 16, up to 99 where typed as a number */
    const char *at[SUDOKU_MAX_CELLS]; /* where each begins */
    uint8_t wide[SUDOKU_MAX_CELLS];   /* how many characters it takes: 2 for a number above 9 */
    const char *bad;                  /* the first character that is neither cell nor separator, or NULL */
    const char *rating;               /* LINE_BANK: the third field */
    size_t rating_length;
} grid_line;

typedef struct grid_lines {
    line_reader lines;
    signed char symbol[256]; /* sudoku_symbol_of_char as a table */
} grid_lines;

void grid_lines_open(grid_lines *lines, const char *text, size_t length);

/* Reads the next line; returns 0 at the end of the text. */
int grid_lines_next(grid_lines *lines, grid_line *line);

/* The side of the grid that `count` cells fill as a whole puzzle, or 0. */
int grid_side_of_cells(size_t count);
/* `count` as the side of a grid, or 0. */
int grid_side_of_row(size_t count);

#endif
