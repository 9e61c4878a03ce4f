/* Counter-based random numbers: a number is a function of a key and a counter, never of order or thread.
 * Keys are made by hashing what the number is for: (seed, purpose, step, example).
 */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stdint.h>

/* The finaliser of splitmix64 (Steele, Lea, Flood 2014): a bijection that mixes all bits. */
static inline uint64_t random_mix(uint64_t x)
{
    x ^= x >> 30;
    x *= 0xbf58476d1ce4e5b9u;
    x ^= x >> 27;
    x *= 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

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

#endif
