#include "puzzles/dihedral.h"
#include "base/random.h"

void dihedral_apply(int rows, int cols, int symmetry, const uint8_t *grid, uint8_t *moved)
{
    int transpose = symmetry & DIHEDRAL_TRANSPOSE;
    for (int r = 0; r < rows; r++)
        for (int c = 0; c < cols; c++) {
            int to_r = symmetry & DIHEDRAL_FLIP_ROWS ? rows - 1 - r : r;
            int to_c = symmetry & DIHEDRAL_FLIP_COLS ? cols - 1 - c : c;
            moved[transpose ? to_c * rows + to_r : to_r * cols + to_c] = grid[r * cols + c];
        }
}

/* Flips undo themselves. After a transposition, a flip of rows is undone by a flip of columns. */
int dihedral_inverse(int symmetry)
{
    if (!(symmetry & DIHEDRAL_TRANSPOSE)) return symmetry;
    return DIHEDRAL_TRANSPOSE | (symmetry & DIHEDRAL_FLIP_ROWS ? DIHEDRAL_FLIP_COLS : 0) |
           (symmetry & DIHEDRAL_FLIP_COLS ? DIHEDRAL_FLIP_ROWS : 0);
}

int dihedral_random(uint64_t key, int keep_shape)
{
    stream random = stream_open(key);
    return (int)stream_below(&random, keep_shape ? DIHEDRAL_TRANSPOSE : DIHEDRAL_SYMMETRIES);
}
