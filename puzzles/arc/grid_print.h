/* Coloured grids for people. */
#ifndef PUZZLES_ARC_GRID_PRINT_H
#define PUZZLES_ARC_GRID_PRINT_H

#include "puzzles/arc/grid.h"

#include <stdio.h> /* FILE */

/* Prints a grid, or two side by side (`right` may be NULL): digits, '.' for colour 0; with the colours of terminals two
 * rows to a line, in half blocks. */
void colour_grid_print(FILE *out, const colour_grid *left, const colour_grid *right, int colour);

#endif
