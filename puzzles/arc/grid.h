/* Grids of the Abstraction and Reasoning Corpus: up to 30x30 cells in ten colours. */
#ifndef PUZZLES_ARC_GRID_H
#define PUZZLES_ARC_GRID_H

#include "puzzles/dihedral.h"

#include <stdint.h> /* uint8_t, uint64_t */
#include <stdio.h>  /* FILE */

enum {
    ARC_MAX_SIDE = 30,
    ARC_MAX_CELLS = ARC_MAX_SIDE * ARC_MAX_SIDE,
    COLOURS = 10, /* 0, the background, to 9 */
};

typedef struct arc_grid {
    int rows, cols;
    uint8_t cell[ARC_MAX_CELLS]; /* [rows, cols] row by row; the rest is unused */
} arc_grid;

int arc_grid_equal(const arc_grid *a, const arc_grid *b);
/* A 64-bit hash of shape and cells. */
uint64_t arc_grid_hash(const arc_grid *grid);

/* The larger of rows and cols. */
static inline int arc_grid_side(const arc_grid *grid)
{
    return grid->rows > grid->cols ? grid->rows : grid->cols;
}

/* --- symmetries ---------------------------------------------------------------------------- */

/* A symmetry has the bits of puzzles/dihedral.h, whose dihedral_inverse undoes it. `moved` may not be `grid`. */
void arc_grid_move(const arc_grid *grid, int symmetry, arc_grid *moved);

/* Colour c becomes map[c]. `renamed` may be `grid`. */
void arc_grid_rename(const arc_grid *grid, const uint8_t map[COLOURS], arc_grid *renamed);

/* Moves a grid and names its colours but 0 by numbers in the order in which they first come, after the *named ones that
 * have a name (not 0). Returns the hash of what comes out, which is blind to the old names. */
uint64_t arc_grid_hash_moved(const arc_grid *grid, int symmetry, uint8_t name[COLOURS], int *named);

/* A 64-bit value that is the same for a grid in all eight symmetries and under every permutation of the colours 1 to 9.
 * Other grids rarely have it too. */
uint64_t arc_grid_signature(const arc_grid *grid);

/* --- writing (print.c) --------------------------------------------------------------------- */

extern const uint8_t arc_palette[COLOURS][3]; /* red, green and blue */

/* Prints a grid, or two side by side (`right` may be NULL): digits, '.' for colour 0. With the colours of terminals two
 * rows share a line, in half blocks. */
void arc_grid_print(FILE *out, const arc_grid *left, const arc_grid *right, int colour);

/* As JSON: [[0, 1], [2, 3]]. */
void arc_grid_json(FILE *out, const arc_grid *grid);

#endif
