/* Which relation every pair of cells stands in, in the form that attention adds biases in: a vector at a time, for one
 * key and VL queries. The VL relations of such a vector are a pattern, and patterns repeat: the 51300 vectors of a 30x30
 * grid (VL = 16) with offsets clipped at 7 hold 3781 different ones. Biases and their gradients are kept once for each
 * pattern. That stays in the cache; one real for each pair of cells, 3 MB a head, would not. */
#ifndef AUTOGRAD_BIAS_INDEX_H
#define AUTOGRAD_BIAS_INDEX_H

#include <stdint.h>

typedef struct bias_index {
    int cells;         /* L */
    int patterns;      /* K, different ones */
    uint8_t *relation; /* [K, VL]: the relations of a pattern; 0 if there is no query */
    int32_t *at;       /* [ceil(L / VL), L]: for VL queries and a key, VL times the number of their pattern */
} bias_index;

/* From relation [L, L], row i of query i and column j of key j. Returns 0, or -1 if out of memory. */
int bias_index_open(bias_index *index, const uint8_t *relation, int cells);
void bias_index_close(bias_index *index);

#endif
