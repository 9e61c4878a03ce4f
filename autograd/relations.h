/* Which relation each pair of cells stands in, as attention takes it: in words, the relations of one key to VL queries
 * side by side. Relations of puzzles repeat: the 51300 words of a 30x30 grid (VL = 16) with offsets clipped at 7 are
 * 3781 different ones. Biases, and their gradients, are kept a real for each place of each different word, which stays
 * in the cache where a real for each pair of cells, 3 MB a head, would not. */
#ifndef AUTOGRAD_RELATIONS_H
#define AUTOGRAD_RELATIONS_H

#include <stdint.h>

typedef struct relations {
    int cells;   /* L */
    int count;   /* W, different words */
    uint8_t *in; /* [W, VL]: the relation at each place of a word; 0 where there is no query */
    int32_t *at; /* [vectors(L), L]: VL * number of the word for a vector of queries and a key */
} relations;

/* Takes relation [L, L], element (i, j) of query i and key j. Returns 0, or -1 without memory. */
int relations_open(relations *r, const uint8_t *relation, int cells);
void relations_close(relations *r);

#endif
