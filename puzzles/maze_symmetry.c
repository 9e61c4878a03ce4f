/* The eight symmetries of a grid, and a signature that none of them changes. */
#include "puzzles/maze.h"
#include "puzzles/stream.h"

void maze_apply_symmetry(const maze_shape *shape, int symmetry, const uint8_t *grid, maze_shape *moved_shape,
                         uint8_t *moved)
{
    int rows = shape->rows, cols = shape->cols, transpose = symmetry & MAZE_TRANSPOSE;
    for (int r = 0; r < rows; r++)
        for (int c = 0; c < cols; c++) {
            int to_r = symmetry & MAZE_FLIP_ROWS ? rows - 1 - r : r;
            int to_c = symmetry & MAZE_FLIP_COLS ? cols - 1 - c : c;
            moved[transpose ? to_c * rows + to_r : to_r * cols + to_c] = grid[r * cols + c];
        }
    *moved_shape = transpose ? (maze_shape){cols, rows} : (maze_shape){rows, cols};
}

/* Flips undo themselves; behind a transposition, rows are flipped where columns were. */
int maze_inverse_symmetry(int symmetry)
{
    if (!(symmetry & MAZE_TRANSPOSE)) return symmetry;
    return MAZE_TRANSPOSE | (symmetry & MAZE_FLIP_ROWS ? MAZE_FLIP_COLS : 0) |
           (symmetry & MAZE_FLIP_COLS ? MAZE_FLIP_ROWS : 0);
}

int maze_random_symmetry(uint64_t key, int keep_shape)
{
    stream random = stream_open(key);
    return (int)stream_below(&random, keep_shape ? MAZE_TRANSPOSE : MAZE_SYMMETRIES);
}

/* --- signature ----------------------------------------------------------------------------- */

static uint64_t hash(const maze_shape *shape, const uint8_t *grid)
{
    uint64_t h = stream_key((uint64_t)shape->rows, (uint64_t)shape->cols);
    for (int i = 0; i < shape->rows * shape->cols; i++) h = stream_key(h, grid[i]);
    return h;
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
