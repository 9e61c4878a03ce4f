/* Where the tokens of a plane lie on the grid, for mixers that know places by row and column instead of relations: the
 * order in which a scan goes down the columns, and the rotary angles of every place. Nothing in it grows with the
 * square of the cells. Registers stand before the cells, at no place: scans read them first or last, and they do not turn. */
#ifndef AUTOGRAD_PLACES_H
#define AUTOGRAD_PLACES_H

#include "autograd/real.h"

typedef struct places {
    int registers, rows, cols; /* tokens S = registers + rows cols */
    int tokens;
    int key;       /* K: width of the keys that turn */
    int pairs;     /* of channels that turn: half of them by the row, half by the column */
    int32_t *down; /* [S] tokens in the order of the columns, registers first */
    real *cosine;  /* [S, 2, pairs]: the cosines of a token, then its sines */
    real *sine;    /* those after the first cosines */
} places;

/* Returns 0, or -1 if out of memory. */
int places_open(places *g, int registers, int rows, int cols, int key);
void places_close(places *g);

/* How many channel pairs (i, i + pairs) of a key turn; the last channels of a width that is no multiple of 4 do not. */
static inline int places_pairs(int key)
{
    return key / 4 * 2;
}

#endif
