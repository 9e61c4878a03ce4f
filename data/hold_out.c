#include "data/hold_out.h"

#include "base/hash.h"

#include <stdlib.h>
#include <string.h>

typedef struct keyed {
    uint64_t key;
    long index;
} keyed;

static int by_key(const void *a, const void *b)
{
    const keyed *x = a, *y = b;
    if (x->key != y->key) return x->key < y->key ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

long hold_out_count(long count, int64_t asked)
{
    long usual = count / HOLD_OUT_SHARE;
    if (asked >= 0) return asked < count ? (long)asked : count;
    return usual < HOLD_OUT_MOST ? usual : HOLD_OUT_MOST;
}

/* Signatures need not be spread evenly, so that the smallest ones could be alike: they are mixed first. */
static long sort_keys(keyed *order, long count, const uint64_t *keys, long wanted)
{
    for (long i = 0; i < count; i++) order[i] = (keyed){hash_word(hash_word(0, keys[i]), 1), i};
    qsort(order, (size_t)count, sizeof *order, by_key);
    while (wanted > 0 && wanted < count && order[wanted].key == order[wanted - 1].key) wanted++;
    return 2 * wanted > count ? 0 : wanted;
}

/* The first `out` of the order go. */
static void move(char *items, long count, size_t size, const keyed *order, long out, char *room, uint8_t *goes)
{
    long kept = 0;
    for (long i = 0; i < out; i++) {
        memcpy(room + (size_t)i * size, items + (size_t)order[i].index * size, size);
        goes[order[i].index] = 1;
    }
    for (long i = 0; i < count; i++)
        if (!goes[i]) memmove(items + (size_t)kept++ * size, items + (size_t)i * size, size);
    memcpy(items + (size_t)kept * size, room, (size_t)out * size);
}

long hold_out(void *items, long count, size_t size, const uint64_t *keys, long wanted)
{
    if (wanted <= 0 || count <= 0) return 0;
    keyed *order = malloc((size_t)count * sizeof *order);
    uint8_t *goes = calloc((size_t)count, 1);
    long out = order ? sort_keys(order, count, keys, wanted) : 0;
    char *room = malloc((size_t)out * size + 1);
    int failed = !order || !goes || !room;
    if (!failed) move(items, count, size, order, out, room, goes);
    free(room);
    free(goes);
    free(order);
    return failed ? -1 : out;
}
