#include "puzzles/arc/grid.h"
#include "base/random.h"

#include <string.h> /* memcmp */

char colour_char(int colour)
{
    return (char)('0' + colour);
}

int colour_of_char(int c)
{
    return c >= '0' && c <= '9' ? c - '0' : -1;
}

int colour_grid_equal(const colour_grid *a, const colour_grid *b)
{
    return a->rows == b->rows && a->cols == b->cols && memcmp(a->cell, b->cell, (size_t)(a->rows * a->cols)) == 0;
}

uint64_t colour_grid_hash(const colour_grid *grid)
{
    return stream_hash(stream_key((uint64_t)grid->rows, (uint64_t)grid->cols), grid->cell, grid->rows * grid->cols);
}

/* --- symmetries ---------------------------------------------------------------------------- */

void colour_grid_apply_symmetry(const colour_grid *grid, int symmetry, colour_grid *moved)
{
    int transpose = symmetry & DIHEDRAL_TRANSPOSE;
    moved->rows = transpose ? grid->cols : grid->rows;
    moved->cols = transpose ? grid->rows : grid->cols;
    dihedral_apply(grid->rows, grid->cols, symmetry, grid->cell, moved->cell);
}

void colour_map_random(uint64_t key, uint8_t map[COLOURS])
{
    stream random = stream_open(key);
    for (int v = 0; v < COLOURS; v++) map[v] = (uint8_t)v;
    stream_shuffle(&random, map + 1, COLOURS - 1);
}

void colour_map_inverse(const uint8_t map[COLOURS], uint8_t inverse[COLOURS])
{
    for (int v = 0; v < COLOURS; v++) inverse[map[v]] = (uint8_t)v;
}

void colour_grid_rename(const colour_grid *grid, const uint8_t map[COLOURS], colour_grid *renamed)
{
    renamed->rows = grid->rows;
    renamed->cols = grid->cols;
    for (int i = 0; i < grid->rows * grid->cols; i++) renamed->cell[i] = map[grid->cell[i]];
}

/* Names colours by where they first come: 1, 2, ... So every colour map gives the same grid. */
static void rename_in_order(colour_grid *grid)
{
    uint8_t map[COLOURS] = {0}, next = 1;
    for (int i = 0; i < grid->rows * grid->cols; i++) {
        int v = grid->cell[i];
        if (v && !map[v]) map[v] = next++;
    }
    colour_grid_rename(grid, map, grid);
}

uint64_t colour_grid_signature(const colour_grid *grid)
{
    uint64_t least = UINT64_MAX;
    for (int s = 0; s < DIHEDRAL_SYMMETRIES; s++) {
        colour_grid moved;
        colour_grid_apply_symmetry(grid, s, &moved);
        rename_in_order(&moved);
        uint64_t h = colour_grid_hash(&moved);
        if (h < least) least = h;
    }
    return least;
}
