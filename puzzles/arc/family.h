/* Families of small tasks on colour grids: each has one rule, which makes an output of an input.
 *
 * Drawing and answering are apart: an input is drawn by chance, its output is what the rule makes of it and of nothing
 * else. Where a rule does not say what to do (two objects are the largest), it refuses, and the input is drawn again.
 * So a pair is never ambiguous for who knows the rule. Directions are fixed, and so are the colours a rule names.
 */
#ifndef PUZZLES_ARC_FAMILY_H
#define PUZZLES_ARC_FAMILY_H

#include "puzzles/arc/grid.h"

typedef enum grid_family {
    /* grid_family_move.c: cells change places */
    GRID_FAMILY_GRAVITY,
    GRID_FAMILY_FLIP,
    GRID_FAMILY_TURN,
    GRID_FAMILY_SORT,
    GRID_FAMILY_SCALE,
    /* grid_family_line.c: lines and patterns go on */
    GRID_FAMILY_RAYS,
    GRID_FAMILY_CONNECT,
    GRID_FAMILY_LEGEND,
    GRID_FAMILY_STAMP,
    /* grid_family_repair.c: what is missing comes back, what is too much goes */
    GRID_FAMILY_MIRROR,
    GRID_FAMILY_TILE,
    GRID_FAMILY_DENOISE,
    /* grid_family_object.c: objects are found, measured, filled */
    GRID_FAMILY_FLOOD,
    GRID_FAMILY_BORDER,
    GRID_FAMILY_LARGEST,
    GRID_FAMILY_CROP,
    GRID_FAMILY_COUNT,
    GRID_FAMILIES,
} grid_family;

enum { GRID_FAMILY_LEAST_SIDE = 4 };

/* A word of small letters. */
const char *grid_family_name(grid_family family);
/* The rule as a sentence without a full stop. */
const char *grid_family_rule(grid_family family);

/* What the rule makes of an input. Returns 0, or -1 where it does not say; output may not be input. */
int grid_family_answer(grid_family family, const colour_grid *input, colour_grid *output);

/* A pair whose grids differ, a function of (family, key, min_side, max_side) alone; GRID_FAMILY_LEAST_SIDE <= min_side
 * <= max_side <= COLOUR_GRID_MAX_SIDE. Sides of the input are in this range, those of the output at most max_side;
 * where outputs are twice as large it is their sides that are in the range, or below it where no even number is in it.
 * Returns 0, or -1 where a bounded number of tries gave no pair. */
int grid_family_draw(grid_family family, uint64_t key, int min_side, int max_side, colour_grid *input,
                     colour_grid *output);

#endif
