/* The eight symmetries of a maze, and a signature that none of them changes. */
#include "puzzles/maze/maze.h"
#include "base/random.h"

void maze_apply_symmetry(const maze_shape *shape, int symmetry, const uint8_t *grid, maze_shape *moved_shape,
                         uint8_t *moved)
{
    int rows = shape->rows, cols = shape->cols;
    dihedral_apply(rows, cols, symmetry, grid, moved);
    *moved_shape = symmetry & MAZE_TRANSPOSE ? (maze_shape){cols, rows} : (maze_shape){rows, cols};
}

int maze_inverse_symmetry(int symmetry)
{
    return dihedral_inverse(symmetry);
}

int maze_random_symmetry(uint64_t key, int keep_shape)
{
    return dihedral_random(key, keep_shape);
}

/* --- signature ----------------------------------------------------------------------------- */

static uint64_t hash(const maze_shape *shape, const uint8_t *grid)
{
    return stream_hash(stream_key((uint64_t)shape->rows, (uint64_t)shape->cols), grid, shape->rows * shape->cols);
}

uint64_t maze_signature(const maze_shape *shape, const uint8_t *question)
{
    uint64_t least = UINT64_MAX;
    for (int s = 0; s < MAZE_SYMMETRIES; s++) {
        uint8_t moved[MAZE_MAX_CELLS];
        maze_shape moved_shape;
        maze_apply_symmetry(shape, s, question, &moved_shape, moved);
        uint64_t h = hash(&moved_shape, moved);
        if (h < least) least = h;
    }
    return least;
}
