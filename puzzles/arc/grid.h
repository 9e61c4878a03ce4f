/* Colour grids as in the Abstraction and Reasoning Corpus: up to 30x30 cells in ten colours.
 *
 * All functions are pure or write only to what they are given; none allocates, prints or exits.
 * What is random is a function of a 64-bit key: the same key gives the same result on any machine.
 */
#ifndef PUZZLES_ARC_GRID_H
#define PUZZLES_ARC_GRID_H

#include "puzzles/dihedral.h"

#include <stdint.h> /* uint8_t, uint64_t */

enum {
    COLOUR_GRID_MAX_SIDE = 30,
    COLOUR_GRID_MAX_CELLS = COLOUR_GRID_MAX_SIDE * COLOUR_GRID_MAX_SIDE,
    COLOURS = 10, /* 0, the background, to 9 */
};

typedef struct colour_grid {
    int rows, cols;
    uint8_t cell[COLOUR_GRID_MAX_CELLS]; /* [rows, cols] row by row; what lies behind means nothing */
} colour_grid;

char colour_char(int colour);
/* The colour of a character, -1 for anything else than a digit. */
int colour_of_char(int c);

int colour_grid_equal(const colour_grid *a, const colour_grid *b);
/* A 64-bit hash of shape and cells. */
uint64_t colour_grid_hash(const colour_grid *grid);

/* --- symmetries ---------------------------------------------------------------------------- */

/* A symmetry has the bits of puzzles/dihedral.h, whose dihedral_inverse undoes it; moved may not be grid. */
void colour_grid_apply_symmetry(const colour_grid *grid, int symmetry, colour_grid *moved);

/* A map gives colour v the name map[v]; it is a permutation of 0..9 that leaves the background alone. Uniform over all
 * of them, a function of the key alone. */
void colour_map_random(uint64_t key, uint8_t map[COLOURS]);
void colour_map_inverse(const uint8_t map[COLOURS], uint8_t inverse[COLOURS]);
/* renamed may be grid. */
void colour_grid_rename(const colour_grid *grid, const uint8_t map[COLOURS], colour_grid *renamed);

/* A 64-bit value that all versions of a grid share: its eight symmetries, under every colour map (unequal grids may
 * collide, though rarely). */
uint64_t colour_grid_signature(const colour_grid *grid);

#endif
