#include "tools/csv_set.h"
#include "base/key_set.h"
#include "base/random.h"
#include "tools/recipe.h"

#include <inttypes.h> /* PRIu64 */
#include <unistd.h>   /* isatty */

enum {
    TRIES = 10000,         /* for one row, before its class counts as used up */
    TRIES_OF_A_SHAPE = 50, /* before another shape is chosen */
};

static const char *const names[CSV_FILES] = {"train.csv", "test.csv"};

typedef struct csv_file {
    const csv_set *set;
    int which; /* CSV_TRAIN or CSV_TEST */
    uint64_t key, rows;
    uint64_t left[CSV_MAX_CLASSES]; /* rows still to come of each class */
    const key_set *tested;          /* signatures of the test rows */
    FILE *out;
} csv_file;

typedef struct csv_row {
    grid_shape shape;
    uint8_t question[KIND_MAX_CELLS], answer[KIND_MAX_CELLS];
    long rating;
} csv_row;

/* Shares rounded so that they add up to all rows. */
static void share_rows(csv_file *f)
{
    const csv_class *class = f->set->class;
    uint64_t sum = 0, passed = 0;
    for (int k = 0; k < f->set->classes; k++) sum += class[k].share[f->which];
    for (int k = 0; k < f->set->classes; k++) {
        uint64_t before = f->rows * passed / sum;
        passed += class[k].share[f->which];
        f->left[k] = f->rows * passed / sum - before;
    }
}

/* Samples the class of the next row from those still to come: exact shares in random order, without a list. */
static int next_class(csv_file *f, uint64_t index)
{
    stream random = stream_open(stream_key(stream_key(f->key, 0), index));
    uint64_t pick = stream_below(&random, (uint32_t)(f->rows - index));
    int k = 0;
    while (pick >= f->left[k]) pick -= f->left[k++];
    f->left[k]--;
    return k;
}

static grid_shape shape_of_row(const csv_set *set, int k, uint64_t key, uint64_t try)
{
    if (!set->choose_shape) return set->class[k].shape;
    return set->choose_shape(set->specs, k, stream_key(key, try / TRIES_OF_A_SHAPE));
}

/* Makes the index-th row: the first puzzle of class k that is no version of a test puzzle. Returns 0 or -1. */
static int make_row(const csv_file *f, int k, uint64_t index, csv_row *row)
{
    const csv_set *set = f->set;
    uint64_t key = stream_key(stream_key(f->key, 1), index), shapes = stream_key(stream_key(f->key, 2), index);
    for (uint64_t t = 0; t < TRIES; t++) {
        const grid_shape shape = row->shape = shape_of_row(set, k, shapes, t);
        if (set->generate(set->specs, k, &shape, stream_key(key, t), row->question, row->answer, &row->rating))
            continue;
        uint64_t signature = set->kind->signature(&shape, row->question);
        if (f->which == CSV_TEST ? key_set_add(f->tested, signature) : !key_set_has(f->tested, signature)) return 0;
    }
    return -1;
}

static void write_cells(const csv_file *f, const grid_shape *shape, const uint8_t *cells)
{
    for (int i = 0; i < grid_cells(shape); i++) fputc(f->set->kind->symbol_char(shape, cells[i]), f->out);
    fputc(',', f->out);
}

static void write_row(const csv_file *f, const csv_class *class, const csv_row *row)
{
    fprintf(f->out, "%s,", class->source);
    write_cells(f, &row->shape, row->question);
    write_cells(f, &row->shape, row->answer);
    fprintf(f->out, "%ld\n", row->rating);
}

/* Stops early if the file cannot be written; closing it says why. */
static int write_rows(csv_file *f, error *err)
{
    const char *name = names[f->which];
    csv_row row;
    int watched = isatty(fileno(stderr));
    fprintf(f->out, "source,question,answer,rating\n");
    for (uint64_t i = 1; i <= f->rows && !ferror(f->out); i++) {
        int k = next_class(f, i - 1);
        const csv_class *class = &f->set->class[k];
        if (make_row(f, k, i - 1, &row))
            return fail(err, BAD_INPUT,
                        "found no further %s of class %s for row %" PRIu64
                        " of %s that differs from the test puzzles; %s",
                        f->set->kind->name, class->source, i, name, f->set->advice);
        write_row(f, class, &row);
        if (watched && (i % 100 == 0 || i == f->rows))
            fprintf(stderr, "\r%s: %" PRIu64 " of %" PRIu64 " puzzles%s", name, i, f->rows, i == f->rows ? "\n" : "");
    }
    return OK;
}

static int write_file(const csv_set *set, int which, const key_set *tested, FILE *out, error *err)
{
    csv_file f = {.set = set, .which = which, .rows = set->rows[which], .tested = tested, .out = out};
    f.key = stream_key(set->key, (uint64_t)which);
    share_rows(&f);
    return write_rows(&f, err);
}

int csv_set_write(const csv_set *set, error *err)
{
    atomic_file files[CSV_FILES] = {{0}};
    key_set tested = {0};
    char path[CSV_FILES][RECIPE_PATH];
    int status = make_folders(set->out, err);
    for (int which = 0; which < CSV_FILES && !status; which++)
        status = recipe_open(&files[which], path[which], set->out, names[which], err);
    if (!status && key_set_open(&tested, set->rows[CSV_TEST]))
        status = fail_memory(err, "the signatures of the test rows");
    if (!status) status = write_file(set, CSV_TEST, &tested, files[CSV_TEST].out, err);
    if (!status) status = write_file(set, CSV_TRAIN, &tested, files[CSV_TRAIN].out, err);
    if (!status) status = atomic_close(files, CSV_FILES, err);
    atomic_discard(files, CSV_FILES);
    key_set_close(&tested);
    return status;
}
