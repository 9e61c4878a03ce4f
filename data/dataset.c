#include "data/dataset.h"

#include "base/error.h"
#include "data/arc_set/index.h"

#include <stdio.h> /* snprintf */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MOST_IDS = 1 << 24 };

typedef struct test_place {
    long task;
    int test;
} test_place;

static int fault(error *err, int status, const char *sentence)
{
    return fail(err, status, "%s", sentence);
}

/* --- reading ------------------------------------------------------------------------------- */

static int has_file(const char *folder, const char *name)
{
    char path[4096];
    struct stat facts;
    int length = snprintf(path, sizeof path, "%s/%s", folder, name);
    return length > 0 && (size_t)length < sizeof path && stat(path, &facts) == 0;
}

static int read_tasks(lessons *l, const char *path, error *err)
{
    l->kind = "arc";
    l->trial = "";
    return task_list_read(&l->tasks, path, err);
}

static int read_puzzles(lessons *l, const char *path, error *err)
{
    int status = dataset_load(&l->set, path, err);
    if (status != OK) return status;
    l->kind = l->set.kind->name;
    l->trial = "/test.csv";
    return OK;
}

int lessons_read(lessons *l, const char *path, error *err)
{
    struct stat facts;
    const char *found = "has neither puzzles nor tasks";
    *l = (lessons){0};
    if (looks_like_tasks(path)) return read_tasks(l, path, err);
    if (has_file(path, "train.csv") || has_file(path, "test.csv")) return read_puzzles(l, path, err);
    if (stat(path, &facts) != 0)
        found = "no such folder";
    else if (!S_ISDIR(facts.st_mode))
        found = "is a file, which ./solve can answer, but not a folder to learn from";
    return fail_at(err, NO_FILE, path, 0,
              "%s; expected a folder with train.csv and test.csv (columns source,question,answer,rating), or with ARC "
              "tasks: .json files, or training/ and evaluation/",
              found);
}

/* --- puzzles ------------------------------------------------------------------------------- */

static int prepare_puzzles(lessons *l, const lesson_choices *c, error *err)
{
    const dataset *set = &l->set;
    l->source = (sampler){c->fresh ? NULL : &set->train, &set->test, set->kind, set->shape, c->seed};
    l->count = set->train.count;
    l->tests = set->test.count;
    if (encoding_open(&l->code, set->kind, &set->shape, c->planes) == 0) return OK;
    return fault(err, NO_FILE, "not enough memory for the relations of cells");
}

/* --- tasks --------------------------------------------------------------------------------- */

/* Test pairs that are not learned, the outputs known. */
static int is_test(const lessons *l, long number, int test)
{
    const task *t = &l->tasks.items[number];
    return test < t->test_count && t->tests[test].has_output && task_examples_hold_out(&l->examples, number);
}

static long common_divisor(long a, long b)
{
    return b ? common_divisor(b, a % b) : a;
}

/* A step through n tasks that comes to all of them, and early on to all parts of the list: about the golden section. */
static long spread(long n)
{
    long step = (long)(0.618 * (double)n) + 1;
    while (common_divisor(step, n) != 1) step++;
    return step;
}

static int list_tests(lessons *l)
{
    long inputs = 0, step = spread(l->tasks.count);
    int most = 0;
    for (long i = 0; i < l->tasks.count; i++) {
        inputs += l->tasks.items[i].test_count;
        if (l->tasks.items[i].test_count > most) most = l->tasks.items[i].test_count;
    }
    l->places = malloc(((size_t)inputs + 1) * sizeof *l->places);
    if (l->places == NULL) return -1;
    for (int test = 0; test < most; test++)
        for (long k = 0, i = 0; k < l->tasks.count; k++, i = (i + step) % l->tasks.count)
            if (is_test(l, i, test)) l->places[l->tests++] = (test_place){i, test};
    return 0;
}

static int check_tasks(const lessons *l, const lesson_choices *c, int side, error *err)
{
    if (c->fresh) return fault(err, BAD_INPUT, "--fresh is for puzzles with a generator, not for tasks");
    if (c->frame && c->frame < side) {
        return fail(err, BAD_INPUT, "--frame %d cannot hold the largest grid to be seen, which has a side of %d", c->frame,
                 side);
    }
    if (l->tasks.count > MOST_IDS / c->views)
        return fault(err, BAD_INPUT, "--views: more views of all tasks than there can be, 2^24");
    return OK;
}

static int prepare_tasks(lessons *l, const lesson_choices *c, error *err)
{
    int side = task_examples_longest(&l->tasks, c->with_tests), status = check_tasks(l, c, side, err);
    if (status != OK) return status;
    l->frame = c->frame ? c->frame : side;
    l->ids = (int)l->tasks.count * c->views;
    if (task_views_make(&l->views, &l->tasks, c->views, c->seed) != 0)
        return fault(err, NO_FILE, "not enough memory for the views of tasks");
    if (task_examples_make(&l->examples, &l->tasks, &l->views, l->frame, c->with_tests, err) != 0)
        return BAD_INPUT;
    l->examples.still = !c->translate;
    l->examples.crop = l->crop = c->crop && !c->frame;
    for (long i = 0; i < l->tasks.count; i++) l->count += task_examples_count(&l->examples, i);
    l->index = task_index_write(&l->examples);
    if (l->index != NULL) l->rows = task_index_fingerprint(l->index, c->views, c->seed);
    if (l->index != NULL && list_tests(l) == 0 && task_encoding_open(&l->code, l->frame) == 0) return OK;
    return fault(err, NO_FILE, "not enough memory for tasks");
}

/* --- either -------------------------------------------------------------------------------- */

static int has_tasks(const lessons *l)
{
    return l->set.kind == NULL;
}

int lessons_prepare(lessons *l, const lesson_choices *choices, error *err)
{
    l->source.seed = choices->seed;
    return has_tasks(l) ? prepare_tasks(l, choices, err) : prepare_puzzles(l, choices, err);
}

static int32_t draw_task(const lessons *l, int64_t draw, uint8_t *tokens, uint8_t *labels, int32_t *side)
{
    long id = task_examples_draw(&l->examples, l->source.seed, draw, tokens, labels, side);
    if (!l->crop) *side = 0;
    return (int32_t)id;
}

int32_t lessons_draw(const lessons *l, int64_t draw, uint8_t *tokens, uint8_t *labels, int32_t *side)
{
    *side = 0;
    if (has_tasks(l)) return draw_task(l, draw, tokens, labels, side);
    uint8_t question[KIND_MAX_CELLS], answer[KIND_MAX_CELLS];
    sampler_draw(&l->source, draw, question, answer);
    encode_question(&l->code, question, tokens);
    encode_answer(&l->code, answer, labels);
    return 0;
}

static int32_t test_task(const lessons *l, const test_place *at, uint8_t *tokens, uint8_t *labels, int32_t *side)
{
    const colour_grid *output = &l->tasks.items[at->task].tests[at->test].output;
    int frame = task_examples_side(&l->examples, at->task);
    if (task_fits(output, frame, 0, 0))
        task_encode_labels(output, frame, 0, 0, labels);
    else
        memset(labels, TASK_NEVER_RIGHT, (size_t)(frame * frame));
    if (l->crop) *side = frame;
    return (int32_t)task_examples_question(&l->examples, at->task, at->test, 0, tokens);
}

int32_t lessons_test(const lessons *l, long i, uint8_t *tokens, uint8_t *labels, int32_t *side)
{
    *side = 0;
    if (has_tasks(l)) return test_task(l, &l->places[i], tokens, labels, side);
    encode_question(&l->code, l->set.test.items[i].question, tokens);
    encode_answer(&l->code, l->set.test.items[i].answer, labels);
    return 0;
}

void lessons_free(lessons *l)
{
    encoding_close(&l->code);
    dataset_free(&l->set);
    task_views_free(&l->views);
    task_list_free(&l->tasks);
    free(l->places);
    free(l->index);
    *l = (lessons){0};
}
