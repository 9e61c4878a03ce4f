#include "data/duplicates.h"

#include "base/key_set.h"
#include "base/random.h"

#include <stdlib.h>
#include <string.h>

/* All puzzles, first those of training. Puzzles that are the same have the same key; in large sets, where keys are
 * hashes of clues, the clues decide. */
typedef struct puzzle_keys {
    const puzzle_list *train, *test;
    int only_clues;
    uint64_t *key; /* [train->count + test->count] */
} puzzle_keys;

static const puzzle *puzzle_at(const puzzle_keys *all, long i)
{
    return i < all->train->count ? &all->train->items[i] : &all->test->items[i - all->train->count];
}

/* Sets `found` to the first puzzle before puzzle `i` that is the same, if possible with the same clues. Returns 0 if
 * there is none. */
static int find_other(const puzzle_keys *all, long i, duplicate *found)
{
    const puzzle *p = puzzle_at(all, i);
    *found = (duplicate){.test = p};
    for (long k = 0; k < i && !found->same_clues; k++) {
        const puzzle *other = puzzle_at(all, k);
        if (all->key[k] != all->key[i]) continue;
        found->same_clues = !memcmp(other->question, p->question, (size_t)grid_cells(&p->shape));
        if (!found->same_clues && (found->other || all->only_clues)) continue;
        found->other = other;
        found->in_train = k < all->train->count;
    }
    return found->other != NULL;
}

/* A key that is there already leads to a search for the puzzle it belongs to; there is no second search unless keys of
 * other puzzles collide. */
static int find_first(const puzzle_keys *all, const key_set *seen, duplicate *found)
{
    long count = all->train->count + all->test->count;
    for (long i = 0; i < count; i++) {
        const puzzle *p = puzzle_at(all, i);
        all->key[i] = all->only_clues ? stream_hash(0, p->question, grid_cells(&p->shape))
                                      : p->kind->signature(&p->shape, p->question);
        if (!key_set_add(seen, all->key[i]) && i >= all->train->count && find_other(all, i, found)) return 1;
    }
    return 0;
}

int duplicates_find(const puzzle_list *train, const puzzle_list *test, duplicate *found)
{
    size_t count = (size_t)train->count + (size_t)test->count;
    puzzle_keys all = {.train = train, .test = test, .only_clues = count > DUPLICATES_MAX_SIGNATURES};
    key_set seen = {0};
    int any = -1;
    all.key = calloc(count + 1, sizeof *all.key);
    if (all.key && key_set_open(&seen, count) == 0) any = find_first(&all, &seen, found);
    key_set_close(&seen);
    free(all.key);
    return any;
}
