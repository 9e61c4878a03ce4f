/* Keyed random numbers: each is a function of a key and a counter, never of order, thread or machine.
 *
 *     keys        made by hashing what the number is for: (seed, purpose, step, example). Use no key twice.
 *     random_*    one number of a key and a counter, in any order: what training draws
 *     stream_*    a sequence that is opened with a key and read in order, on one stack frame: what makes and
 *                 disguises puzzles
 *
 * There are two recipes for keys, random_key and stream_key, and two for numbers below n. Published runs depend on the
 * one and published data sets on the other, bit for bit, so neither can go.
 */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stdint.h>

/* The finaliser of splitmix64 (Steele, Lea, Flood 2014): a bijection that mixes all bits. */
static inline uint64_t random_mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

/* --- numbers of a key and a counter --------------------------------------------------------- */

/* Derives a key from a key and one more coordinate: random_key(random_key(seed, purpose), step) ... */
static inline uint64_t random_key(uint64_t key, uint64_t coordinate)
{
    return random_mix(random_mix(key + 0x9e3779b97f4a7c15u) ^ (coordinate * 0xd1342543de82ef95u + 0x632be59bd9b4e019u));
}

/* Uniform in [0, 1). */
static inline double random_uniform(uint64_t key, uint64_t counter)
{
    return (double)(random_key(key, counter) >> 11) * 0x1p-53;
}

/* Uniform integer in [0, n), n > 0; the bias is below n / 2^53. */
static inline int64_t random_below(uint64_t key, uint64_t counter, int64_t n)
{
    return (int64_t)(random_uniform(key, counter) * (double)n);
}

/* Standard normal (Box-Muller); pairs of counters are independent. */
double random_normal(uint64_t key, uint64_t counter);

/* Standard normal cut off at two standard deviations and rescaled to standard deviation one: the initialiser that
 * JAX calls truncated lecun normal when divided by sqrt(fan in). */
double random_truncated_normal(uint64_t key, uint64_t counter);

/* --- sequences ------------------------------------------------------------------------------ */

/* The key of the index-th thing made under `key`: a try, a row, a class. Never use one key for two purposes. */
static inline uint64_t stream_key(uint64_t key, uint64_t index)
{
    return random_mix(random_mix(key ^ 0x6a09e667f3bcc909u) + index * 0x9e3779b97f4a7c15u);
}

/* A hash of n bytes in their order; unlike keys give unlike hashes of the same bytes. */
static inline uint64_t stream_hash(uint64_t key, const uint8_t *items, int n)
{
    for (int i = 0; i < n; i++) key = stream_key(key, items[i]);
    return key;
}

typedef struct stream {
    uint64_t state;
} stream;

/* The key goes through the mixer first: otherwise neighbouring keys would give shifted copies of one sequence. */
static inline stream stream_open(uint64_t key)
{
    return (stream){random_mix(key ^ 0x3c6ef372fe94f82bu)};
}

static inline uint64_t stream_next(stream *s)
{
    s->state += 0x9e3779b97f4a7c15u;
    return random_mix(s->state);
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

/* --- an order -------------------------------------------------------------------------------- */

/* A bijection of 2 * half bits (Feistel's network), whatever the key. */
static inline uint32_t random_scramble(uint64_t key, int half, uint32_t x)
{
    enum { ROUNDS = 4 };
    uint32_t mask = (1u << half) - 1, low = x & mask, high = x >> half;
    for (uint64_t round = 0; round < ROUNDS; round++) {
        uint32_t next = high ^ ((uint32_t)stream_key(stream_key(key, round), low) & mask);
        high = low;
        low = next;
    }
    return high << half | low;
}

/* Where x of 0..size-1 goes in a random order of them, a bijection: what falls outside is scrambled again, which leads back inside at the latest to x. */
static inline uint32_t random_permuted(uint64_t key, uint32_t size, uint32_t x)
{
    int half = 1;
    while ((uint64_t)1 << (2 * half) < size) half++;
    do x = random_scramble(key, half, x);
    while (x >= size);
    return x;
}

#endif
