/* Relations of cells in a grid whose rules are the same everywhere: the offset from one cell to the other. */
#ifndef PUZZLES_OFFSETS_H
#define PUZZLES_OFFSETS_H

#include <stdint.h> /* uint8_t */

enum { OFFSETS_MAX_REACH = 7 }; /* so that relations fit a byte */

/* The number of relations: (2 reach + 1)^2. */
int offsets_count(int reach);

/* relation [cells, cells], row-major: how far cell j lies below and to the right of cell i, both clipped to
 * -reach..reach: (down + reach) * (2 reach + 1) + right + reach. */
void offsets_relation_table(int rows, int cols, int reach, uint8_t *relation);

/* Steps up, down, left or right between two cells with this relation; a lower bound if the offset was clipped. */
int offsets_distance(int reach, int relation);

#endif
