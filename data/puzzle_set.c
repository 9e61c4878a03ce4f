#include "data/puzzle_set.h"

#include "base/hash.h"
#include "base/path.h"
#include "base/random.h"
#include "data/dataset.h"
#include "data/duplicates.h"

#include <stdlib.h>
#include <string.h>

#define COLUMNS "(columns source,question,answer,rating)"

/* --- loading ------------------------------------------------------------------------------- */

static int check_folder(const char *dir, error *err)
{
    int train = path_exists_in(dir, "train.csv"), test = path_exists_in(dir, "test.csv");
    if (train && test) return OK;
    return fail_at(err, NO_FILE, dir, 0, "has no %s; expected a folder with train.csv and test.csv " COLUMNS,
                   train  ? "test.csv"
                   : test ? "train.csv"
                          : "train.csv and no test.csv");
}

/* Every puzzle has an answer and the set's shape. */
static int check_list(const puzzle_list *list, const char *name, const grid_shape *shape, error *err)
{
    for (long i = 0; i < list->count; i++) {
        const puzzle *p = &list->items[i];
        if (p->answer == NULL)
            return fail_at(err, BAD_INPUT, name, p->line,
                           "the puzzle has no answer, which a training set needs " COLUMNS);
        if (p->shape.rows != shape->rows || p->shape.cols != shape->cols)
            return fail_at(err, BAD_INPUT, name, p->line,
                           "found a %dx%d puzzle in a set of %dx%d ones, expected one size", p->shape.rows,
                           p->shape.cols, shape->rows, shape->cols);
    }
    return OK;
}

/* No test is known from elsewhere. */
static int check_duplicates(const puzzle_set *set, const char *test, error *err)
{
    duplicate found;
    int any = duplicates_find(&set->train, &set->test, &found);
    if (any < 0) return fail_at(err, NO_MEMORY, test, 0, "out of memory while looking for duplicates");
    if (any == 0) return OK;
    return fail_at(err, BAD_INPUT, test, found.test->line, "the same puzzle as %s:%ld%s; a test puzzle must %s",
                   found.in_train ? "train.csv" : "test.csv", found.other->line,
                   found.same_clues ? "" : " (up to symmetry)", found.in_train ? "be unseen" : "stand there once");
}

int puzzle_set_load(puzzle_set *set, const char *dir, error *err)
{
    char train[PATH_BYTES], test[PATH_BYTES];
    *set = (puzzle_set){0};
    int status = check_folder(dir, err);
    if (status == OK) status = puzzle_list_read(&set->train, path_in(train, dir, "train.csv"), NULL, 0, 0, err);
    if (status == OK) {
        set->kind = set->train.items->kind;
        set->shape = set->train.items->shape;
        status = puzzle_list_read(&set->test, path_in(test, dir, "test.csv"), set->kind, 0, 0, err);
    }
    if (status == OK) status = check_list(&set->train, train, &set->shape, err);
    if (status == OK) status = check_list(&set->test, test, &set->shape, err);
    if (status == OK) status = check_duplicates(set, test, err);
    if (status != OK) puzzle_set_free(set);
    return status;
}

void puzzle_set_free(puzzle_set *set)
{
    puzzle_list_free(&set->train);
    puzzle_list_free(&set->test);
    *set = (puzzle_set){0};
}

/* --- drawing ------------------------------------------------------------------------------- */

enum { PURPOSE_CHOICE, PURPOSE_SYMMETRY, PURPOSE_FRESH };

static int is_test(const puzzle_set *set, const uint8_t *question)
{
    size_t cells = (size_t)grid_cells(&set->shape);
    for (long i = 0; i < set->test.count; i++)
        if (!memcmp(set->test.items[i].question, question, cells)) return 1;
    return 0;
}

void puzzle_set_draw(const puzzle_set *set, int64_t draw, uint8_t *question, uint8_t *answer)
{
    uint64_t key = stream_key(set->seed, (uint64_t)draw);
    if (set->fresh) {
        do {
            key = stream_key(key, PURPOSE_FRESH);
            set->kind->generate(&set->shape, key, question, answer);
        } while (is_test(set, question));
        return;
    }
    stream r = stream_open(stream_key(key, PURPOSE_CHOICE));
    const puzzle *p = &set->train.items[stream_below(&r, (uint32_t)set->train.count)];
    set->kind->augment(&set->shape, stream_key(key, PURPOSE_SYMMETRY), p->question, p->answer, question, answer);
    if (set->labels == LABELS_RULE) set->kind->solve(&set->shape, question, 1, answer);
}

/* --- as a dataset -------------------------------------------------------------------------- */

static int looks_like_puzzles(const char *path)
{
    return path_exists_in(path, "train.csv") || path_exists_in(path, "test.csv");
}

static int read_set(dataset *d, const char *path, error *err)
{
    puzzle_set *set = d->set = calloc(1, sizeof *set);
    if (set == NULL) return fail_memory(err, "puzzles");
    int status = puzzle_set_load(set, path, err);
    if (status != OK) return status;
    d->kind = set->kind->name;
    d->trial = "/test.csv";
    return OK;
}

/* Of all puzzles to learn from, in their order. */
static int64_t fingerprint(const puzzle_set *set)
{
    uint64_t hash = 0, cells = (uint64_t)grid_cells(&set->shape);
    for (long i = 0; i < set->train.count; i++) {
        hash = hash_bytes(hash, set->train.items[i].question, cells);
        hash = hash_bytes(hash, set->train.items[i].answer, cells);
    }
    return 1 + (int64_t)(hash % 999999999999999u);
}

static int prepare(dataset *d, const dataset_options *o, error *err)
{
    puzzle_set *set = d->set;
    if (o->labels != LABELS_GIVEN && set->kind->one_answer)
        return fail(err, BAD_INPUT,
                    "--labels chooses among right answers, and a puzzle of kind %s has one; leave it out",
                    set->kind->name);
    set->fresh = o->fresh;
    set->labels = o->labels;
    set->seed = o->seed;
    d->count = set->train.count;
    d->tests = set->test.count;
    d->content = fingerprint(set);
    encoding_open(&d->code, set->kind, &set->shape, o->planes);
    if (o->relations && encoding_relate(&d->code, set->kind)) return fail_memory(err, "the relations of cells");
    return OK;
}

static int32_t example(const dataset *d, int64_t index, uint8_t *tokens, uint8_t *labels, int32_t *side)
{
    uint8_t question[KIND_MAX_CELLS], answer[KIND_MAX_CELLS];
    const puzzle_set *set = d->set;
    (void)side;
    puzzle_set_draw(set, index, question, answer);
    encode_question(&d->code, question, tokens);
    encode_answer(&d->code, answer, labels);
    return 0;
}

static int32_t test(const dataset *d, long i, uint8_t *tokens, uint8_t *labels, int32_t *side)
{
    const puzzle_set *set = d->set;
    (void)side;
    encode_question(&d->code, set->test.items[i].question, tokens);
    encode_answer(&d->code, set->test.items[i].answer, labels);
    return 0;
}

static void close_set(dataset *d)
{
    if (d->set) puzzle_set_free(d->set);
    free(d->set);
}

static const char *const own_options[] = {"fresh", "labels", NULL};
static const dataset_preset presets[] = {{"maze", {"planes off", "heads 4", "positions none", "steps 40000"}}, {0}};

const dataset_type puzzle_set_type = {.items = "puzzles",
                                      .options = own_options,
                                      .presets = presets,
                                      .looks_like = looks_like_puzzles,
                                      .read = read_set,
                                      .prepare = prepare,
                                      .example = example,
                                      .test = test,
                                      .close = close_set};
