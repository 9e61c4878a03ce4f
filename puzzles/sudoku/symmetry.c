/* Symmetries: permutations of cells and symbols that turn every solution into a solution. */
#include "base/random.h"
#include "puzzles/sudoku/sudoku.h"

#include <assert.h>

/* A random order of the lines of one direction: lines stay with their group (the band of a row, the stack
 * of a column), groups change places, and lines change places within their group.
 * Line i goes to moved[i]. */
static void shuffle_lines(stream *random, int side, int group_size, uint8_t *moved)
{
    uint8_t groups[SUDOKU_MAX_SIDE], within[SUDOKU_MAX_SIDE];
    int count = side / group_size;
    assert(count <= SUDOKU_MAX_SIDE && group_size <= SUDOKU_MAX_SIDE);
    stream_permutation(random, groups, count);
    for (int g = 0; g < count; g++) {
        stream_permutation(random, within, group_size);
        for (int k = 0; k < group_size; k++) moved[g * group_size + k] = (uint8_t)(groups[g] * group_size + within[k]);
    }
}

/* Each factor is uniform and each symmetry is one choice of factors, so the whole is uniform. */
void sudoku_random_symmetry(const grid_shape *shape, uint64_t key, sudoku_symmetry *s)
{
    int side = shape->rows;
    grid_shape box = sudoku_box_of(shape);
    uint8_t row[SUDOKU_MAX_SIDE], col[SUDOKU_MAX_SIDE];
    stream random = stream_open(key);
    shuffle_lines(&random, side, box.rows, row);
    shuffle_lines(&random, side, box.cols, col);
    int transpose = box.rows == box.cols && stream_below(&random, 2);
    for (int r = 0; r < side; r++)
        for (int c = 0; c < side; c++)
            s->cell[r * side + c] = (uint16_t)(transpose ? col[c] * side + row[r] : row[r] * side + col[c]);
    stream_permutation(&random, s->symbol + 1, side);
    s->symbol[0] = 0;
    for (int v = 1; v <= side; v++) s->symbol[v]++;
}

void sudoku_apply_symmetry(const grid_shape *shape, const sudoku_symmetry *s, const uint8_t *grid, uint8_t *moved)
{
    for (int i = 0; i < grid_cells(shape); i++) moved[s->cell[i]] = s->symbol[grid[i]];
}
