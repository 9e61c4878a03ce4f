/* Cells as they are written, in rows and columns, before it is known what they mean; and the puzzles they make. */
#ifndef DATA_FORMATS_CELL_GRID_H
#define DATA_FORMATS_CELL_GRID_H

#include "data/formats/boxes.h"
#include "data/formats/maze_ends.h"
#include "data/formats/puzzle_reader.h"

enum {
    CELL_GRID_SIDE = 129, /* the largest maze, and a column of numbers beside it or a row of names above */
    CELL_EMPTY = ' ',     /* nothing is written */
    CELL_NUMBER = 1 << 24 /* plus a number of more than one digit */
};

typedef struct cell_grid {
    int rows, cols;
    long line;                                 /* of the text on which it starts */
    drawn_lines rules, bars;                   /* between its cells */
    maze_ends ends;                            /* said beside it */
    int cell[CELL_GRID_SIDE * CELL_GRID_SIDE]; /* a character (its number in Unicode), CELL_EMPTY or CELL_NUMBER + n */
} cell_grid;

/* One character of UTF-8 at `s`, a byte that begins none counts as itself. *bytes: how many it takes. */
int cell_of_text(const char *s, const char *end, size_t *bytes);
/* How many there are in a line. */
int width_of_line(const text_line *line);

/* The cell that a field holds: nothing, a character, a number, or a word for nothing (None, null, nan); blanks around it
 * are none of it. Returns 0, or -1 if it holds more. */
int cell_of_field(const char *text, size_t length, int *cell);

/* Whether these characters are so much like a Sudoku on a line that they must be meant as one, though something is wrong
 * with them: 36 or more, nine in ten of them digits or signs of open cells, five different ones, and some open. */
int is_nearly_sudoku(const char *text, size_t length);

/* Whether it is the side of a Sudoku, and all cells could be those of one. */
int cell_grid_is_sudoku(const cell_grid *g);
/* Whether every cell could be one of a maze, some of them walls. */
int cell_grid_is_maze(const cell_grid *g);
/* Whether `kind`, or for NULL its cells, make it a maze that shows neither start nor goal, and no two openings. */
int cell_grid_lacks_ends(const cell_grid *g, const puzzle_kind *kind);

/* Hands it to the reader as what it looks like, or as reader->kind says. */
int cell_grid_add(puzzle_reader *reader, const cell_grid *g);
/* The same as a Sudoku, as a maze. */
int cell_grid_add_sudoku(puzzle_reader *reader, const cell_grid *g);
int cell_grid_add_maze(puzzle_reader *reader, const cell_grid *g);

#endif
