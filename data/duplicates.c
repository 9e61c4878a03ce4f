#include "data/duplicates.h"

#include "base/hash.h"
#include "base/key_set.h"
#include "base/random.h"

#include <stdlib.h>
#include <string.h>

/* All puzzles, first those of training. Puzzles that are the same have the same key; in large sets, where keys are
 * hashes of clues, the clues decide. Keys of training puzzles are not kept: there may be millions. */
typedef struct puzzle_keys {
    const puzzle_store *train, *test;
    int only_clues;
    uint64_t *tests; /* [test->count] the keys of tests */
} puzzle_keys;

static uint64_t key_of(const puzzle_keys *all, const puzzle_store *list, long i)
{
    const puzzle p = puzzle_store_get(list, i);
    if (!all->only_clues) return p.kind->signature(&p.shape, p.question);
    return random_mix(hash_bytes(0, p.question, (uint64_t)grid_cells(&p.shape)));
}

/* Sets `found` to the first puzzle before test `i` that is the same, if possible with the same clues. Returns 0 if there
 * is none. */
static int find_other(const puzzle_keys *all, long i, duplicate *found)
{
    const puzzle p = puzzle_store_get(all->test, i);
    int any = 0;
    *found = (duplicate){.test = i};
    for (long k = 0; k < all->train->count + i && !found->same_clues; k++) {
        long test = k - all->train->count, number = test < 0 ? k : test;
        if ((test < 0 ? key_of(all, all->train, k) : all->tests[test]) != all->tests[i]) continue;
        const puzzle other = puzzle_store_get(test < 0 ? all->train : all->test, number);
        found->same_clues =
            same_shape(&other.shape, &p.shape) && !memcmp(other.question, p.question, (size_t)grid_cells(&p.shape));
        if (!found->same_clues && (any || all->only_clues)) continue;
        found->other = number;
        found->in_train = test < 0;
        any = 1;
    }
    return any;
}

/* Fills `tests`, the set of all keys of tests, and `met`, those of them that training puzzles have too. */
static void collect(const puzzle_keys *all, const key_set *wanted, const key_set *met)
{
    for (long i = 0; i < all->test->count; i++) key_set_add(wanted, all->tests[i] = key_of(all, all->test, i));
    for (long i = 0; i < all->train->count; i++) {
        uint64_t key = key_of(all, all->train, i);
        if (key_set_has(wanted, key)) key_set_add(met, key);
    }
}

/* A key that is there already leads to a search for the puzzle it belongs to; there is no second search unless keys of
 * other puzzles collide. */
static int find_first(const puzzle_keys *all, const key_set *met, duplicate *found)
{
    for (long i = 0; i < all->test->count; i++)
        if (!key_set_add(met, all->tests[i]) && find_other(all, i, found)) return 1;
    return 0;
}

int duplicates_find(const puzzle_store *train, const puzzle_store *test, duplicate *found)
{
    size_t tests = (size_t)test->count;
    puzzle_keys all = {.train = train, .test = test};
    key_set wanted = {0}, met = {0};
    int any = -1;
    all.only_clues = (size_t)train->count + tests > DUPLICATES_MAX_SIGNATURES;
    all.tests = calloc(tests + 1, sizeof *all.tests);
    if (all.tests && key_set_open(&wanted, tests) == 0 && key_set_open(&met, tests) == 0) {
        collect(&all, &wanted, &met);
        any = find_first(&all, &met, found);
    }
    key_set_close(&wanted);
    key_set_close(&met);
    free(all.tests);
    return any;
}
