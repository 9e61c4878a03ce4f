/* A set of 64-bit keys, such as the signatures of puzzles. */
#ifndef BASE_KEY_SET_H
#define BASE_KEY_SET_H

#include <stdint.h> /* uint64_t */

/* A hash table with open addressing, at most half full. Keys must be well mixed: their low bits choose the slot. */
typedef struct key_set {
    uint64_t *slots; /* 0: empty; so the keys 0 and 1 count as one */
    uint64_t mask;   /* number of slots - 1; the number is a power of two */
} key_set;

/* For up to `capacity` keys. Returns 0, or -1 if out of memory. */
int key_set_open(key_set *set, uint64_t capacity);
void key_set_close(key_set *set);

int key_set_has(const key_set *set, uint64_t key);
/* Returns 1 if the key is new, 0 if it was there. */
int key_set_add(const key_set *set, uint64_t key);

#endif
