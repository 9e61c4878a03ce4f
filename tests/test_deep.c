/* Refuting single candidates, against a plain rendering of the same definition; and the search for puzzles beyond it. */
#include "puzzles/sudoku/deep.h"
#include "tests/check.h"

#include <stdlib.h>
#include <string.h>

enum { CELLS = REFUTE_CELLS };

/* Found by build/deep-data. */
static const char *const deep[] = {
    "..7.2.6...9...8.....3.....5...1...9......4.....2.67..3........2..5.7.3...1.4...8.",
    "..7...6...9...8.....3....15.......9.4.9..5.......6.7.3........2..52..3....64...8.",
};

static void read_cells(const char *text, uint8_t *cells)
{
    for (int i = 0; i < CELLS; i++) cells[i] = (uint8_t)(text[i] == '.' ? 0 : text[i] - '0');
}

/* --- a plain rendering --------------------------------------------------------------------- */

typedef struct notes {
    int may[CELLS][10]; /* [cell, symbol] */
} notes;

static int sees(int a, int b)
{
    return a != b && (a / 9 == b / 9 || a % 9 == b % 9 || (a / 27 == b / 27 && a % 9 / 3 == b % 9 / 3));
}

static int count_of(const notes *n, int cell)
{
    int count = 0;
    for (int v = 1; v <= 9; v++) count += n->may[cell][v];
    return count;
}

static void put(notes *n, int cell, int symbol)
{
    for (int v = 1; v <= 9; v++) n->may[cell][v] &= v == symbol;
    for (int i = 0; i < CELLS; i++)
        if (sees(i, cell)) n->may[i][symbol] = 0;
}

/* Whether a symbol may stand nowhere else in some unit of the cell. */
static int is_hidden(const notes *n, int cell, int symbol)
{
    int rivals[3] = {0};
    for (int i = 0; i < CELLS; i++) {
        if (i == cell || !n->may[i][symbol]) continue;
        rivals[0] += i / 9 == cell / 9;
        rivals[1] += i % 9 == cell % 9;
        rivals[2] += i / 27 == cell / 27 && i % 9 / 3 == cell % 9 / 3;
    }
    return !rivals[0] || !rivals[1] || !rivals[2];
}

static int unit_of(int cell, int sort)
{
    return sort == 0 ? cell / 9 : sort == 1 ? cell % 9 : cell / 27 * 3 + cell % 9 / 3;
}

/* Whether some symbol has no place in some unit. */
static int is_lost(const notes *n)
{
    for (int sort = 0; sort < 3; sort++)
        for (int v = 1; v <= 9; v++) {
            int places[9] = {0};
            for (int i = 0; i < CELLS; i++) places[unit_of(i, sort)] += n->may[i][v];
            for (int u = 0; u < 9; u++)
                if (!places[u]) return 1;
        }
    return 0;
}

/* Singles to the end. Returns -1 if they contradict. */
static int settle(notes *n)
{
    for (int changed = 1; changed;) {
        changed = 0;
        if (is_lost(n)) return -1;
        for (int i = 0; i < CELLS; i++) {
            if (count_of(n, i) == 0) return -1;
            for (int v = 1; v <= 9; v++) {
                if (!n->may[i][v] || (count_of(n, i) > 1 && !is_hidden(n, i, v))) continue;
                const notes before = *n;
                put(n, i, v);
                changed |= memcmp(&before, n, sizeof before) != 0;
            }
        }
    }
    return 0;
}

/* Single candidates are refuted until nothing changes. Returns -1 on a contradiction. */
static int refute_plainly(notes *n)
{
    for (int changed = 1; changed;) {
        changed = 0;
        if (settle(n)) return -1;
        for (int i = 0; i < CELLS; i++)
            for (int v = 1; v <= 9; v++) {
                if (!n->may[i][v] || count_of(n, i) == 1) continue;
                notes assumed = *n;
                put(&assumed, i, v);
                if (settle(&assumed) == 0) continue;
                n->may[i][v] = 0;
                changed = 1;
            }
    }
    return 0;
}

static int plain_start(const uint8_t *question, notes *n)
{
    for (int i = 0; i < CELLS; i++)
        for (int v = 1; v <= 9; v++) n->may[i][v] = 1;
    for (int i = 0; i < CELLS; i++)
        if (question[i]) put(n, i, question[i]);
    return refute_plainly(n);
}

/* Candidates that stay in open cells. */
static int plain_left(const uint8_t *question)
{
    notes n;
    int left = 0;
    if (plain_start(question, &n)) return -1;
    for (int i = 0; i < CELLS; i++) left += count_of(&n, i) > 1 ? count_of(&n, i) : 0;
    return left;
}

/* The share of wrong ones among them that falls to a second assumption. */
static double plain_pairs(const uint8_t *question)
{
    notes n;
    int wrong = 0, fallen = 0;
    if (plain_start(question, &n)) return -1;
    for (int i = 0; i < CELLS; i++) {
        if (count_of(&n, i) == 1) continue;
        wrong += count_of(&n, i) - 1;
        for (int v = 1; v <= 9; v++) {
            if (!n.may[i][v]) continue;
            notes assumed = n;
            put(&assumed, i, v);
            fallen += refute_plainly(&assumed) != 0;
        }
    }
    return (double)fallen / wrong;
}

/* --- checks -------------------------------------------------------------------------------- */

static void check_deep(void)
{
    for (size_t i = 0; i < sizeof deep / sizeof *deep; i++) {
        uint8_t question[CELLS];
        refutation r;
        read_cells(deep[i], question);
        CHECK(sudoku_refute(question, &r) == 0 && r.left > 100 && r.depth > 1000, "%d, %ld", r.left, r.depth);
        CHECK(r.left == plain_left(question), "%d candidates stay, not %d", plain_left(question), r.left);
        CHECK(r.left == sudoku_refute_left(question), "%d candidates stay, not %d", r.left,
              sudoku_refute_left(question));
    }
}

/* More rounds refute more, and without a limit as much as the plain rendering does. */
static void check_pairs(void)
{
    uint8_t question[CELLS], answer[CELLS];
    double before = 0;
    read_cells(deep[0], question);
    for (int rounds = 1; rounds <= 4; rounds++) {
        double share = sudoku_refute_pairs(question, rounds);
        CHECK(share > before && share < 1, "%d rounds: %g, one less: %g", rounds, share, before);
        before = share;
    }
    double all = sudoku_refute_pairs(question, CELLS), plain = plain_pairs(question);
    CHECK(all == plain && all > before, "%g falls, expected %g", all, plain);
    const grid_shape shape = {.rows = 9, .cols = 9};
    CHECK(kind_sudoku.solve(&shape, question, 1, answer) == 1, "a solution");
    CHECK(sudoku_refute_pairs(answer, 2) == -1, "a full grid keeps nothing");
}

static void check_contradiction(void)
{
    uint8_t question[CELLS] = {1, 1};
    refutation r;
    CHECK(sudoku_refute(question, &r) == -1 && sudoku_refute_left(question) == -1, "two of a kind in a row");
    question[1] = 0;
    CHECK(sudoku_refute(question, &r) == 0 && r.left > 600, "an all but empty grid keeps %d", r.left);
}

/* The puzzle has one solution, and no clue of it can go. */
static void check_minimal(uint8_t *question, const char *what, int index)
{
    const grid_shape shape = {.rows = 9, .cols = 9};
    uint8_t answer[CELLS];
    CHECK(kind_sudoku.solve(&shape, question, 2, answer) == 1, "%s %d has one solution", what, index);
    for (int cell = 0; cell < CELLS; cell++) {
        uint8_t clue = question[cell];
        if (!clue) continue;
        question[cell] = 0;
        CHECK(kind_sudoku.solve(&shape, question, 2, answer) > 1, "%s %d is minimal", what, index);
        question[cell] = clue;
    }
}

/* All that a search rates is right, and depths rise. */
static void check_search(void)
{
    deep_search *s = malloc(sizeof *s), *again = malloc(sizeof *again);
    long first = 0, last = 0;
    int same = 1;
    if (!s || !again) abort();
    deep_search_open(s, 5);
    deep_search_open(again, 5);
    for (int k = 0; k < 3000; k++) {
        same &= deep_search_step(s) == deep_search_step(again) && !memcmp(s->question, again->question, CELLS);
        if (k == 1000)
            for (int i = 0; i < s->count; i++) first += s->depth[i];
    }
    CHECK(same, "a function of the key");
    CHECK(s->count > DEEP_POPULATION * 2 / 3, "%d members", s->count);
    for (int i = 0; i < s->count; i++) {
        uint8_t *question = s->member[i];
        refutation r;
        last += s->depth[i];
        CHECK(sudoku_refute(question, &r) == 0 && r.depth == s->depth[i], "member %d: %ld", i, r.depth);
        CHECK(r.left == sudoku_refute_left(question), "member %d: %d candidates stay", i, r.left);
        if (i % 10) continue;
        CHECK(r.left == plain_left(question), "member %d: %d candidates stay, not %d", i, plain_left(question), r.left);
        check_minimal(question, "member", i);
    }
    CHECK(last > first + first / 10, "depth %ld after 1000 puzzles, %ld after 3000", first, last);
    free(s);
    free(again);
}

/* From one deep puzzle others are found. */
static void check_walk(void)
{
    deep_search *s = malloc(sizeof *s);
    if (!s) abort();
    deep_search_open(s, 7);
    uint8_t question[CELLS], empty[CELLS] = {0};
    read_cells(deep[0], question);
    CHECK(deep_search_add(s, empty) == -1 && s->found == 0, "an empty grid has many solutions");
    CHECK(deep_search_add(s, question) == 0 && s->found == 1 && s->count == 1, "%d deep puzzles", s->found);
    CHECK(deep_search_add(s, question) == 0 && s->found == 1, "once is enough");
    for (int k = 0; k < 20000 && s->found < 4; k++) deep_search_step(s);
    CHECK(s->found == 4, "%d deep puzzles", s->found);
    for (int i = 0; i < s->found; i++) {
        CHECK(sudoku_refute_left(s->deep[i]) > 0, "number %d is deep", i);
        check_minimal(s->deep[i], "number", i);
        for (int k = 0; k < i; k++) CHECK(memcmp(s->deep[i], s->deep[k], CELLS), "numbers %d and %d differ", i, k);
    }
    free(s);
}

int main(void)
{
    check_deep();
    check_pairs();
    check_contradiction();
    check_search();
    check_walk();
    return check_done("deep");
}
