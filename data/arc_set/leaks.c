#include "data/arc_set/leaks.h"

#include "base/error.h" /* show_bytes */
#include "base/random.h"

#include <stdio.h> /* snprintf */
#include <stdlib.h>
#include <string.h>

/* --- pairs by their hashes ------------------------------------------------------------------ */

typedef struct pair_place {
    uint64_t hash;
    long task;
    int pair; /* from 0 */
} pair_place;

typedef struct pair_places {
    pair_place *at; /* ascending by hash, then by task and pair */
    long count;
} pair_places;

static uint64_t hash_of_grid(const arc_packed *packed)
{
    arc_grid grid;
    return arc_grid_hash(arc_unpack(packed, &grid));
}

static uint64_t hash_of(const arc_pair *p)
{
    return stream_key(hash_of_grid(p->input), hash_of_grid(p->output));
}

/* What is learned must not depend on outputs that are held out, so tests that may be learned are compared by their
 * questions alone. */
static uint64_t hash_of_question(const arc_pair *p)
{
    return hash_of_grid(p->input);
}

static int by_hash(const void *a, const void *b)
{
    const pair_place *x = a, *y = b;
    if (x->hash != y->hash) return x->hash < y->hash ? -1 : 1;
    if (x->task != y->task) return x->task < y->task ? -1 : 1;
    return x->pair - y->pair;
}

static const pair_place *find(const pair_places *p, uint64_t hash)
{
    long low = 0, high = p->count;
    while (low < high) {
        long middle = low + (high - low) / 2;
        if (p->at[middle].hash < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return low < p->count && p->at[low].hash == hash ? &p->at[low] : NULL;
}

/* The demonstrations as whole pairs, or the questions that are held out though other tests are learned. */
static int collect(pair_places *p, const arc_tasks *tasks, int tests)
{
    size_t most = 1;
    for (long i = 0; i < tasks->count; i++)
        most += (size_t)(tests ? tasks->items[i].test_count : tasks->items[i].demonstration_count);
    *p = (pair_places){.at = malloc(most * sizeof *p->at)};
    if (!p->at) return -1;
    for (long i = 0; i < tasks->count; i++) {
        const arc_task *t = &tasks->items[i];
        const arc_pair *pairs = tests ? t->tests : t->demonstrations;
        int count = tests ? (t->split == ARC_TRAINING ? 0 : t->test_count) : t->demonstration_count;
        for (int k = 0; k < count; k++)
            p->at[p->count++] = (pair_place){tests ? hash_of_question(&pairs[k]) : hash_of(&pairs[k]), i, k};
    }
    qsort(p->at, (size_t)p->count, sizeof *p->at, by_hash);
    return 0;
}

/* --- remarks -------------------------------------------------------------------------------- */

enum { MOST_REMARKS = 5, REMARK = 400 }; /* lines; bytes of one */

static void remark(char *remarks, long number, const arc_tasks *tasks, const pair_place *test, const pair_place *other,
                   const char *what, const char *so)
{
    char first[SHOWN_BYTES], second[SHOWN_BYTES];
    const arc_task *t = &tasks->items[test->task], *o = &tasks->items[other->task];
    if (number >= MOST_REMARKS) return;
    size_t used = strlen(remarks);
    show_bytes(first, t->name, strlen(t->name));
    show_bytes(second, o->name, strlen(o->name));
    snprintf(remarks + used, REMARK, "%.100s:%ld: test pair %d of task %s %s %d of task %s%s; %s\n", t->file, t->line,
             test->pair + 1, first, what, other->pair + 1, second, o == t ? " itself" : "", so);
}

static void remark_rest(char *remarks, long count)
{
    size_t used = strlen(remarks);
    if (count > MOST_REMARKS)
        snprintf(remarks + used, REMARK, "... and the same holds for %ld more test pairs\n", count - MOST_REMARKS);
}

/* --- marking -------------------------------------------------------------------------------- */

/* Of the tests of one task. Returns how many were marked. */
static long mark_task(arc_tasks *tasks, long i, int with_tests, const pair_places *shown, const pair_places *held,
                      char *remarks, long before)
{
    arc_task *t = &tasks->items[i];
    int learned = with_tests && t->split == ARC_TRAINING;
    long marked = 0;
    for (int k = 0; k < t->test_count; k++) {
        if (!t->tests[k].output) continue;
        const pair_place test = {learned ? hash_of_question(&t->tests[k]) : hash_of(&t->tests[k]), i, k};
        const pair_place *other = find(learned ? held : shown, test.hash);
        if (!other) continue;
        t->tests[k].left_out = 1;
        remark(remarks, before + marked++, tasks, &test, other,
               learned ? "has the same question as held-out test pair" : "is also demonstration",
               learned ? "it is not learned" : "it does not count as a test");
    }
    return marked;
}

long arc_leaks_mark(arc_tasks *tasks, int with_tests, char **remarks)
{
    pair_places shown = {0}, held = {0};
    char *lines = calloc(MOST_REMARKS + 1, REMARK);
    long marked = 0;
    int failed = !lines || collect(&shown, tasks, 0) || collect(&held, tasks, 1);
    for (long i = 0; !failed && i < tasks->count; i++)
        marked += mark_task(tasks, i, with_tests, &shown, &held, lines, marked);
    if (!failed) remark_rest(lines, marked);
    free(shown.at);
    free(held.at);
    if (failed || marked == 0) {
        free(lines);
        lines = NULL;
    }
    *remarks = lines;
    return failed ? -1 : marked;
}
