#include "puzzles/sudoku/deep.h"

#include <string.h>

enum {
    CLUES_AWAY = 3, /* at most, in a change */
    CLUES_BACK = 8, /* at most, until one solution is left */
};

static const grid_shape shape = {.rows = 9, .cols = 9};

void deep_search_open(deep_search *s, uint64_t key)
{
    memset(s, 0, sizeof *s);
    sudoku_search_open(&s->search, &shape);
    s->random = stream_open(key);
}

/* --- puzzles ------------------------------------------------------------------------------- */

/* Searches in random order for so many solutions. Returns how many there are, at most `limit`. */
static int solve(deep_search *s, int limit)
{
    s->search.limit = limit;
    s->search.random = &s->random;
    sudoku_search_run(&s->search, s->question);
    return s->search.solutions;
}

static void fresh(deep_search *s)
{
    sudoku_random_grid(&shape, stream_next(&s->random), s->answer);
    memcpy(s->question, s->answer, sizeof s->question);
    sudoku_dig(&s->search, &s->random, 0, s->question);
}

/* The harder of two members. */
static const uint8_t *parent(deep_search *s)
{
    uint32_t a = stream_below(&s->random, (uint32_t)s->count), b = stream_below(&s->random, (uint32_t)s->count);
    return s->member[s->depth[b] > s->depth[a] ? b : a];
}

static void take_clues_away(deep_search *s, int count)
{
    for (; count > 0; count--) {
        uint32_t cell;
        do cell = stream_below(&s->random, REFUTE_CELLS);
        while (!s->question[cell]);
        s->question[cell] = 0;
    }
}

/* A cell where another solution differs from the answer; any, if the solution that was found is the answer. */
static uint32_t differing_cell(deep_search *s)
{
    uint8_t cells[REFUTE_CELLS];
    int count = 0;
    for (int i = 0; i < REFUTE_CELLS; i++)
        if (s->search.answer[i] != s->answer[i]) cells[count++] = (uint8_t)i;
    return count ? cells[stream_below(&s->random, (uint32_t)count)] : stream_below(&s->random, REFUTE_CELLS);
}

/* The puzzle `from` with so many clues less; one of the solutions that it then has; clues of that until it is the only
 * one; and a minimal puzzle of what there is. Returns 0, or -1 if that did not come to an end. */
static int change(deep_search *s, const uint8_t *from, int clues)
{
    memcpy(s->question, from, sizeof s->question);
    take_clues_away(s, clues);
    if (solve(s, 1) == 0) return -1;
    memcpy(s->answer, s->search.answer, sizeof s->answer);
    for (int back = 0; solve(s, 2) > 1; back++) {
        if (back == CLUES_BACK) return -1;
        uint32_t cell = differing_cell(s);
        s->question[cell] = s->answer[cell];
    }
    s->search.random = NULL;
    sudoku_dig(&s->search, &s->random, 0, s->question);
    return 0;
}

/* --- the population ------------------------------------------------------------------------ */

/* Takes the place of the easiest, if it is harder. One of each depth is enough: they are mostly relatives. */
static void keep(deep_search *s)
{
    int easiest = 0;
    for (int i = 0; i < s->count; i++) {
        if (s->depth[i] == s->rating.depth) return;
        if (s->depth[i] < s->depth[easiest]) easiest = i;
    }
    if (s->rating.depth == 0) return;
    if (s->count < DEEP_POPULATION)
        easiest = s->count++;
    else if (s->rating.depth < s->depth[easiest])
        return;
    memcpy(s->member[easiest], s->question, sizeof s->question);
    s->depth[easiest] = s->rating.depth;
}

static int is_found(const deep_search *s)
{
    for (int i = 0; i < s->found; i++)
        if (!memcmp(s->deep[i], s->question, sizeof s->question)) return 1;
    return 0;
}

/* A step from the deep ones. Most neighbours are not deep, which is soon seen. */
static int walk(deep_search *s)
{
    const uint8_t *from = s->deep[stream_below(&s->random, (uint32_t)s->found)];
    return change(s, from, 1) || sudoku_refute_left(s->question) <= 0;
}

/* A step of the population. */
static int climb(deep_search *s)
{
    if (s->count > 0 && (s->count == DEEP_POPULATION || stream_below(&s->random, 2)))
        return change(s, parent(s), 1 + (int)stream_below(&s->random, CLUES_AWAY));
    fresh(s);
    return 0;
}

/* Rates the puzzle at hand and takes it in. Returns 1, or 0 if it is one of s->deep. */
static int take_in(deep_search *s)
{
    if (sudoku_refute(s->question, &s->rating) || is_found(s)) return 0;
    keep(s);
    if (s->rating.left > 0 && s->found < DEEP_FOUND) memcpy(s->deep[s->found++], s->question, sizeof s->question);
    return 1;
}

int deep_search_add(deep_search *s, const uint8_t *question)
{
    memcpy(s->question, question, sizeof s->question);
    if (solve(s, 2) != 1) return -1;
    memcpy(s->answer, s->search.answer, sizeof s->answer);
    take_in(s);
    return 0;
}

int deep_search_step(deep_search *s)
{
    int walks = s->found > 0 && stream_below(&s->random, 2);
    return (walks ? walk : climb)(s) == 0 && take_in(s);
}
