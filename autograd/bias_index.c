#include "autograd/bias_index.h"

#include "autograd/real.h"

#include <stdlib.h>
#include <string.h>

/* A hash table of the patterns found so far. `slots` is a power of two above their number. */
typedef struct dictionary {
    int32_t *slot; /* number of a pattern, plus 1; 0: empty */
    size_t slots;
} dictionary;

static size_t hash_of(const uint8_t *pattern)
{
    uint64_t h = 14695981039346656037u; /* FNV-1a */
    for (int c = 0; c < VL; c++) h = (h ^ pattern[c]) * 1099511628211u;
    return (size_t)(h ^ h >> 32);
}

/* The number of a pattern, which is added if it is new. */
static int number_of(bias_index *index, dictionary *d, const uint8_t *pattern)
{
    size_t i = hash_of(pattern) & (d->slots - 1);
    for (; d->slot[i]; i = (i + 1) & (d->slots - 1))
        if (!memcmp(index->relation + (d->slot[i] - 1) * VL, pattern, VL)) return d->slot[i] - 1;
    memcpy(index->relation + (size_t)index->patterns * VL, pattern, VL);
    d->slot[i] = ++index->patterns;
    return index->patterns - 1;
}

static void read_pattern(const uint8_t *relation, int cells, int first, int key, uint8_t *pattern)
{
    for (int c = 0; c < VL; c++) pattern[c] = first + c < cells ? relation[(first + c) * cells + key] : 0;
}

int bias_index_open(bias_index *index, const uint8_t *relation, int cells)
{
    size_t vectors = (size_t)(cells + VL - 1) / VL * (size_t)cells;
    dictionary d = {.slots = 16};
    while (d.slots < 2 * vectors) d.slots *= 2;
    *index = (bias_index){.cells = cells, .relation = malloc(vectors * VL), .at = malloc(vectors * sizeof *index->at)};
    d.slot = calloc(d.slots, sizeof *d.slot);
    int failed = !index->relation || !index->at || !d.slot;
    for (size_t i = 0; !failed && i < vectors; i++) {
        uint8_t pattern[VL];
        read_pattern(relation, cells, (int)(i / (size_t)cells) * VL, (int)(i % (size_t)cells), pattern);
        index->at[i] = VL * number_of(index, &d, pattern);
    }
    free(d.slot);
    if (failed) {
        bias_index_close(index);
        return -1;
    }
    uint8_t *fitted = realloc(index->relation, (size_t)index->patterns * VL);
    if (fitted) index->relation = fitted;
    return 0;
}

void bias_index_close(bias_index *index)
{
    free(index->relation);
    free(index->at);
    *index = (bias_index){0};
}
