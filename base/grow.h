/* Growing arrays without a capacity of their own: an array of `count` items has room for 16, 32, 64 ... of them.
 *
 *     item *more = grow(items, count, sizeof *items);
 *     if (more == NULL) return -1;
 *     items = more;
 *     items[count++] = ...;
 */
#ifndef BASE_GROW_H
#define BASE_GROW_H

#include <stdint.h> /* SIZE_MAX */
#include <stdlib.h>

/* The array with room for one item more, perhaps moved; NULL if there is no memory, and the old array stays.
 * An array that did not come from here holds at most 16 items, and has room for as many. */
static inline void *grow(void *array, size_t count, size_t size)
{
    enum { FIRST = 16 };
    int is_full = count == 0 || (count >= FIRST && (count & (count - 1)) == 0);
    if (!is_full) return array;
    size_t room = count == 0 ? FIRST : 2 * count;
    return count > SIZE_MAX / 4 / size ? NULL : realloc(array, room * size);
}

#endif
