#include "autograd/relations.h"

#include "autograd/real.h"

#include <stdlib.h>
#include <string.h>

/* The words found so far in a table of `slots`, a power of two above their number: number + 1 each, 0 where empty. */
typedef struct dictionary {
    int32_t *slot;
    size_t slots;
} dictionary;

static size_t hash_of(const uint8_t *word)
{
    uint64_t h = 14695981039346656037u; /* FNV-1a */
    for (int c = 0; c < VL; c++) h = (h ^ word[c]) * 1099511628211u;
    return (size_t)(h ^ h >> 32);
}

/* The number of a word, which is new if it is not among r's. */
static int number_of(relations *r, dictionary *d, const uint8_t *word)
{
    size_t i = hash_of(word) & (d->slots - 1);
    for (; d->slot[i]; i = (i + 1) & (d->slots - 1))
        if (!memcmp(r->in + (d->slot[i] - 1) * VL, word, VL)) return d->slot[i] - 1;
    memcpy(r->in + (size_t)r->count * VL, word, VL);
    d->slot[i] = ++r->count;
    return r->count - 1;
}

static void read_word(const uint8_t *relation, int cells, int first, int key, uint8_t *word)
{
    for (int c = 0; c < VL; c++) word[c] = first + c < cells ? relation[(first + c) * cells + key] : 0;
}

int relations_open(relations *r, const uint8_t *relation, int cells)
{
    size_t vectors = (size_t)(cells + VL - 1) / VL, pairs = vectors * (size_t)cells;
    dictionary d = {.slots = 16};
    while (d.slots < 2 * pairs) d.slots *= 2;
    *r = (relations){.cells = cells, .in = malloc(pairs * VL), .at = malloc(pairs * sizeof *r->at)};
    d.slot = calloc(d.slots, sizeof *d.slot);
    int failed = !r->in || !r->at || !d.slot;
    for (size_t i = 0; !failed && i < pairs; i++) {
        uint8_t word[VL];
        read_word(relation, cells, (int)(i / (size_t)cells) * VL, (int)(i % (size_t)cells), word);
        r->at[i] = VL * number_of(r, &d, word);
    }
    free(d.slot);
    if (failed) {
        relations_close(r);
        return -1;
    }
    uint8_t *fitted = realloc(r->in, (size_t)r->count * VL);
    if (fitted) r->in = fitted;
    return 0;
}

void relations_close(relations *r)
{
    free(r->in);
    free(r->at);
    *r = (relations){0};
}
