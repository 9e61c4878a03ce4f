/* Views are numbered by pairs of a symmetry and a way to choose new names for the colours, N in all; a keyed bijection
 * of 0..N-1 puts them in random order. So views are distinct, and none has to be remembered. */
#include "puzzles/arc/augment.h"

#include "base/random.h"

#include <assert.h>
#include <stdlib.h>

/* --- what a task allows -------------------------------------------------------------------- */

static int input_count(const task *t)
{
    return 2 * t->demonstration_count + t->test_count;
}

/* The grids that everyone may see: the demonstrations and the inputs of the tests. */
static const colour_grid *grid_of(const task *t, int i)
{
    if (i >= 2 * t->demonstration_count) return &t->tests[i - 2 * t->demonstration_count].input;
    const task_pair *pair = &t->demonstrations[i / 2];
    return i % 2 == 0 ? &pair->input : &pair->output;
}

/* Names the colours of the grid in the order in which they come first, after the `named` ones that have a name. */
static int name_colours(const colour_grid *grid, uint8_t name[COLOURS], int named)
{
    for (int i = 0; i < grid->rows * grid->cols; i++) {
        uint8_t colour = grid->cell[i];
        if (colour != 0 && name[colour] == 0) name[colour] = (uint8_t)++named;
    }
    return named;
}

/* A hash of the moved task that is blind to the names of colours. */
static uint64_t hash_moved(const task *t, int symmetry)
{
    uint8_t name[COLOURS] = {0};
    int named = 0;
    uint64_t hash = 0;
    for (int i = 0; i < input_count(t); i++) {
        colour_grid moved, renamed;
        colour_grid_apply_symmetry(grid_of(t, i), symmetry, &moved);
        named = name_colours(&moved, name, named);
        colour_grid_rename(&moved, name, &renamed);
        hash = stream_key(hash, colour_grid_hash(&renamed));
    }
    return hash;
}

static void find_symmetries(const task *t, task_orbit *orbit)
{
    uint64_t seen[DIHEDRAL_SYMMETRIES];
    orbit->symmetries = 0;
    for (int s = 0; s < DIHEDRAL_SYMMETRIES; s++) {
        uint64_t hash = hash_moved(t, s);
        int known = 0;
        for (int i = 0; i < orbit->symmetries; i++) known |= seen[i] == hash;
        if (known) continue;
        seen[orbit->symmetries] = hash;
        orbit->symmetry[orbit->symmetries++] = (uint8_t)s;
    }
}

static void find_colours(const task *t, task_orbit *orbit)
{
    uint8_t name[COLOURS] = {0};
    int named = 0;
    for (int i = 0; i < input_count(t); i++) named = name_colours(grid_of(t, i), name, named);
    orbit->colours = 0;
    for (int c = 1; c < COLOURS; c++)
        if (name[c] != 0) orbit->colour[orbit->colours++] = (uint8_t)c;
}

/* N: symmetries times the ways to give k colours different names out of nine. */
static uint32_t orbit_size(const task_orbit *orbit)
{
    uint32_t size = (uint32_t)orbit->symmetries;
    for (int i = 0; i < orbit->colours; i++) size *= (uint32_t)(COLOURS - 1 - i);
    return size; /* at most 8 * 9! */
}

static uint64_t key_of_name(uint64_t seed, const char *name)
{
    uint64_t key = seed;
    for (; *name != '\0'; name++) key = stream_key(key, (unsigned char)*name);
    return key;
}

void task_orbit_finish(task_orbit *orbit, const char *name, int most, uint64_t seed)
{
    uint32_t size = orbit_size(orbit);
    orbit->key = key_of_name(seed, name);
    orbit->count = size < (uint32_t)most ? (int)size : most;
}

int task_views_make(task_views *views, const task_list *list, int most, uint64_t seed)
{
    assert(most >= 1);
    *views = (task_views){.tasks = list->count, .most = most};
    views->orbits = calloc((size_t)list->count + 1, sizeof *views->orbits);
    if (views->orbits == NULL) return -1;
    for (long i = 0; i < list->count; i++) {
        task_orbit *orbit = &views->orbits[i];
        orbit->row = i;
        find_symmetries(&list->items[i], orbit);
        find_colours(&list->items[i], orbit);
        task_orbit_finish(orbit, list->items[i].name, most, seed);
    }
    return 0;
}

void task_views_free(task_views *views)
{
    free(views->orbits);
    *views = (task_views){0};
}

/* --- the order of views -------------------------------------------------------------------- */

/* A bijection of 2 * half bits (Feistel's network), whatever the key. */
static uint32_t scramble(uint64_t key, int half, uint32_t x)
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

/* A bijection of 0..size-1: what falls outside is scrambled again, which leads back inside at the latest to x. */
static uint32_t scramble_below(uint64_t key, uint32_t size, uint32_t x)
{
    int half = 1;
    while ((uint64_t)1 << (2 * half) < size) half++;
    do x = scramble(key, half, x);
    while (x >= size);
    return x;
}

/* The code-th way to give `count` colours different names; the other colours share what is left, in order. Way 0 leaves
 * every colour as it is. */
static void choose_names(const uint8_t *colours, int count, uint32_t code, uint8_t name[COLOURS])
{
    uint8_t left[COLOURS], has_name[COLOURS] = {1};
    int lefts = 0;
    for (int c = 1; c < COLOURS; c++) left[lefts++] = (uint8_t)c;
    name[0] = 0;
    for (int i = 0; i < count; i++) {
        /* Counted from the colour itself, if it is free, so that digit 0 means no change. */
        int pick = 0;
        for (int k = 0; k < lefts; k++)
            if (left[k] == colours[i]) pick = k;
        pick = (pick + (int)(code % (uint32_t)lefts)) % lefts;
        code /= (uint32_t)lefts;
        name[colours[i]] = left[pick];
        has_name[colours[i]] = 1;
        for (int k = pick + 1; k < lefts; k++) left[k - 1] = left[k];
        lefts--;
    }
    for (int c = 1, next = 0; c < COLOURS; c++)
        if (!has_name[c]) name[c] = left[next++];
}

void task_view_get(const task_views *views, long number, int v, task_view *view)
{
    const task_orbit *orbit = &views->orbits[number];
    uint32_t size = orbit_size(orbit), symmetries = (uint32_t)orbit->symmetries;
    assert(v >= 0 && v < orbit->count);
    /* Counted from the place of 0, so that view 0 is code 0, the task itself. */
    uint32_t start = scramble_below(orbit->key, size, 0);
    uint32_t code = (scramble_below(orbit->key, size, (uint32_t)v) + size - start) % size;
    view->symmetry = orbit->symmetry[code % symmetries];
    choose_names(orbit->colour, orbit->colours, code / symmetries, view->colour);
}

long task_view_id(const task_views *views, long number, int v)
{
    return views->orbits[number].row * views->most + v;
}

/* --- applying ------------------------------------------------------------------------------ */

void task_view_apply(const task_view *view, const colour_grid *from, colour_grid *to)
{
    colour_grid moved;
    colour_grid_apply_symmetry(from, view->symmetry, &moved);
    colour_grid_rename(&moved, view->colour, to);
}

void task_view_undo(const task_view *view, const colour_grid *from, colour_grid *to)
{
    uint8_t back[COLOURS];
    colour_grid moved;
    for (int c = 0; c < COLOURS; c++) back[view->colour[c]] = (uint8_t)c;
    colour_grid_apply_symmetry(from, dihedral_inverse(view->symmetry), &moved);
    colour_grid_rename(&moved, back, to);
}
