#include "puzzles/colour_grid.h"

#include "puzzles/stream.h"

#include <string.h>

int colour_grid_equal(const colour_grid *a, const colour_grid *b)
{
    return a->rows == b->rows && a->cols == b->cols && memcmp(a->cell, b->cell, (size_t)(a->rows * a->cols)) == 0;
}

void colour_grid_move(const colour_grid *from, int symmetry, colour_grid *to)
{
    int rows = from->rows, cols = from->cols, transpose = symmetry & COLOUR_GRID_TRANSPOSE;
    to->rows = transpose ? cols : rows;
    to->cols = transpose ? rows : cols;
    for (int r = 0; r < rows; r++)
        for (int c = 0; c < cols; c++) {
            int to_r = symmetry & COLOUR_GRID_FLIP_ROWS ? rows - 1 - r : r;
            int to_c = symmetry & COLOUR_GRID_FLIP_COLS ? cols - 1 - c : c;
            to->cell[transpose ? to_c * rows + to_r : to_r * cols + to_c] = from->cell[r * cols + c];
        }
}

/* Flips undo themselves; behind a transposition, rows are flipped where columns were. */
int colour_grid_inverse(int symmetry)
{
    if (!(symmetry & COLOUR_GRID_TRANSPOSE)) return symmetry;
    return COLOUR_GRID_TRANSPOSE | (symmetry & COLOUR_GRID_FLIP_ROWS ? COLOUR_GRID_FLIP_COLS : 0) |
           (symmetry & COLOUR_GRID_FLIP_COLS ? COLOUR_GRID_FLIP_ROWS : 0);
}

void colour_grid_recolour(const colour_grid *from, const uint8_t map[COLOURS], colour_grid *to)
{
    to->rows = from->rows;
    to->cols = from->cols;
    for (int i = 0; i < from->rows * from->cols; i++) to->cell[i] = map[from->cell[i]];
}

uint64_t colour_grid_hash(const colour_grid *g)
{
    uint64_t h = stream_key((uint64_t)g->rows, (uint64_t)g->cols);
    for (int i = 0; i < g->rows * g->cols; i++) h = stream_key(h, g->cell[i]);
    return h;
}
