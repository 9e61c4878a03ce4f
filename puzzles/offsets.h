/* Relations of cells in a grid whose rules are the same everywhere: how far one lies from the other. */
#ifndef PUZZLES_OFFSETS_H
#define PUZZLES_OFFSETS_H

#include <stdint.h> /* uint8_t */

enum { OFFSETS_MAX_REACH = 7 }; /* relations fit a byte */

/* (2 reach + 1)^2 */
int offsets_count(int reach);

/* relation [cells, cells], row-major: how far cell j lies below and to the right of i, both cut to -reach..reach:
 * (down + reach) * (2 reach + 1) + right + reach. */
void offsets_relate(int rows, int cols, int reach, uint8_t *relation);

/* Moves between two cells that are so related, up, down, left and right: at least, where the offset was cut. */
int offsets_distance(int reach, int relation);

#endif
