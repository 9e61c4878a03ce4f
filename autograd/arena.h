/* Memory that is laid out once: a block, a position, and marks to go back to. No free, no growth.
 *
 * An arena first only counts (arena_plan): the same calls that will later fill it find out how large it must be.
 * arena_open then allocates that much, and from then on nothing is allocated.
 */
#ifndef AUTOGRAD_ARENA_H
#define AUTOGRAD_ARENA_H

#include <stddef.h>

typedef struct arena {
    char *base; /* NULL while planning */
    size_t used, high, capacity;
} arena;

enum { ARENA_ALIGN = 64 };

/* Starts counting: the pointers it returns are for arithmetic only and must not be dereferenced. */
void arena_plan(arena *a);

/* Allocates the high mark of the plan, plus space for a vector that reads past the end, and empties the arena.
 * Returns 0, or -1 if out of memory. */
int arena_open(arena *a);
void arena_close(arena *a);

/* `bytes` aligned to ARENA_ALIGN, contents undefined. Asking for more than was planned is a bug and aborts. */
void *arena_alloc(arena *a, size_t bytes);

static inline size_t arena_mark(const arena *a)
{
    return a->used;
}

/* Gives back everything allocated since the mark. */
static inline void arena_reset(arena *a, size_t mark)
{
    a->used = mark;
}

#endif
