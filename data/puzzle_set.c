#include "data/puzzle_set.h"

#include "base/file.h"
#include "base/path.h"
#include "data/dataset.h"
#include "data/duplicates.h"

#include <stdlib.h>

#define EXPECTED "expected a folder with train.csv and test.csv (columns source,question,answer,rating)"

typedef struct csv_paths {
    char *train, *test;
} csv_paths;

/* --- the folder ---------------------------------------------------------------------------- */

static int check_folder(const char *dir, const csv_paths *paths, error *err)
{
    const char *fault = NULL;
    if (!file_exists(dir))
        fault = "no such folder";
    else if (!folder_exists(dir))
        fault = "is a file";
    else if (!file_exists(paths->train))
        fault = file_exists(paths->test) ? "has no train.csv" : "has no train.csv and no test.csv";
    else if (!file_exists(paths->test))
        fault = "has no test.csv";
    return fault ? fail_at(err, NO_FILE, dir, 0, "%s; " EXPECTED, fault) : OK;
}

/* --- each set ------------------------------------------------------------------------------ */

/* Every puzzle has an answer and the set's shape. */
static int check_list(const puzzle_list *list, const char *name, const grid_shape *shape, error *err)
{
    for (long i = 0; i < list->count; i++) {
        const puzzle *p = &list->items[i];
        if (p->answer == NULL) {
            return fail_at(
                err, BAD_INPUT, name, p->line,
                "the puzzle has no answer, which a training set needs (columns source,question,answer,rating)");
        }
        if (p->shape.rows != shape->rows || p->shape.cols != shape->cols) {
            return fail_at(err, BAD_INPUT, name, p->line,
                           "found a %dx%d puzzle in a set of %dx%d ones, expected one size", p->shape.rows,
                           p->shape.cols, shape->rows, shape->cols);
        }
    }
    return OK;
}

/* Both sets are fit to train on, and no test is known from elsewhere. */
static int check_sets(const puzzle_set *set, const csv_paths *paths, error *err)
{
    int status = check_list(&set->train, paths->train, &set->shape, err);
    if (status == OK) status = check_list(&set->test, paths->test, &set->shape, err);
    if (status != OK) return status;

    duplicate found;
    int any = duplicates_find(&set->train, &set->test, &found);
    if (any < 0) {
        return fail_at(err, NO_MEMORY, paths->test, 0, "out of memory while looking for duplicates");
    }
    if (any == 0) return OK;
    return fail_at(err, BAD_INPUT, paths->test, found.test->line, "the same puzzle as %s:%ld%s; a test puzzle must %s",
                   found.in_train ? "train.csv" : "test.csv", found.other->line,
                   found.same_clues ? "" : " (up to symmetry)", found.in_train ? "be unseen" : "stand there once");
}

static int load(puzzle_set *set, const char *dir, const csv_paths *paths, error *err)
{
    int status = check_folder(dir, paths, err);
    if (status == OK) status = puzzle_list_read(&set->train, paths->train, NULL, 0, 0, err);
    if (status != OK) return status;
    set->kind = set->train.items[0].kind;
    set->shape = set->train.items[0].shape;
    status = puzzle_list_read(&set->test, paths->test, set->kind, 0, 0, err);
    if (status != OK) return status;
    return check_sets(set, paths, err);
}

int puzzle_set_load(puzzle_set *set, const char *dir, error *err)
{
    *set = (puzzle_set){0};
    csv_paths paths = {path_in(dir, "train.csv"), path_in(dir, "test.csv")};
    int status;
    if (paths.train != NULL && paths.test != NULL) {
        status = load(set, dir, &paths, err);
    } else {
        status = fail_at(err, NO_MEMORY, dir, 0, "out of memory");
    }
    free(paths.train);
    free(paths.test);
    if (status != OK) puzzle_set_free(set);
    return status;
}

void puzzle_set_free(puzzle_set *set)
{
    puzzle_list_free(&set->train);
    puzzle_list_free(&set->test);
    *set = (puzzle_set){0};
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

static int prepare(dataset *d, const dataset_options *o, error *err)
{
    puzzle_set *set = d->set;
    set->source = (sampler){o->fresh ? NULL : &set->train, &set->test, set->kind, set->shape, o->seed};
    d->count = set->train.count;
    d->tests = set->test.count;
    encoding_open(&d->code, set->kind, &set->shape, o->planes);
    if (o->relations && encoding_relate(&d->code, set->kind)) return fail_memory(err, "the relations of cells");
    return OK;
}

static int32_t example(const dataset *d, int64_t index, uint8_t *tokens, uint8_t *labels, int32_t *side)
{
    uint8_t question[KIND_MAX_CELLS], answer[KIND_MAX_CELLS];
    const puzzle_set *set = d->set;
    (void)side;
    sampler_draw(&set->source, index, question, answer);
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

static const char *const own_options[] = {"fresh", NULL};
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
