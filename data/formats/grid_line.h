/* The lines of a text with Sudoku grids: what each one is, and its cells. */
#ifndef DATA_FORMATS_GRID_LINE_H
#define DATA_FORMATS_GRID_LINE_H

#include "base/lines.h"
#include "data/formats/boxes.h"
#include "data/formats/puzzle_reader.h"
#include "puzzles/sudoku/sudoku.h"

typedef enum line_kind {
    LINE_BLANK,   /* nothing but spaces and tabs */
    LINE_PASSED,  /* # and anything */
    LINE_RULE,    /* ------+-------+------ */
    LINE_SECTION, /* [Puzzle], [State] ... */
    LINE_TITLE,   /* Grid 01 */
    LINE_WORDS,   /* Simple Sudoku */
    LINE_CELLS,   /* 53..7.... or 5 3 . | . 7 . | . . . */
    LINE_BANK,    /* 12 hexadecimal characters, a puzzle, a rating */
} line_kind;

typedef struct grid_line {
    line_kind kind;
    text_line whole;  /* the line as it stands in the text */
    const char *text; /* without the blanks and the remark around it; of a LINE_BANK the puzzle */
    size_t length;
    int heavy; /* LINE_RULE: drawn with = or the heavy or double lines of Unicode */

    /* LINE_WORDS, LINE_CELLS and LINE_BANK */
    size_t count;                     /* cells found, which may be more than are kept */
    uint8_t cells[SUDOKU_MAX_CELLS];  /* 0 open, else a symbol: up to 16, up to 99 if typed as a number */
    const char *at[SUDOKU_MAX_CELLS]; /* where each begins */
    drawn_lines bars;                 /* between the cells */
    const char *bad;                  /* the first character that is neither cell nor separator, or NULL */
    const char *rating;               /* LINE_BANK: the third field */
    size_t rating_length;
} grid_line;

/* Reads the next line; returns 0 at the end of the text. */
int next_grid_line(line_reader *lines, grid_line *line);

/* Whether it is a first line that says how many puzzles or cells follow: a short number. */
int is_grid_count(const grid_line *line, const line_reader *rest);

/* Reads a line that holds a whole puzzle by itself; a row alone is a fault. */
int grids_read_line(puzzle_reader *reader, const grid_line *line);

/* Whether each symbol stands as often as the others though the first row has equal neighbours: it is no Sudoku, but the
 * regions of a jigsaw. cells [side * side]. */
int is_regions(const uint8_t *cells, int side);
/* A fault if a puzzle on that line is such, or the line after it, which is passed then: the puzzle is a jigsaw. */
int fault_regions(puzzle_reader *reader, const uint8_t *cells, int side, long number);

/* The side of the grid that `count` cells fill as a whole puzzle, or 0. */
int grid_side_of_cells(size_t count);
/* `count` as the side of a grid, or 0. */
int grid_side_of_row(size_t count);

#endif
