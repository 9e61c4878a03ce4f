#include "data/puzzle_set.h"

#include "data/duplicates.h"
#include "base/error.h"

#include <stdio.h> /* snprintf */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define EXPECTED "expected a folder with train.csv and test.csv (columns source,question,answer,rating)"

typedef struct set_names {
    char *train, *test; /* the paths */
} set_names;

/* --- the folder ---------------------------------------------------------------------------- */

/* DIR/file, or NULL without memory. */
static char *join(const char *dir, const char *file)
{
    size_t length = strlen(dir), size = length + strlen(file) + 2;
    while (length > 1 && dir[length - 1] == '/') length--;
    char *path = malloc(size);
    if (path == NULL) return NULL;
    memcpy(path, dir, length);
    snprintf(path + length, size - length, "%s%s", length > 0 && path[length - 1] == '/' ? "" : "/", file);
    return path;
}

static int has_file(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0;
}

static int check_folder(const char *dir, const set_names *names, error *err)
{
    struct stat facts;
    const char *fault = NULL;
    if (stat(dir, &facts) != 0) {
        fault = "no such folder";
    } else if (!S_ISDIR(facts.st_mode)) {
        fault = "is a file";
    } else if (!has_file(names->train)) {
        fault = has_file(names->test) ? "has no train.csv" : "has no train.csv and no test.csv";
    } else if (!has_file(names->test)) {
        fault = "has no test.csv";
    }
    if (fault == NULL) return OK;
    return fail_at(err, NO_FILE, dir, 0, "%s; " EXPECTED, fault);
}

/* --- each set ------------------------------------------------------------------------------ */

/* Every puzzle has an answer and the set's shape. */
static int check_list(const puzzle_list *list, const char *name, const grid_shape *shape, error *err)
{
    for (long i = 0; i < list->count; i++) {
        const puzzle *p = &list->items[i];
        if (p->answer == NULL) {
            return fail_at(err, BAD_INPUT, name, p->line,
                      "the puzzle has no answer, which a training set needs (columns source,question,answer,rating)");
        }
        if (p->shape.rows != shape->rows || p->shape.cols != shape->cols) {
            return fail_at(err, BAD_INPUT, name, p->line, "found a %dx%d puzzle in a set of %dx%d ones, expected one size",
                      p->shape.rows, p->shape.cols, shape->rows, shape->cols);
        }
    }
    return OK;
}

/* Both sets are fit to train on, and no test is known from elsewhere. */
static int check_sets(const dataset *set, const set_names *names, error *err)
{
    int status = check_list(&set->train, names->train, &set->shape, err);
    if (status == OK) status = check_list(&set->test, names->test, &set->shape, err);
    if (status != OK) return status;

    duplicate found;
    int any = duplicates_find(&set->train, &set->test, &found);
    if (any < 0) {
        return fail_at(err, NO_FILE, names->test, 0, "out of memory while looking for duplicates");
    }
    if (any == 0) return OK;
    return fail_at(err, BAD_INPUT, names->test, found.test->line, "the same puzzle as %s:%ld%s; a test puzzle must %s",
              found.in_train ? "train.csv" : "test.csv", found.other->line,
              found.same_clues ? "" : " (up to symmetry)", found.in_train ? "be unseen" : "stand there once");
}

static int load(dataset *set, const char *dir, const set_names *names, error *err)
{
    int status = check_folder(dir, names, err);
    if (status == OK) status = puzzle_list_read(&set->train, names->train, NULL, 0, 0, err);
    if (status != OK) return status;
    set->kind = set->train.items[0].kind;
    set->shape = set->train.items[0].shape;
    status = puzzle_list_read(&set->test, names->test, set->kind, 0, 0, err);
    if (status != OK) return status;
    return check_sets(set, names, err);
}

int dataset_load(dataset *set, const char *dir, error *err)
{
    *set = (dataset){0};
    set_names names = {join(dir, "train.csv"), join(dir, "test.csv")};
    int status = NO_FILE;
    if (names.train != NULL && names.test != NULL) {
        status = load(set, dir, &names, err);
    } else {
        fail_at(err, FAILED, dir, 0, "out of memory");
    }
    free(names.train);
    free(names.test);
    if (status != OK) dataset_free(set);
    return status;
}

void dataset_free(dataset *set)
{
    puzzle_list_free(&set->train);
    puzzle_list_free(&set->test);
    *set = (dataset){0};
}
