#include "data/arc_set/examples.h"

#include "base/error.h"
#include "base/random.h"

#include <assert.h>
#include <string.h>

enum { PURPOSE_CHOICE, PURPOSE_STILL };

/* --- which pairs --------------------------------------------------------------------------- */

int task_examples_hold_out(const task_examples *e, long number)
{
    return !e->with_tests || e->list->items[number].set != TASK_TRAINING;
}

int task_examples_count(const task_examples *e, long number)
{
    const task *t = &e->list->items[number];
    int count = t->demonstration_count;
    if (task_examples_hold_out(e, number)) return count;
    for (int i = 0; i < t->test_count; i++) count += t->tests[i].has_output;
    return count;
}

const task_pair *task_examples_pair(const task_examples *e, long number, int pair)
{
    const task *t = &e->list->items[number];
    if (pair < t->demonstration_count) return &t->demonstrations[pair];
    assert(!task_examples_hold_out(e, number));
    const task_pair *test = t->tests;
    for (int skip = pair - t->demonstration_count; skip > 0 || !test->has_output; test++) skip -= test->has_output;
    return test;
}

/* --- making -------------------------------------------------------------------------------- */

static int larger(int a, int b)
{
    return a > b ? a : b;
}

static int side_of(const colour_grid *grid)
{
    return larger(grid->rows, grid->cols);
}

static int side_of_pair(const task_pair *pair)
{
    return larger(side_of(&pair->input), side_of(&pair->output));
}

static int longest_of_task(const task_examples *e, long number)
{
    const task *t = &e->list->items[number];
    int side = 0;
    for (int p = 0; p < task_examples_count(e, number); p++)
        side = larger(side, side_of_pair(task_examples_pair(e, number, p)));
    for (int p = 0; p < t->test_count; p++) side = larger(side, side_of(&t->tests[p].input));
    return side;
}

int task_examples_longest(const task_list *list, int with_tests)
{
    const task_examples e = {.list = list, .with_tests = with_tests};
    int side = 0;
    for (long i = 0; i < list->count; i++) side = larger(side, longest_of_task(&e, i));
    return side;
}

/* The longest input of a test, times the largest ratio of output to input in any pair that is seen, rounded up. */
static int longest_expected(const task_examples *e, long number)
{
    const task *t = &e->list->items[number];
    int most_output = 0, most_input = 1, longest = 0;
    for (int p = 0; p < task_examples_count(e, number); p++) {
        const task_pair *pair = task_examples_pair(e, number, p);
        int input = side_of(&pair->input), output = side_of(&pair->output);
        if (output * most_input <= most_output * input) continue;
        most_output = output;
        most_input = input;
    }
    for (int p = 0; p < t->test_count; p++) longest = larger(longest, side_of(&t->tests[p].input));
    return (longest * most_output + most_input - 1) / most_input;
}

int task_examples_side(const task_examples *e, long number)
{
    int side = e->views->orbits[number].side;
    if (!e->crop) return e->frame;
    side = larger(side, larger(longest_of_task(e, number), longest_expected(e, number)));
    return side < e->frame ? side : e->frame;
}

static int check_pairs(const task_examples *e, long number, error *err)
{
    for (int i = 0; i < task_examples_count(e, number); i++) {
        const task *t = &e->list->items[number];
        int side = side_of_pair(task_examples_pair(e, number, i));
        if (side <= e->frame) continue;
        char shown[SHOWN_BYTES];
        return fail_at(err, FAILED, t->file, t->line,
                  "task %s: a grid with a side of %d, which the frame of %d cannot hold",
                  show_bytes(shown, t->name, strlen(t->name)), side, e->frame);
    }
    return 0;
}

int task_examples_make(task_examples *e, const task_list *list, const task_views *views, int frame, int with_tests,
                       error *err)
{
    *e = (task_examples){.list = list, .views = views, .frame = frame, .with_tests = with_tests};
    const char *fault = NULL;
    if (list->count == 0) fault = "no tasks to learn from";
    if (list->count != views->tasks) fault = "the views are those of another list";
    if (frame < 1 || frame > COLOUR_GRID_MAX_SIDE) fault = "the side of the frame is none of 1 to 30";
    if (fault != NULL) {
        return fail_at(err, FAILED, "tasks", 0, "%s", fault);
    }
    for (long i = 0; i < list->count; i++)
        if (check_pairs(e, i, err) != 0) return -1;
    return 0;
}

/* --- drawing ------------------------------------------------------------------------------- */

/* The pair of a view that is never translated. */
static int still_pair(const task_examples *e, uint64_t seed, const task_choice *choice, int count)
{
    uint64_t id = (uint64_t)task_view_id(e->views, choice->task, choice->view);
    stream r = stream_open(stream_key(stream_key(seed, PURPOSE_STILL), id));
    return (int)stream_below(&r, (uint32_t)count);
}

void task_examples_choose(const task_examples *e, uint64_t seed, int64_t draw, task_choice *choice)
{
    stream r = stream_open(stream_key(stream_key(seed, PURPOSE_CHOICE), (uint64_t)draw));
    choice->task = (long)stream_below(&r, (uint32_t)e->list->count);
    choice->view = (int)stream_below(&r, (uint32_t)e->views->orbits[choice->task].count);
    int count = task_examples_count(e, choice->task);
    choice->pair = (int)stream_below(&r, (uint32_t)count);
    choice->top = choice->left = 0;
    if (e->still || choice->pair == still_pair(e, seed, choice, count)) return;

    const task_pair *pair = task_examples_pair(e, choice->task, choice->pair);
    task_view view;
    task_view_get(e->views, choice->task, choice->view, &view);
    int rows = larger(pair->input.rows, pair->output.rows), cols = larger(pair->input.cols, pair->output.cols);
    int turned = view.symmetry & DIHEDRAL_TRANSPOSE, side = task_examples_side(e, choice->task);
    choice->top = (int)stream_below(&r, (uint32_t)(side - (turned ? cols : rows) + 1));
    choice->left = (int)stream_below(&r, (uint32_t)(side - (turned ? rows : cols) + 1));
}

long task_examples_draw(const task_examples *e, uint64_t seed, int64_t draw, uint8_t *tokens, uint8_t *labels,
                        int32_t *side)
{
    task_choice choice;
    task_view view;
    colour_grid moved;
    task_examples_choose(e, seed, draw, &choice);
    task_view_get(e->views, choice.task, choice.view, &view);
    *side = task_examples_side(e, choice.task);
    const task_pair *pair = task_examples_pair(e, choice.task, choice.pair);
    task_view_apply(&view, &pair->input, &moved);
    task_encode(&moved, *side, choice.top, choice.left, tokens);
    task_view_apply(&view, &pair->output, &moved);
    task_encode_labels(&moved, *side, choice.top, choice.left, labels);
    return task_view_id(e->views, choice.task, choice.view);
}

/* --- asking -------------------------------------------------------------------------------- */

long task_examples_question(const task_examples *e, long number, int test, int view, uint8_t *tokens)
{
    task_view how;
    colour_grid moved;
    task_view_get(e->views, number, view, &how);
    task_view_apply(&how, &e->list->items[number].tests[test].input, &moved);
    int side = task_examples_side(e, number);
    if (!task_fits(&moved, side, 0, 0)) return -1;
    task_encode(&moved, side, 0, 0, tokens);
    return task_view_id(e->views, number, view);
}

int task_examples_answer(const task_examples *e, long number, int view, const uint8_t *answer, colour_grid *grid)
{
    task_view how;
    colour_grid moved;
    if (task_decode(answer, task_examples_side(e, number), 0, 0, &moved) != 0) return -1;
    task_view_get(e->views, number, view, &how);
    task_view_undo(&how, &moved, grid);
    return 0;
}
