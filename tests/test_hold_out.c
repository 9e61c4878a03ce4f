/* What is kept out of training: the same puzzles whatever their order, symmetric versions together, never drawn. */
#include "data/dataset.h"
#include "data/hold_out.h"
#include "data/puzzle_set.h"
#include "tests/check.h"

#include <string.h>

enum { ITEMS = 100 };

static uint64_t key_of(int item)
{
    return (uint64_t)item * 0x9e3779b97f4a7c15u;
}

static uint64_t kept_key(const void *keys, long i)
{
    return ((const uint64_t *)keys)[i];
}

static int is_among(const int *items, long count, int item)
{
    for (long i = 0; i < count; i++)
        if (items[i] == item) return 1;
    return 0;
}

static void test_choice(void)
{
    int items[ITEMS], other[ITEMS];
    uint64_t keys[ITEMS], other_keys[ITEMS];
    CHECK(hold_out_count(16000, -1) == HOLD_OUT_MOST && hold_out_count(300, -1) == 30, "the usual part");
    CHECK(hold_out_count(300, 7) == 7 && hold_out_count(5, 7) == 5 && hold_out_count(5, -1) == 0, "what is asked for");
    for (int i = 0; i < ITEMS; i++) keys[i] = key_of(items[i] = i);
    for (int i = 0; i < ITEMS; i++) other_keys[i] = key_of(other[i] = (i * 37 + 11) % ITEMS);
    CHECK(hold_out(items, ITEMS, sizeof *items, kept_key, keys, 10) == 10, "ten go");
    CHECK(hold_out(other, ITEMS, sizeof *other, kept_key, other_keys, 10) == 10, "ten go");
    CHECK(!memcmp(items + ITEMS - 10, other + ITEMS - 10, 10 * sizeof *items), "the order of the file matters");
    for (int i = 1; i < ITEMS - 10; i++) CHECK(items[i] > items[i - 1], "the others lose their order");
    for (int i = 0; i < ITEMS; i++) CHECK(is_among(items, ITEMS, i), "%d is lost", i);
}

static void test_groups(void)
{
    int items[ITEMS];
    uint64_t keys[ITEMS];
    for (int i = 0; i < ITEMS; i++) keys[i] = key_of((items[i] = i) / 4);
    long out = hold_out(items, ITEMS, sizeof *items, kept_key, keys, 10);
    CHECK(out == 12, "%ld go", out);
    for (int i = 0; i < ITEMS; i++)
        CHECK(is_among(items + ITEMS - out, out, i) == is_among(items + ITEMS - out, out, i / 4 * 4), "%d is parted",
              i);
    for (int i = 0; i < ITEMS; i++) keys[i] = 5;
    CHECK(hold_out(items, ITEMS, sizeof *items, kept_key, keys, 10) == 0, "all of one kind go");
    CHECK(hold_out(items, ITEMS, sizeof *items, kept_key, keys, 0) == 0, "none is asked for");
}

/* No draw is a symmetric version of a puzzle held out. */
static void test_draws(void)
{
    error why[1] = {0};
    puzzle_set set;
    CHECK(puzzle_set_load(&set, "data/sudoku", why) == OK, "%s", why->text);
    long before = set.train.count;
    CHECK(puzzle_set_hold_out(&set, -1) == 0 && set.held_out.count == HOLD_OUT_MOST, "%ld", set.held_out.count);
    CHECK(set.train.count == before - HOLD_OUT_MOST, "%ld to learn from", set.train.count);
    for (long draw = 0; draw < 2000; draw++) {
        uint8_t question[81], answer[81];
        puzzle_set_draw(&set, draw, question, answer);
        uint64_t signature = set.kind->signature(&set.shape, question);
        for (long i = 0; i < set.held_out.count && draw % 40 == 0; i++)
            CHECK(set.kind->signature(&set.shape, puzzle_store_get(&set.held_out, i).question) != signature, "draw %ld",
                  draw);
    }
    puzzle_set_free(&set);
}

int main(void)
{
    test_choice();
    test_groups();
    test_draws();
    return check_done("hold out");
}
