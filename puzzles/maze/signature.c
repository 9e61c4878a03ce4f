/* A signature that no symmetry of a maze changes: the least hash of its eight versions. */
#include "base/random.h"
#include "puzzles/dihedral.h"
#include "puzzles/maze/maze.h"

uint64_t maze_signature(const grid_shape *shape, const uint8_t *question)
{
    uint64_t least = UINT64_MAX;
    for (int s = 0; s < DIHEDRAL_SYMMETRIES; s++) {
        uint8_t moved[MAZE_MAX_CELLS];
        int transposed = s & DIHEDRAL_TRANSPOSE;
        int rows = transposed ? shape->cols : shape->rows, cols = transposed ? shape->rows : shape->cols;
        dihedral_apply(shape->rows, shape->cols, s, question, moved);
        uint64_t hash = stream_hash(stream_key((uint64_t)rows, (uint64_t)cols), moved, rows * cols);
        if (hash < least) least = hash;
    }
    return least;
}
