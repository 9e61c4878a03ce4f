#include "tools/signature_set.h"

#include <stdlib.h> /* calloc, free */

int signature_set_open(signature_set *set, uint64_t capacity)
{
    uint64_t slots = 2;
    while (slots < 2 * capacity) slots *= 2;
    set->mask = slots - 1;
    set->slots = calloc((size_t)slots, sizeof *set->slots);
    return set->slots ? 0 : -1;
}

void signature_set_close(signature_set *set)
{
    free(set->slots);
}

/* The slot that holds the signature, or the empty one where it belongs. */
static uint64_t *find_slot(const signature_set *set, uint64_t signature)
{
    uint64_t k = signature & set->mask;
    while (set->slots[k] && set->slots[k] != signature) k = (k + 1) & set->mask;
    return &set->slots[k];
}

int signature_set_has(const signature_set *set, uint64_t signature)
{
    return *find_slot(set, signature | 1) != 0;
}

void signature_set_add(const signature_set *set, uint64_t signature)
{
    *find_slot(set, signature | 1) = signature | 1;
}
