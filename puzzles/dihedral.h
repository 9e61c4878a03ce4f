/* The eight symmetries of a grid of bytes, whatever the bytes mean. */
#ifndef PUZZLES_DIHEDRAL_H
#define PUZZLES_DIHEDRAL_H

#include <stdint.h> /* uint8_t, uint64_t */

/* Bits of a symmetry: first the flips, then the transposition, which swaps rows and columns. */
enum { DIHEDRAL_FLIP_ROWS = 1, DIHEDRAL_FLIP_COLS = 2, DIHEDRAL_TRANSPOSE = 4, DIHEDRAL_SYMMETRIES = 8 };

/* grid [rows, cols]; moved [rows, cols], or [cols, rows] after a transposition. moved may not be grid. */
void dihedral_apply(int rows, int cols, int symmetry, const uint8_t *grid, uint8_t *moved);
/* The symmetry that undoes this one, to be applied to the moved grid. */
int dihedral_inverse(int symmetry);
/* Uniform over all eight, or over the four without transposition; a function of the arguments alone. */
int dihedral_random(uint64_t key, int keep_shape);

#endif
