#include "puzzles/arc/vote.h"

#include "base/grow.h"

#include <limits.h> /* INT_MAX */
#include <string.h>

/* --- one test input ------------------------------------------------------------------------ */

int arc_ballot_add(arc_ballot *ballot, const arc_grid *grid, double confidence)
{
    int i = 0;
    while (i < ballot->count && !arc_grid_equal(&ballot->items[i].grid, grid)) i++;
    if (i == ballot->count) {
        arc_candidate *items = i < INT_MAX ? grow(ballot->items, (size_t)i, sizeof *items) : NULL;
        if (items == NULL) return -1;
        ballot->items = items;
        items[ballot->count++] = (arc_candidate){.grid = *grid};
    }
    ballot->items[i].votes++;
    ballot->items[i].confidence += confidence;
    return 0;
}

static int is_better(const arc_candidate *a, const arc_candidate *b)
{
    if (a->votes != b->votes) return a->votes > b->votes;
    return a->confidence > b->confidence; /* of equally many votes each: sums compare as means do */
}

int arc_ballot_rank(arc_ballot *ballot, int most, arc_grid *best)
{
    arc_candidate *items = ballot->items;
    int count = most < ballot->count ? most : ballot->count;
    for (int i = 0; i < count; i++) {
        int first = i;
        for (int k = i + 1; k < ballot->count; k++)
            if (is_better(&items[k], &items[first])) first = k;
        /* The others keep their order, so that of equals the one that came first stays first. */
        arc_candidate kept = items[first];
        memmove(&items[i + 1], &items[i], (size_t)(first - i) * sizeof kept);
        items[i] = kept;
        best[i] = kept.grid;
    }
    return count;
}

void arc_ballot_free(arc_ballot *ballot)
{
    free(ballot->items);
    *ballot = (arc_ballot){0};
}

/* --- a list of tasks ----------------------------------------------------------------------- */

int arc_attempts_make(arc_attempts *a, const arc_tasks *list, int most)
{
    *a = (arc_attempts){.list = list, .most = most};
    a->first = malloc(((size_t)list->count + 1) * sizeof *a->first);
    if (a->first == NULL) return -1;
    for (long i = 0; i < list->count; i++) {
        a->first[i] = a->inputs;
        a->inputs += list->items[i].test_count;
    }
    a->first[list->count] = a->inputs;
    a->count = malloc(((size_t)a->inputs + 1) * sizeof *a->count);
    a->packed = calloc((size_t)a->inputs + 1, sizeof *a->packed);
    a->best = malloc((size_t)most * sizeof *a->best);
    if (a->count == NULL || a->packed == NULL || a->best == NULL) {
        arc_attempts_free(a);
        return -1;
    }
    for (long i = 0; i < a->inputs; i++) a->count[i] = ARC_NOT_ASKED;
    return 0;
}

void arc_attempts_free(arc_attempts *a)
{
    free(a->first);
    for (long i = 0; a->packed && i < a->inputs; i++) free(a->packed[i]);
    free(a->packed);
    free(a->best);
    free(a->count);
    *a = (arc_attempts){0};
}

static arc_packed *pack_all(const arc_grid *grids, int count)
{
    size_t size = 1;
    for (int i = 0; i < count; i++) size += arc_packed_size(&grids[i]);
    uint8_t *block = malloc(size), *to = block;
    for (int i = 0; block && i < count; to += arc_packed_size(&grids[i++])) arc_pack(&grids[i], to);
    return (arc_packed *)block;
}

int arc_attempts_set(arc_attempts *a, long number, int test, arc_ballot *ballot)
{
    long input = a->first[number] + test;
    const int count = arc_ballot_rank(ballot, a->most, a->best);
    arc_packed *packed = pack_all(a->best, count);
    if (!packed) return -1;
    free(a->packed[input]);
    a->packed[input] = packed;
    a->count[input] = count;
    return 0;
}

const arc_grid *arc_attempts_get(const arc_attempts *a, long number, int test, int i, arc_grid *grid)
{
    const uint8_t *at = (const uint8_t *)a->packed[a->first[number] + test];
    for (; i > 0; i--) at += arc_packed_size(arc_unpack((const arc_packed *)at, grid));
    return arc_unpack((const arc_packed *)at, grid);
}

arc_outcome arc_attempts_outcome(const arc_attempts *a, long number, int test, int k)
{
    long input = a->first[number] + test;
    const arc_pair *pair = &a->list->items[number].tests[test];
    arc_grid output, attempt;
    if (!pair->output) return ARC_UNKNOWN;
    arc_unpack(pair->output, &output);
    for (int i = 0; i < k && i < a->count[input]; i++)
        if (arc_grid_equal(arc_attempts_get(a, number, test, i, &attempt), &output)) return ARC_SOLVED;
    return ARC_MISSED;
}

int arc_attempts_any_missed(const arc_attempts *a, int k)
{
    for (long i = 0; i < a->list->count; i++)
        for (int test = 0; test < a->list->items[i].test_count; test++)
            if (arc_attempts_outcome(a, i, test, k) == ARC_MISSED) return 1;
    return 0;
}

double arc_pass_at(const arc_attempts *a, int k, long *tasks)
{
    double sum = 0;
    *tasks = 0;
    for (long i = 0; i < a->list->count; i++) {
        int tests = a->list->items[i].test_count, solved = 0, counted = 0;
        for (int test = 0; test < tests; test++) {
            arc_outcome outcome = arc_attempts_outcome(a, i, test, k);
            solved += outcome == ARC_SOLVED;
            counted += outcome != ARC_UNKNOWN && a->count[a->first[i] + test] != ARC_NOT_ASKED;
        }
        if (counted < tests) continue;
        sum += (double)solved / tests;
        ++*tasks;
    }
    return *tasks > 0 ? sum / (double)*tasks : 0;
}

void arc_evaluate(const arc_attempts *a, int k, evaluation *e)
{
    e->attempts = k;
    e->inputs = a->inputs;
    e->passed = arc_pass_at(a, k, &e->tasks);
    for (int i = 0; i < EVALUATION_PASSES; i++) e->passed_at[i] = arc_pass_at(a, evaluation_passes[i], &e->tasks);
}
