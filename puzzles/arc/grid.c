#include "puzzles/arc/grid.h"
#include "base/random.h"

#include <string.h> /* memcmp */

int arc_grid_equal(const arc_grid *a, const arc_grid *b)
{
    return a->rows == b->rows && a->cols == b->cols && memcmp(a->cell, b->cell, (size_t)(a->rows * a->cols)) == 0;
}

uint64_t arc_grid_hash(const arc_grid *grid)
{
    return stream_hash(stream_key((uint64_t)grid->rows, (uint64_t)grid->cols), grid->cell, grid->rows * grid->cols);
}

/* --- symmetries ---------------------------------------------------------------------------- */

void arc_grid_move(const arc_grid *grid, int symmetry, arc_grid *moved)
{
    int transpose = symmetry & DIHEDRAL_TRANSPOSE;
    moved->rows = transpose ? grid->cols : grid->rows;
    moved->cols = transpose ? grid->rows : grid->cols;
    dihedral_apply(grid->rows, grid->cols, symmetry, grid->cell, moved->cell);
}

void arc_grid_rename(const arc_grid *grid, const uint8_t map[COLOURS], arc_grid *renamed)
{
    renamed->rows = grid->rows;
    renamed->cols = grid->cols;
    for (int i = 0; i < grid->rows * grid->cols; i++) renamed->cell[i] = map[grid->cell[i]];
}

uint64_t arc_grid_hash_moved(const arc_grid *grid, int symmetry, uint8_t name[COLOURS], int *named)
{
    arc_grid moved;
    arc_grid_move(grid, symmetry, &moved);
    for (int i = 0; i < moved.rows * moved.cols; i++) {
        uint8_t *colour = &moved.cell[i];
        if (*colour != 0 && name[*colour] == 0) name[*colour] = (uint8_t)++ * named;
        *colour = name[*colour];
    }
    return arc_grid_hash(&moved);
}

uint64_t arc_grid_signature(const arc_grid *grid)
{
    uint64_t least = UINT64_MAX;
    for (int s = 0; s < DIHEDRAL_SYMMETRIES; s++) {
        uint8_t name[COLOURS] = {0};
        int named = 0;
        uint64_t hash = arc_grid_hash_moved(grid, s, name, &named);
        if (hash < least) least = hash;
    }
    return least;
}
