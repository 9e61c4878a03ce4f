#include "puzzles/arc/vote.h"

#include <limits.h> /* INT_MAX */
#include <stdlib.h>
#include <string.h>

/* --- one test input ------------------------------------------------------------------------ */

static task_candidate *find(task_ballot *ballot, const colour_grid *grid, uint64_t hash)
{
    for (int i = 0; i < ballot->count; i++)
        if (ballot->items[i].hash == hash && colour_grid_equal(&ballot->items[i].grid, grid)) return &ballot->items[i];
    return NULL;
}

/* Room doubles at the powers of two. */
static task_candidate *add_candidate(task_ballot *ballot, const colour_grid *grid, uint64_t hash)
{
    int count = ballot->count;
    if ((count & (count - 1)) == 0) {
        size_t room = count > 0 ? 2 * (size_t)count : 1;
        task_candidate *items = room < INT_MAX / sizeof *items ? realloc(ballot->items, room * sizeof *items) : NULL;
        if (items == NULL) return NULL;
        ballot->items = items;
    }
    task_candidate *fresh = &ballot->items[ballot->count++];
    *fresh = (task_candidate){.grid = *grid, .hash = hash};
    return fresh;
}

int task_ballot_add(task_ballot *ballot, const colour_grid *grid, double confidence)
{
    uint64_t hash = colour_grid_hash(grid);
    task_candidate *candidate = find(ballot, grid, hash);
    if (candidate == NULL) candidate = add_candidate(ballot, grid, hash);
    if (candidate == NULL) return -1;
    candidate->votes++;
    candidate->confidence += confidence;
    return 0;
}

static int is_better(const task_candidate *a, const task_candidate *b)
{
    if (a->votes != b->votes) return a->votes > b->votes;
    return a->confidence > b->confidence; /* of equally many votes each: sums compare as means do */
}

/* The best of from..count-1 comes to `from`, the others keep their order: the first of equals stays first. */
static void bring_best(task_ballot *ballot, int from)
{
    int best = from;
    for (int i = from + 1; i < ballot->count; i++)
        if (is_better(&ballot->items[i], &ballot->items[best])) best = i;
    task_candidate kept = ballot->items[best];
    memmove(&ballot->items[from + 1], &ballot->items[from], (size_t)(best - from) * sizeof kept);
    ballot->items[from] = kept;
}

int task_ballot_rank(task_ballot *ballot, int most, colour_grid *best)
{
    int count = most < ballot->count ? most : ballot->count;
    for (int i = 0; i < count; i++) {
        bring_best(ballot, i);
        best[i] = ballot->items[i].grid;
    }
    return count;
}

void task_ballot_free(task_ballot *ballot)
{
    free(ballot->items);
    *ballot = (task_ballot){0};
}

/* --- a list of tasks ----------------------------------------------------------------------- */

static long count_inputs(task_attempts *a)
{
    long inputs = 0;
    for (long i = 0; i < a->list->count; i++) {
        a->first[i] = inputs;
        inputs += a->list->items[i].test_count;
    }
    return inputs;
}

int task_attempts_make(task_attempts *a, const task_list *list, int most)
{
    *a = (task_attempts){.list = list, .most = most};
    a->first = malloc(((size_t)list->count + 1) * sizeof *a->first);
    if (a->first == NULL) return -1;
    a->inputs = count_inputs(a);
    a->count = malloc(((size_t)a->inputs + 1) * sizeof *a->count);
    a->grids = calloc((size_t)a->inputs * (size_t)most + 1, sizeof *a->grids);
    if (a->count == NULL || a->grids == NULL) {
        task_attempts_free(a);
        return -1;
    }
    for (long i = 0; i < a->inputs; i++) a->count[i] = TASK_NOT_ASKED;
    return 0;
}

void task_attempts_free(task_attempts *a)
{
    free(a->first);
    free(a->count);
    free(a->grids);
    *a = (task_attempts){0};
}

void task_attempts_set(task_attempts *a, long number, int test, task_ballot *ballot)
{
    long input = a->first[number] + test;
    a->count[input] = task_ballot_rank(ballot, a->most, a->grids + input * a->most);
}

int task_attempts_solved(const task_attempts *a, long number, int test, int k)
{
    long input = a->first[number] + test;
    const colour_grid *output = &a->list->items[number].tests[test].output;
    for (int i = 0; i < k && i < a->count[input]; i++)
        if (colour_grid_equal(&a->grids[input * a->most + i], output)) return 1;
    return 0;
}

/* Test inputs solved, or -1 for a task that does not count. */
static int count_solved(const task_attempts *a, long number, int k)
{
    const task *t = &a->list->items[number];
    int solved = 0;
    for (int i = 0; i < t->test_count; i++) {
        if (!t->tests[i].has_output || a->count[a->first[number] + i] == TASK_NOT_ASKED) return -1;
        solved += task_attempts_solved(a, number, i, k);
    }
    return solved;
}

double task_pass_at(const task_attempts *a, int k, long *tasks)
{
    double sum = 0;
    *tasks = 0;
    for (long i = 0; i < a->list->count; i++) {
        int solved = count_solved(a, i, k);
        if (solved < 0) continue;
        sum += (double)solved / a->list->items[i].test_count;
        ++*tasks;
    }
    return *tasks > 0 ? sum / (double)*tasks : 0;
}
