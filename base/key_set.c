#include "base/key_set.h"

#include <stdlib.h> /* calloc, free */

int key_set_open(key_set *set, uint64_t capacity)
{
    uint64_t slots = 2;
    *set = (key_set){0};
    if (capacity > SIZE_MAX / (4 * sizeof *set->slots)) return -1;
    while (slots / 2 < capacity) slots *= 2;
    set->mask = slots - 1;
    set->slots = calloc((size_t)slots, sizeof *set->slots);
    return set->slots ? 0 : -1;
}

void key_set_close(key_set *set)
{
    free(set->slots);
    set->slots = NULL;
}

/* The slot that holds the key, or the empty one where it belongs. */
static uint64_t *find_slot(const key_set *set, uint64_t key)
{
    uint64_t k = key & set->mask;
    while (set->slots[k] && set->slots[k] != key) k = (k + 1) & set->mask;
    return &set->slots[k];
}

int key_set_has(const key_set *set, uint64_t key)
{
    return *find_slot(set, key ? key : 1) != 0;
}

int key_set_add(const key_set *set, uint64_t key)
{
    uint64_t *slot = find_slot(set, key ? key : 1);
    if (*slot) return 0;
    *slot = key ? key : 1;
    return 1;
}
