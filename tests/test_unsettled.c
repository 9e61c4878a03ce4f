/* Whether a puzzle has one answer alone is a search that may give up: then nobody is told that it was checked. */
#include "data/formats/puzzle_file.h"
#include "puzzles/sudoku/sudoku.h"
#include "report/answer.h"
#include "tests/check.h"

#include <stdlib.h>
#include <string.h>

static const char question[] = "source,question,answer,rating\na,53..7....6..195....98....6.8...6...34..8.3..17...2..."
                               "6.6....28....419..5....8..79,,0\n";

static int give_up(const grid_shape *shape, const uint8_t *asked, int limit, uint8_t *answer)
{
    (void)shape, (void)asked, (void)limit, (void)answer;
    return -1;
}

static int give_up_late(const grid_shape *shape, const uint8_t *asked, int limit, uint8_t *answer)
{
    int found = kind_sudoku.solve(shape, asked, 1, answer);
    return limit > 1 && found == 1 ? KIND_UNSETTLED : found;
}

/* What people are told of a right answer. */
static void check_words(const puzzle *p, int expected)
{
    uint8_t answer[KIND_MAX_CELLS];
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    const answer_report r = {.kind = &kind_sudoku,
                             .shape = &p->shape,
                             .question = p->question,
                             .answer = answer,
                             .measure = "halting logit",
                             .halt = 2,
                             .belief = {.scale = 1},
                             .steps = 1,
                             .unsettled = p->unsettled};
    kind_sudoku.solve(&p->shape, p->question, 1, answer);
    CHECK(out != NULL && answer_verdict(out, &r, 0) == 1, "the answer is not accepted");
    if (out) fclose(out);
    int told = text && strstr(text, "could not check that the solution is unique") != NULL;
    CHECK(told == expected, "the verdict is: %s", text ? text : "");
    CHECK(text && strstr(text, "88% sure (not calibrated)"), "the verdict is: %s", text ? text : "");
    free(text);
}

static void test_search(int (*solve)(const grid_shape *, const uint8_t *, int, uint8_t *), int expected)
{
    puzzle_kind kind = kind_sudoku;
    puzzle_list list;
    error err = {0};
    kind.solve = solve;
    CHECK(puzzle_list_parse(&list, "test", question, strlen(question), &kind, 0, 1, &err) == OK, "%s", err.text);
    CHECK(list.count == 1 && list.items[0].unsettled == expected, "unsettled is not %d", expected);
    if (list.count == 1) check_words(&list.items[0], expected);
    puzzle_list_free(&list);
}

int main(void)
{
    test_search(kind_sudoku.solve, 0);
    test_search(give_up, 1);
    test_search(give_up_late, 1);
    return check_done("unsettled");
}
