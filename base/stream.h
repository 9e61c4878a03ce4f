/* The only randomness of this room: splitmix64, a counter run through a mixing function.
 *
 * A stream is opened with a 64-bit key and read in order, on one stack frame. Nothing outlives the call
 * that opened it, so every random function here is a function of its key alone, on any machine.
 */
#ifndef BASE_STREAM_H
#define BASE_STREAM_H

#include <stdint.h> /* uint8_t, uint32_t, uint64_t */

typedef struct stream {
    uint64_t state;
} stream;

/* A bijection of 64 bits in which every input bit moves about half of the output bits. */
static inline uint64_t stream_mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

/* The key of the index-th thing made under `key`: a try, a row, a class. Never use one key for two purposes. */
static inline uint64_t stream_key(uint64_t key, uint64_t index)
{
    return stream_mix(stream_mix(key ^ 0x6a09e667f3bcc909u) + index * 0x9e3779b97f4a7c15u);
}

/* A hash of n bytes in their order; unlike keys give unlike hashes of the same bytes. */
static inline uint64_t stream_hash(uint64_t key, const uint8_t *items, int n)
{
    for (int i = 0; i < n; i++) key = stream_key(key, items[i]);
    return key;
}

/* The key goes through the mixer first: otherwise neighbouring keys would give shifted copies of one sequence. */
static inline stream stream_open(uint64_t key)
{
    return (stream){stream_mix(key ^ 0x3c6ef372fe94f82bu)};
}

static inline uint64_t stream_next(stream *s)
{
    s->state += 0x9e3779b97f4a7c15u;
    return stream_mix(s->state);
}

/* Uniform in 0 .. n-1, n >= 1. Multiplying a 32-bit draw by n and keeping the upper half would favour some
 * values by one draw in 2^32; the lower half tells which draws to throw away (Lemire 2019). */
static inline uint32_t stream_below(stream *s, uint32_t n)
{
    uint32_t unfair = (uint32_t)(0u - n) % n; /* 2^32 mod n */
    uint64_t product;
    do product = (stream_next(s) >> 32) * n;
    while ((uint32_t)product < unfair);
    return (uint32_t)(product >> 32);
}

/* Puts items[0..n-1] in random order (Fisher and Yates). */
static inline void stream_shuffle(stream *s, uint8_t *items, int n)
{
    for (int i = n - 1; i > 0; i--) {
        uint32_t j = stream_below(s, (uint32_t)i + 1);
        uint8_t kept = items[i];
        items[i] = items[j];
        items[j] = kept;
    }
}

/* The numbers 0 .. n-1 in random order, n <= 256. */
static inline void stream_permutation(stream *s, uint8_t *items, int n)
{
    for (int i = 0; i < n; i++) items[i] = (uint8_t)i;
    stream_shuffle(s, items, n);
}

#endif
