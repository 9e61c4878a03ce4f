/* Relations of cells in a grid whose rules are the same everywhere: the offset from one cell to the other. */
#ifndef PUZZLES_OFFSETS_H
#define PUZZLES_OFFSETS_H

#include "puzzles/kind.h"

enum {
    OFFSETS_REACH = 7, /* the most for which a relation fits a byte */
    OFFSETS_WIDTH = 2 * OFFSETS_REACH + 1,
    OFFSETS_RELATIONS = OFFSETS_WIDTH * OFFSETS_WIDTH,
};

/* relation [cells, cells], row-major: how far cell j lies below and to the right of cell i, both clipped to
 * -REACH..REACH: (down + REACH) * WIDTH + right + REACH. */
void offsets_relation_table(const grid_shape *shape, uint8_t *relation);

/* Steps up, down, left or right between two cells with this relation; a lower bound if the offset was clipped. */
int offsets_distance(int relation);

#endif
