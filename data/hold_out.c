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

static int by_index(const void *a, const void *b)
{
    const keyed *x = a, *y = b;
    return (x->index > y->index) - (x->index < y->index);
}

long hold_out_count(long count, int64_t asked)
{
    long usual = count / HOLD_OUT_SHARE;
    if (asked >= 0) return asked < count ? (long)asked : count;
    return usual < HOLD_OUT_MOST ? usual : HOLD_OUT_MOST;
}

/* Signatures need not be spread evenly, so that the smallest ones could be alike: they are mixed first. */
static uint64_t mixed(uint64_t key)
{
    return hash_word(hash_word(0, key), 1);
}

/* Sorts them, and returns how many of them have the `wanted` smallest keys. */
static long cut(keyed *order, long count, long wanted)
{
    qsort(order, (size_t)count, sizeof *order, by_key);
    if (wanted > count) return count;
    while (wanted < count && order[wanted].key == order[wanted - 1].key) wanted++;
    return wanted;
}

/* Those with the `wanted` smallest keys, in the order of their keys, in memory for twice as many; NULL if out of it. */
static keyed *smallest(long count, hold_out_key *key, const void *of, long wanted, long *found)
{
    long room = 2 * wanted, held = 0;
    keyed *order = malloc((size_t)room * sizeof *order);
    uint64_t limit = UINT64_MAX;
    for (long i = 0; order && i < count; i++) {
        const keyed item = {mixed(key(of, i)), i};
        if (item.key > limit) continue;
        order[held++] = item;
        if (held < room) continue;
        held = cut(order, held, wanted);
        limit = order[held - 1].key;
        if (2 * held <= room) continue;
        room = 2 * held;
        keyed *more = realloc(order, (size_t)room * sizeof *order);
        if (!more) free(order);
        order = more;
    }
    if (order) *found = cut(order, held, wanted);
    return order;
}

/* The first `out` of the order go. */
static void move(char *items, long count, size_t size, keyed *order, long out, char *room)
{
    long kept = 0, next = 0;
    for (long i = 0; i < out; i++) memcpy(room + (size_t)i * size, items + (size_t)order[i].index * size, size);
    qsort(order, (size_t)out, sizeof *order, by_index);
    for (long i = 0; i < count; i++) {
        if (next < out && order[next].index == i)
            next++;
        else
            memmove(items + (size_t)kept++ * size, items + (size_t)i * size, size);
    }
    memcpy(items + (size_t)kept * size, room, (size_t)out * size);
}

long hold_out(void *items, long count, size_t size, hold_out_key *key, const void *of, long wanted)
{
    long out = 0;
    if (wanted > count) wanted = count;
    if (wanted <= 0) return 0;
    keyed *order = smallest(count, key, of, wanted, &out);
    if (2 * out > count) out = 0;
    char *room = malloc((size_t)out * size + 1);
    int failed = !order || !room;
    if (!failed) move(items, count, size, order, out, room);
    free(room);
    free(order);
    return failed ? -1 : out;
}
