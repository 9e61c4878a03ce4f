/* A hash of bytes, eight at a time. Each step is one-to-one in the word it takes in and in the hash so far: two inputs
 * of one length that differ within one word have different hashes, with certainty. Not for secrets. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stdint.h>
#include <string.h>

static inline uint64_t hash_word(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
    return hash ^ hash >> 32;
}

static inline uint64_t hash_bytes(uint64_t hash, const void *bytes, uint64_t size)
{
    uint64_t word;
    const char *from = bytes, *end = from + size / sizeof word * sizeof word;
    hash = hash_word(hash, size);
    for (; from < end; from += sizeof word) {
        memcpy(&word, from, sizeof word);
        hash = hash_word(hash, word);
    }
    word = 0;
    memcpy(&word, from, size % sizeof word);
    return hash_word(hash, word);
}

#endif
