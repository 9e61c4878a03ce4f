#include "data/duplicates.h"

#include <stdlib.h>
#include <string.h>

typedef struct entry {
    uint64_t key; /* the signature, or a hash of the clues */
    const puzzle *p;
    int is_test;
} entry;

static size_t cells_of(const puzzle *p)
{
    return (size_t)grid_cells(&p->shape);
}

static int compare_clues(const puzzle *a, const puzzle *b)
{
    return memcmp(a->question, b->question, cells_of(a));
}

/* FNV-1a */
static uint64_t hash_clues(const puzzle *p)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < cells_of(p); i++) hash = (hash ^ p->question[i]) * 0x100000001b3u;
    return hash;
}

static int compare_keys(const entry *a, const entry *b)
{
    return (a->key > b->key) - (a->key < b->key);
}

/* Training puzzles before tests, then by line. */
static int compare_places(const entry *a, const entry *b)
{
    if (a->is_test != b->is_test) return a->is_test - b->is_test;
    return (a->p->line > b->p->line) - (a->p->line < b->p->line);
}

static int by_signature(const void *left, const void *right)
{
    const entry *a = left, *b = right;
    int order = compare_keys(a, b);
    return order != 0 ? order : compare_places(a, b);
}

static int by_clues(const void *left, const void *right)
{
    const entry *a = left, *b = right;
    int order = compare_keys(a, b);
    if (order == 0) order = compare_clues(a->p, b->p);
    return order != 0 ? order : compare_places(a, b);
}

static entry *list_entries(entry *entries, const puzzle_list *list, int is_test, int to_the_letter)
{
    for (long i = 0; i < list->count; i++) {
        const puzzle *p = &list->items[i];
        uint64_t key = to_the_letter ? hash_clues(p) : p->kind->signature(&p->shape, p->question);
        *entries++ = (entry){key, p, is_test};
    }
    return entries;
}

/* A group of equal puzzles, sorted by place: its first test that has another before it, and that other one,
 * which is to the letter the same where the group has such. */
static int find_in_group(const entry *group, const entry *end, duplicate *found)
{
    const entry *test = group + 1;
    while (test < end && !test->is_test) test++;
    if (test >= end) return 0;
    const entry *other = group;
    while (other < test && compare_clues(other->p, test->p) != 0) other++;
    *found = (duplicate){.test = test->p, .to_the_letter = other < test};
    if (other == test) other = group;
    found->other = other->p;
    found->in_train = !other->is_test;
    return 1;
}

static int find_first(const entry *entries, const entry *end, int to_the_letter, duplicate *found)
{
    int any = 0;
    for (const entry *group = entries, *next; group < end; group = next) {
        for (next = group + 1; next < end && compare_keys(group, next) == 0; next++)
            if (to_the_letter && compare_clues(group->p, next->p) != 0) break;
        duplicate here;
        if (!find_in_group(group, next, &here)) continue;
        if (!any || here.test->line < found->test->line) *found = here;
        any = 1;
    }
    return any;
}

int duplicates_find(const puzzle_list *train, const puzzle_list *test, duplicate *found)
{
    size_t count = (size_t)train->count + (size_t)test->count;
    int to_the_letter = count > DUPLICATES_MOST_SIGNATURES;
    if (count == 0) return 0;
    if (count > SIZE_MAX / sizeof(entry)) return -1;
    entry *entries = malloc(count * sizeof *entries);
    if (entries == NULL) return -1;
    list_entries(list_entries(entries, train, 0, to_the_letter), test, 1, to_the_letter);
    qsort(entries, count, sizeof *entries, to_the_letter ? by_clues : by_signature);
    int any = find_first(entries, entries + count, to_the_letter, found);
    free(entries);
    return any;
}
