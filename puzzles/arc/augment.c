/* Augmentations are numbered by pairs of a symmetry and a way to choose new names for the colours, N in all; a keyed
 * bijection of 0..N-1 puts them in random order. So they are distinct, and none has to be remembered. */
#include "puzzles/arc/augment.h"

#include "base/random.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* --- what a task allows -------------------------------------------------------------------- */

/* The i-th grid that everyone may see, of the demonstrations and the inputs of the tests; NULL after the last one. */
static const arc_packed *grid_of(const arc_task *t, int i)
{
    int test = i - 2 * t->demonstration_count;
    if (test >= 0) return test < t->test_count ? t->tests[test].input : NULL;
    const arc_pair *pair = &t->demonstrations[i / 2];
    return i % 2 == 0 ? pair->input : pair->output;
}

/* A hash of the moved task that is blind to the names of colours. Those that it has get one, not 0. */
static uint64_t hash_moved(const arc_task *t, int symmetry, uint8_t name[COLOURS])
{
    int named = 0;
    uint64_t hash = 0;
    arc_grid grid;
    memset(name, 0, COLOURS);
    for (int i = 0; grid_of(t, i); i++)
        hash = stream_key(hash, arc_grid_hash_moved(arc_unpack(grid_of(t, i), &grid), symmetry, name, &named));
    return hash;
}

static void find_symmetries_and_colours(const arc_task *t, arc_augmentations *a)
{
    uint64_t seen[DIHEDRAL_SYMMETRIES];
    uint8_t name[COLOURS];
    for (int s = 0; s < DIHEDRAL_SYMMETRIES; s++) {
        uint64_t hash = hash_moved(t, s, name);
        int known = 0;
        for (int i = 0; i < a->symmetries; i++) known |= seen[i] == hash;
        if (known) continue;
        seen[a->symmetries] = hash;
        a->symmetry[a->symmetries++] = (uint8_t)s;
    }
    for (int c = 1; c < COLOURS; c++)
        if (name[c] != 0) a->colour[a->colours++] = (uint8_t)c;
}

/* N: symmetries times the ways to give k colours different names out of nine. */
static uint32_t space_size(const arc_augmentations *a)
{
    uint32_t size = (uint32_t)a->symmetries;
    for (int i = 0; i < a->colours; i++) size *= (uint32_t)(COLOURS - 1 - i);
    return size; /* at most 8 * 9! */
}

void arc_augmentations_finish(arc_augmentations *a, const char *name, int most, uint64_t seed)
{
    uint32_t size = space_size(a);
    a->key = stream_hash(seed, (const uint8_t *)name, (int)strlen(name));
    a->count = size < (uint32_t)most ? (int)size : most;
}

int arc_augmentation_list_make(arc_augmentation_list *list, const arc_tasks *tasks, int most, uint64_t seed)
{
    assert(most >= 1);
    *list = (arc_augmentation_list){.tasks = tasks->count, .most = most};
    list->of = calloc((size_t)tasks->count + 1, sizeof *list->of);
    if (list->of == NULL) return -1;
    for (long i = 0; i < tasks->count; i++) {
        arc_augmentations *a = &list->of[i];
        a->row = i;
        find_symmetries_and_colours(&tasks->items[i], a);
        arc_augmentations_finish(a, tasks->items[i].name, most, seed);
    }
    return 0;
}

void arc_augmentation_list_free(arc_augmentation_list *list)
{
    free(list->of);
    *list = (arc_augmentation_list){0};
}

/* --- their order ------------------------------------------------------------------------- */

/* The code-th way to give the colours of a task different names; the other colours share what is left, in order. Way 0
 * leaves every colour as it is. */
static void choose_names(const arc_augmentations *a, uint32_t code, uint8_t name[COLOURS])
{
    uint8_t left[COLOURS];
    int lefts = 0;
    for (int c = 1; c < COLOURS; c++) left[lefts++] = (uint8_t)c;
    memset(name, 0, COLOURS);
    for (int i = 0; i < a->colours; i++) {
        /* Counted from the colour itself, if it is free, so that digit 0 means no change. */
        int pick = 0;
        for (int k = 0; k < lefts; k++)
            if (left[k] == a->colour[i]) pick = k;
        pick = (pick + (int)(code % (uint32_t)lefts)) % lefts;
        code /= (uint32_t)lefts;
        name[a->colour[i]] = left[pick];
        for (int k = pick + 1; k < lefts; k++) left[k - 1] = left[k];
        lefts--;
    }
    for (int c = 1, next = 0; c < COLOURS; c++)
        if (name[c] == 0) name[c] = left[next++];
}

arc_augmentation arc_augmentation_get(const arc_augmentation_list *list, long number, int v)
{
    const arc_augmentations *a = &list->of[number];
    uint32_t size = space_size(a), symmetries = (uint32_t)a->symmetries;
    arc_augmentation chosen;
    assert(v >= 0 && v < a->count);
    /* Counted from the place of 0, so that augmentation 0 is code 0, the task itself. */
    uint32_t start = random_permuted(a->key, size, 0);
    uint32_t code = (random_permuted(a->key, size, (uint32_t)v) + size - start) % size;
    chosen.symmetry = a->symmetry[code % symmetries];
    choose_names(a, code / symmetries, chosen.colour);
    return chosen;
}

long arc_augmentation_id(const arc_augmentation_list *list, long number, int v)
{
    return list->of[number].row * list->most + v;
}

/* --- applying ------------------------------------------------------------------------------ */

void arc_augment(const arc_augmentation *a, const arc_grid *from, arc_grid *to)
{
    arc_grid_move(from, a->symmetry, to);
    arc_grid_rename(to, a->colour, to);
}

void arc_augment_undo(const arc_augmentation *a, const arc_grid *from, arc_grid *to)
{
    arc_augmentation back = {.symmetry = dihedral_inverse(a->symmetry)};
    for (int c = 0; c < COLOURS; c++) back.colour[a->colour[c]] = (uint8_t)c;
    arc_augment(&back, from, to);
}
