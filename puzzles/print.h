/* Grids for people, behind the kinds. Private to this room. */
#ifndef PUZZLES_PRINT_H
#define PUZZLES_PRINT_H

#include "puzzles/kind.h"

/* The members `print` and `print_fault` of the kinds. */
void sudoku_print(FILE *out, const grid_view *view);
void sudoku_print_fault(FILE *out, const grid_view *view);
void maze_print(FILE *out, const grid_view *view);
void maze_print_fault(FILE *out, const grid_view *view);

#endif
