/* A set of 64-bit signatures, to keep equal puzzles out of a dataset. */
#ifndef TOOLS_SIGNATURE_SET_H
#define TOOLS_SIGNATURE_SET_H

#include <stdint.h> /* uint64_t */

/* A hash table, at most half full; 0 marks an empty slot. Two signatures that differ in their lowest bit only count as
 * one. */
typedef struct signature_set {
    uint64_t *slots;
    uint64_t mask; /* number of slots - 1, slots being a power of two */
} signature_set;

/* Room for `capacity` signatures. Returns 0, or -1 without memory. */
int signature_set_open(signature_set *set, uint64_t capacity);
void signature_set_close(signature_set *set);

int signature_set_has(const signature_set *set, uint64_t signature);
void signature_set_add(const signature_set *set, uint64_t signature);

#endif
