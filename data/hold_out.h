/* The part of a training set that is kept out of training, to choose by: when answers stop, which model is best. It is
 * the same whatever the order of the file and the seed of the run. */
#ifndef DATA_HOLD_OUT_H
#define DATA_HOLD_OUT_H

#include <stddef.h> /* size_t */
#include <stdint.h>

enum { HOLD_OUT_MOST = 200, HOLD_OUT_SHARE = 10 }; /* unless told otherwise: a tenth, at most 200 */

/* How many of so many are wanted; asked < 0: as many as usual. */
long hold_out_count(long count, int64_t asked);

/* The key of item i of what `of` points to. */
typedef uint64_t hold_out_key(const void *of, long i);

/* Moves the `wanted` items [count, size] with the smallest keys to the end, in the order of their keys; the others stay
 * in their order. Items with one key, which are the same puzzle to a model, stay together: a few more may go, but never
 * more than half of all, in which case none goes. Takes memory for the wanted ones alone. Returns how many went, or -1 if
 * out of memory. */
long hold_out(void *items, long count, size_t size, hold_out_key *key, const void *of, long wanted);

#endif
