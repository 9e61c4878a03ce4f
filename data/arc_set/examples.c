#include "data/arc_set/examples.h"

#include "base/random.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { PURPOSE_CHOICE, PURPOSE_STILL, PURPOSE_EPOCH };

/* --- which pairs --------------------------------------------------------------------------- */

int arc_examples_hold_out(const arc_examples *e, long number)
{
    return !e->how.with_tests || e->tasks->items[number].split != ARC_TRAINING;
}

/* Of test pairs that are not held out. */
static int is_learned(const arc_pair *test)
{
    return test->output && !test->left_out;
}

int arc_examples_count(const arc_examples *e, long number)
{
    const arc_task *t = &e->tasks->items[number];
    int count = t->demonstration_count;
    if (arc_examples_hold_out(e, number)) return count;
    for (int i = 0; i < t->test_count; i++) count += is_learned(&t->tests[i]);
    return count;
}

const arc_pair *arc_examples_pair(const arc_examples *e, long number, int pair)
{
    const arc_task *t = &e->tasks->items[number];
    if (pair < t->demonstration_count) return &t->demonstrations[pair];
    assert(!arc_examples_hold_out(e, number));
    const arc_pair *test = t->tests;
    for (int skip = pair - t->demonstration_count; skip > 0 || !is_learned(test); test++) skip -= is_learned(test);
    return test;
}

/* --- sides --------------------------------------------------------------------------------- */

static int larger(int a, int b)
{
    return a > b ? a : b;
}

static int side_of_pair(const arc_pair *pair)
{
    return larger(arc_packed_side(pair->input), arc_packed_side(pair->output));
}

static int longest_input(const arc_task *t)
{
    int side = 0;
    for (int p = 0; p < t->test_count; p++) side = larger(side, arc_packed_side(t->tests[p].input));
    return side;
}

static int longest_of_task(const arc_examples *e, long number)
{
    int side = longest_input(&e->tasks->items[number]);
    for (int p = 0; p < arc_examples_count(e, number); p++)
        side = larger(side, side_of_pair(arc_examples_pair(e, number, p)));
    return side;
}

int arc_examples_longest(const arc_tasks *tasks, int with_tests)
{
    const arc_examples e = {.tasks = tasks, .how = {.with_tests = with_tests}};
    int side = 0;
    for (long i = 0; i < tasks->count; i++) side = larger(side, longest_of_task(&e, i));
    return side;
}

/* The longest input of a test, times the largest ratio of output to input in any pair that is seen, rounded up. */
static int longest_expected(const arc_examples *e, long number)
{
    int most_output = 0, most_input = 1;
    for (int p = 0; p < arc_examples_count(e, number); p++) {
        const arc_pair *pair = arc_examples_pair(e, number, p);
        int input = arc_packed_side(pair->input), output = arc_packed_side(pair->output);
        if (output * most_input <= most_output * input) continue;
        most_output = output;
        most_input = input;
    }
    return (longest_input(&e->tasks->items[number]) * most_output + most_input - 1) / most_input;
}

static int choose_side(const arc_examples *e, long number)
{
    if (!e->how.cropped) return e->how.frame;
    int side = larger(longest_of_task(e, number), longest_expected(e, number));
    side = larger(side, e->augmentations->of[number].side);
    return side < e->how.frame ? side : e->how.frame;
}

/* --- making -------------------------------------------------------------------------------- */

static int check_pairs(const arc_examples *e, long number, error *err)
{
    const arc_task *t = &e->tasks->items[number];
    for (int i = 0; i < arc_examples_count(e, number); i++) {
        int side = side_of_pair(arc_examples_pair(e, number, i));
        if (side <= e->how.frame) continue;
        char shown[SHOWN_BYTES];
        return fail_at(err, BAD_INPUT, t->file, t->line,
                       "task %s: a grid with a side of %d, which the frame of %d cannot hold",
                       show_bytes(shown, t->name, strlen(t->name)), side, e->how.frame);
    }
    return OK;
}

int arc_examples_make(arc_examples *e, const arc_tasks *tasks, const arc_augmentation_list *augmentations,
                      const arc_examples_options *how, error *err)
{
    *e = (arc_examples){.tasks = tasks, .augmentations = augmentations, .how = *how};
    if (tasks->count == 0) return fail(err, BAD_INPUT, "tasks: no tasks to learn from");
    if (tasks->count != augmentations->tasks)
        return fail(err, BAD_INPUT, "tasks: the augmentations are those of another list");
    if (how->frame < 1 || how->frame > ARC_MAX_SIDE)
        return fail(err, BAD_INPUT, "tasks: the side of the frame is not from 1 to 30");
    e->sides = malloc((size_t)tasks->count * sizeof *e->sides);
    if (e->sides == NULL) return fail_memory(err, "tasks");
    for (long i = 0; i < tasks->count; i++) {
        if (check_pairs(e, i, err) != OK) return BAD_INPUT;
        e->sides[i] = choose_side(e, i);
        e->pairs += arc_examples_count(e, i);
    }
    return OK;
}

void arc_examples_free(arc_examples *e)
{
    free(e->sides);
    *e = (arc_examples){0};
}

/* --- drawing ------------------------------------------------------------------------------- */

/* The pair of an augmentation that is never translated. */
static int still_pair(const arc_examples *e, const arc_choice *choice, int count)
{
    uint64_t id = (uint64_t)arc_augmentation_id(e->augmentations, choice->task, choice->v);
    stream r = stream_open(stream_key(stream_key(e->how.seed, PURPOSE_STILL), id));
    return (int)stream_below(&r, (uint32_t)count);
}

static void translate(const arc_examples *e, stream *r, arc_choice *choice)
{
    const arc_pair *pair = arc_examples_pair(e, choice->task, choice->pair);
    int rows = larger(pair->input->rows, pair->output->rows), cols = larger(pair->input->cols, pair->output->cols);
    int turned = choice->how.symmetry & DIHEDRAL_TRANSPOSE, side = arc_examples_side(e, choice->task);
    choice->top = (int)stream_below(r, (uint32_t)(side - (turned ? cols : rows) + 1));
    choice->left = (int)stream_below(r, (uint32_t)(side - (turned ? rows : cols) + 1));
}

static arc_choice choose_any(const arc_examples *e, stream *r)
{
    arc_choice choice = {.task = (long)stream_below(r, (uint32_t)e->tasks->count)};
    choice.v = (int)stream_below(r, (uint32_t)e->augmentations->of[choice.task].count);
    choice.pair = (int)stream_below(r, (uint32_t)arc_examples_count(e, choice.task));
    return choice;
}

/* The tasks of an epoch one after another, until their pairs reach the index. */
static arc_choice choose_in_epoch(const arc_examples *e, int64_t index)
{
    uint64_t epoch = stream_key(stream_key(e->how.seed, PURPOSE_EPOCH), (uint64_t)(index / e->pairs));
    int64_t left = index % e->pairs;
    arc_choice choice = {0};
    for (uint32_t i = 0;; i++) {
        choice.task = (long)random_permuted(epoch, (uint32_t)e->tasks->count, i);
        int count = arc_examples_count(e, choice.task);
        if (left < count) break;
        left -= count;
    }
    stream r = stream_open(stream_key(epoch, (uint64_t)choice.task));
    choice.v = (int)stream_below(&r, (uint32_t)e->augmentations->of[choice.task].count);
    choice.pair = (int)left;
    return choice;
}

arc_choice arc_examples_choose(const arc_examples *e, int64_t index)
{
    stream r = stream_open(stream_key(stream_key(e->how.seed, PURPOSE_CHOICE), (uint64_t)index));
    arc_choice choice = e->how.whole ? choose_in_epoch(e, index) : choose_any(e, &r);
    int count = arc_examples_count(e, choice.task);
    choice.how = arc_augmentation_get(e->augmentations, choice.task, choice.v);
    if (e->how.translate && choice.pair != still_pair(e, &choice, count)) translate(e, &r, &choice);
    return choice;
}

long arc_examples_draw(const arc_examples *e, int64_t index, uint8_t *tokens, uint8_t *labels, int32_t *side)
{
    const arc_choice choice = arc_examples_choose(e, index);
    const arc_pair *pair = arc_examples_pair(e, choice.task, choice.pair);
    arc_grid grid, moved;
    *side = arc_examples_side(e, choice.task);
    arc_augment(&choice.how, arc_unpack(pair->input, &grid), &moved);
    arc_encode(&moved, *side, choice.top, choice.left, tokens);
    arc_augment(&choice.how, arc_unpack(pair->output, &grid), &moved);
    arc_encode_labels(&moved, *side, choice.top, choice.left, labels);
    return arc_augmentation_id(e->augmentations, choice.task, choice.v);
}

/* --- asking -------------------------------------------------------------------------------- */

long arc_examples_question(const arc_examples *e, long number, int test, int v, uint8_t *tokens)
{
    const arc_augmentation how = arc_augmentation_get(e->augmentations, number, v);
    int side = arc_examples_side(e, number);
    arc_grid input, moved;
    arc_augment(&how, arc_unpack(e->tasks->items[number].tests[test].input, &input), &moved);
    if (!arc_fits(&moved, side, 0, 0)) return -1;
    arc_encode(&moved, side, 0, 0, tokens);
    return arc_augmentation_id(e->augmentations, number, v);
}

int arc_examples_answer(const arc_examples *e, long number, int v, const uint8_t *answer, arc_grid *grid)
{
    arc_grid moved;
    if (arc_decode(answer, arc_examples_side(e, number), 0, 0, &moved) != 0) return -1;
    const arc_augmentation how = arc_augmentation_get(e->augmentations, number, v);
    arc_augment_undo(&how, &moved, grid);
    return 0;
}
