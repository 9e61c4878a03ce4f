#include "data/arc_set/arc_set.h"

#include "data/arc_set/index.h"
#include "data/arc_set/leaks.h"
#include "data/arc_set/task_file.h"
#include "data/dataset.h"
#include "puzzles/offsets.h"

#include <stdio.h> /* snprintf */
#include <stdlib.h>
#include <string.h>

enum { MOST_IDS = 1 << 24 };

typedef struct arc_test_place {
    long task;
    int test;
} arc_test_place;

/* --- the frame ----------------------------------------------------------------------------- */

/* F * F cells of one plane, related by how far they lie apart. */
static int open_encoding(encoding *e, int frame, int cropped, error *err)
{
    *e = (encoding){.planes = 1,
                    .cells = frame * frame,
                    .rows = frame,
                    .cols = frame,
                    .frame = cropped ? frame : 0,
                    .vocabulary = ARC_VOCABULARY,
                    .classes = ARC_VOCABULARY,
                    .relations = OFFSETS_RELATIONS};
    for (int r = 0; r < e->relations; r++) e->distance[r] = (uint8_t)offsets_distance(r);
    e->relation = malloc((size_t)e->cells * (size_t)e->cells);
    if (e->relation == NULL) return fail_memory(err, "the relations of cells");
    offsets_relation_table(&(grid_shape){.rows = frame, .cols = frame}, e->relation);
    return OK;
}

/* --- reading ------------------------------------------------------------------------------- */

static int read_set(dataset *d, const char *path, error *err)
{
    arc_set *set = d->set = calloc(1, sizeof *set);
    if (set == NULL) return fail_memory(err, "tasks");
    d->kind = "arc";
    d->trial = "";
    return arc_tasks_read(&set->tasks, path, err);
}

/* --- tests --------------------------------------------------------------------------------- */

/* Test pairs that are not learned, the outputs known. */
static int is_test(const arc_set *set, long number, int test)
{
    const arc_task *t = &set->tasks.items[number];
    return test < t->test_count && t->tests[test].output && !t->tests[test].left_out &&
           arc_examples_hold_out(&set->examples, number);
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

/* Any first few tests are a fair sample: the first test of each task comes before the second of any, and tasks of all
 * splits and names take turns. Returns how many, or -1 if out of memory. */
static long list_tests(arc_set *set)
{
    long inputs = 0, count = 0, tasks = set->tasks.count, step = spread(tasks);
    int most = 0;
    for (long i = 0; i < tasks; i++) {
        int tests = set->tasks.items[i].test_count;
        inputs += tests;
        if (tests > most) most = tests;
    }
    set->places = malloc(((size_t)inputs + 1) * sizeof *set->places);
    if (set->places == NULL) return -1;
    for (int test = 0; test < most; test++)
        for (long k = 0, i = 0; k < tasks; k++, i = (i + step) % tasks)
            if (is_test(set, i, test)) set->places[count++] = (arc_test_place){i, test};
    return count;
}

/* --- preparing ----------------------------------------------------------------------------- */

static int choose_examples(arc_set *set, const dataset_options *o, error *err)
{
    int longest = arc_examples_longest(&set->tasks, o->train_tests);
    const arc_examples_options how = {.frame = o->frame ? (int)o->frame : longest,
                                      .cropped = !o->one_size && !o->frame,
                                      .translate = o->translate,
                                      .with_tests = o->train_tests,
                                      .whole = o->whole_tasks,
                                      .seed = o->seed};
    if (how.frame < longest)
        return fail(err, BAD_INPUT, "--frame %d cannot hold the largest grid to be seen, which has a side of %d",
                    how.frame, longest);
    if (set->tasks.count > MOST_IDS / o->augmentations)
        return fail(err, BAD_INPUT, "--augmentations: all tasks together would have more than 2^24 versions");
    if (arc_augmentation_list_make(&set->augmentations, &set->tasks, (int)o->augmentations, o->seed) != 0)
        return fail_memory(err, "the augmentations of tasks");
    return arc_examples_make(&set->examples, &set->tasks, &set->augmentations, &how, err);
}

/* Adds a line about tasks that were left out. Returns 0, or -1 if out of memory. */
static int remark_sizes(const arc_tasks *tasks, char **remarks)
{
    const char *before = *remarks ? *remarks : "", *first = tasks->first_too_large;
    size_t size = strlen(before) + strlen(first) + 128;
    char *lines = malloc(size);
    if (lines == NULL) return -1;
    snprintf(lines, size, "%s%ld task%s with grids beyond 30x30 left out; the first: %s\n", before, tasks->too_large,
             tasks->too_large == 1 ? " is" : "s are", first);
    free(*remarks);
    *remarks = lines;
    return 0;
}

/* What arc_set_recall reads. */
static void list_notes(dataset *d, const dataset_options *o)
{
    arc_set *set = d->set;
    snprintf(set->frame, sizeof set->frame, "%d", set->examples.how.frame);
    snprintf(set->most, sizeof set->most, "%d", set->augmentations.most);
    const st_pair notes[] = {
        {"frame", set->frame}, {"views", set->most}, {"index", set->index}, {"tests", o->train_tests ? "1" : "0"}};
    d->note_count = sizeof notes / sizeof *notes;
    memcpy(d->notes, notes, sizeof notes);
}

static int prepare(dataset *d, const dataset_options *o, error *err)
{
    arc_set *set = d->set;
    if (arc_leaks_mark(&set->tasks, o->train_tests, &d->remarks) < 0) return fail_memory(err, "tasks");
    if (set->tasks.too_large && remark_sizes(&set->tasks, &d->remarks)) return fail_memory(err, "tasks");
    int status = choose_examples(set, o, err);
    if (status != OK) return status;
    for (long i = 0; i < set->tasks.count; i++) d->count += arc_examples_count(&set->examples, i);
    d->ids = (int)(set->tasks.count * o->augmentations);
    d->tests = list_tests(set);
    set->index = arc_index_write(&set->examples);
    if (d->tests < 0 || set->index == NULL) return fail_memory(err, "tasks");
    d->fingerprint = arc_index_fingerprint(set->index, set->augmentations.most, o->seed);
    list_notes(d, o);
    return open_encoding(&d->code, set->examples.how.frame, set->examples.how.cropped, err);
}

/* --- examples and tests -------------------------------------------------------------------- */

static int32_t example(const dataset *d, int64_t index, uint8_t *tokens, uint8_t *labels, int32_t *side)
{
    const arc_set *set = d->set;
    int32_t id = (int32_t)arc_examples_draw(&set->examples, index, tokens, labels, side);
    if (!d->code.frame) *side = 0;
    return id;
}

static int32_t test(const dataset *d, long i, uint8_t *tokens, uint8_t *labels, int32_t *side)
{
    const arc_set *set = d->set;
    const arc_test_place *at = &set->places[i];
    arc_grid output;
    int frame = arc_examples_side(&set->examples, at->task);
    arc_unpack(set->tasks.items[at->task].tests[at->test].output, &output);
    if (arc_fits(&output, frame, 0, 0))
        arc_encode_labels(&output, frame, 0, 0, labels);
    else
        memset(labels, ARC_NEVER_RIGHT, (size_t)(frame * frame));
    if (d->code.frame) *side = frame;
    return (int32_t)arc_examples_question(&set->examples, at->task, at->test, 0, tokens);
}

static void close_set(dataset *d)
{
    if (d->set) arc_set_free(d->set);
    free(d->set);
}

void arc_set_free(arc_set *set)
{
    arc_examples_free(&set->examples);
    arc_augmentation_list_free(&set->augmentations);
    arc_tasks_free(&set->tasks);
    free(set->places);
    free(set->index);
    *set = (arc_set){0};
}

static const char *const own_options[] = {"augmentations", "frame", "translate", "train-tests", "whole-tasks", NULL};
static const dataset_preset presets[] = {
    {"arc",
     NULL,
     {"planes off", "registers 4", "width 64", "heads 4", "inner 192", "augmentations 8", "distance-bias 0.3",
      "positions learned", "translate off", "steps 100000"}},
    {0}};

const dataset_type arc_set_type = {.items = "ARC tasks",
                                   .options = own_options,
                                   .presets = presets,
                                   .looks_like = looks_like_arc,
                                   .read = read_set,
                                   .prepare = prepare,
                                   .example = example,
                                   .test = test,
                                   .close = close_set};

/* --- as a trained model knows them --------------------------------------------------------- */

/* A whole number in the metadata, or -1. */
static int64_t read_number(const st_file *about, const char *key, int64_t min, int64_t max)
{
    const char *text = st_meta(about, key);
    char *end = NULL;
    long long value = text ? strtoll(text, &end, 10) : -1;
    return end && end != text && !*end && value >= min && value <= max ? value : -1;
}

/* Whether an index and what the embeddings of a model stand for fit each other. */
static int fits(const char *index, int64_t most, int64_t seed, int64_t ids, int64_t fingerprint)
{
    if (ids == 0) return 1;
    return arc_index_fingerprint(index, (int)most, (uint64_t)seed) == fingerprint &&
           arc_index_count(index) * most == ids;
}

int arc_set_recall(arc_set *set, const st_file *about, int64_t ids, int64_t fingerprint, int one_size, encoding *code,
                   error *err)
{
    const char *index = st_meta(about, "index"), *tests = st_meta(about, "tests");
    int64_t frame = read_number(about, "frame", 1, ARC_MAX_SIDE), most = read_number(about, "views", 1, 1000000);
    int64_t seed = read_number(about, "seed", 0, 1000000000000000);
    const arc_examples_options how = {.frame = (int)frame, .cropped = !one_size};
    if (frame < 0 || most < 0 || seed < 0 || !index || !fits(index, most, seed, ids, fingerprint))
        return fail(err, BAD_INPUT, "the model's metadata does not say which tasks it was trained on");
    set->learned_tests = tests && !strcmp(tests, "1");
    int status = arc_index_name(index, &set->tasks, err);
    if (status == OK)
        status = arc_index_augmentations(index, &set->tasks, (int)most, (uint64_t)seed, &set->augmentations, err);
    if (status == OK) status = arc_examples_make(&set->examples, &set->tasks, &set->augmentations, &how, err);
    return status == OK ? open_encoding(code, (int)frame, how.cropped, err) : status;
}
