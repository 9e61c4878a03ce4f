/* Coloured grids, as ARC has them: up to 30x30 cells of ten colours, of which 0 is the background by habit. */
#ifndef PUZZLES_COLOUR_GRID_H
#define PUZZLES_COLOUR_GRID_H

#include <stdint.h> /* uint8_t, uint64_t */

enum { COLOUR_GRID_SIDE = 30, COLOUR_GRID_CELLS = COLOUR_GRID_SIDE * COLOUR_GRID_SIDE, COLOURS = 10 };

typedef struct colour_grid {
    int rows, cols;
    uint8_t cell[COLOUR_GRID_CELLS]; /* [rows, cols], row by row; what lies behind is no part of the grid */
} colour_grid;

int colour_grid_equal(const colour_grid *a, const colour_grid *b);

/* Bits of a symmetry: first the flips, then the transposition, which swaps rows and cols. */
enum { COLOUR_GRID_FLIP_ROWS = 1, COLOUR_GRID_FLIP_COLS = 2, COLOUR_GRID_TRANSPOSE = 4, COLOUR_GRID_SYMMETRIES = 8 };

/* `to` may not be `from`. */
void colour_grid_move(const colour_grid *from, int symmetry, colour_grid *to);
/* The symmetry that undoes this one. */
int colour_grid_inverse(int symmetry);

/* Colour c becomes map[c]; `to` may be `from`. */
void colour_grid_recolour(const colour_grid *from, const uint8_t map[COLOURS], colour_grid *to);

/* Equal grids have equal hashes; unequal ones may collide, though rarely. */
uint64_t colour_grid_hash(const colour_grid *g);

#endif
