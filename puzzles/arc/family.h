/* Families of small tasks on colour grids: each has one rule, which makes an output of an input.
 *
 * Drawing and answering are apart: an input is drawn by chance, its output is what the rule makes of it and of nothing
 * else. Where a rule does not say what to do (two objects are the largest), it refuses, and the input is drawn again.
 * So a pair is never ambiguous for who knows the rule. Directions are fixed, and so are the colours a rule names.
 */
#ifndef PUZZLES_ARC_FAMILY_H
#define PUZZLES_ARC_FAMILY_H

#include "puzzles/arc/grid.h"

typedef enum arc_family {
    /* arc_family_move.c: cells change places */
    ARC_FAMILY_GRAVITY,
    ARC_FAMILY_FLIP,
    ARC_FAMILY_TURN,
    ARC_FAMILY_SORT,
    ARC_FAMILY_SCALE,
    /* arc_family_line.c: lines and patterns go on */
    ARC_FAMILY_RAYS,
    ARC_FAMILY_CONNECT,
    ARC_FAMILY_LEGEND,
    ARC_FAMILY_STAMP,
    /* arc_family_repair.c: what is missing comes back, what is too much goes */
    ARC_FAMILY_MIRROR,
    ARC_FAMILY_TILE,
    ARC_FAMILY_DENOISE,
    /* arc_family_object.c: objects are found, measured, filled */
    ARC_FAMILY_FLOOD,
    ARC_FAMILY_BORDER,
    ARC_FAMILY_LARGEST,
    ARC_FAMILY_CROP,
    ARC_FAMILY_COUNT,
    ARC_FAMILIES,
} arc_family;

enum { ARC_FAMILY_LEAST_SIDE = 4 };

/* A word of small letters. */
const char *arc_family_name(arc_family family);
/* The rule as a sentence without a full stop. */
const char *arc_family_rule(arc_family family);

/* What the rule makes of an input. Returns 0, or -1 where it does not say; output may not be input. */
int arc_family_answer(arc_family family, const arc_grid *input, arc_grid *output);

/* A pair whose grids differ, a function of (family, key, min_side, max_side) alone; ARC_FAMILY_LEAST_SIDE <= min_side
 * <= max_side <= ARC_MAX_SIDE. Sides of the input are in this range, those of the output at most max_side;
 * where outputs are twice as large it is their sides that are in the range, or below it where no even number is in it.
 * Returns 0, or -1 where a bounded number of tries gave no pair. */
int arc_family_draw(arc_family family, uint64_t key, int min_side, int max_side, arc_grid *input, arc_grid *output);

#endif
