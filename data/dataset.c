#include "data/dataset.h"

#include "base/file.h"
#include "base/path.h"

#include <stdlib.h> /* free */
#include <string.h>

static const dataset_type *const types[] = {&arc_set_type, &program_set_type, &puzzle_set_type};
enum { TYPES = sizeof types / sizeof *types };

/* --- options ------------------------------------------------------------------------------- */

#define ROW(type, field, ...) OPTION_ROW(dataset_options, type, field, __VA_ARGS__)
static const option rows[] = {DATASET_OPTIONS(ROW)};
enum { ROWS = sizeof rows / sizeof *rows };

void dataset_add_options(options *o, size_t offset)
{
    options_add(o, "Data", rows, ROWS, offset);
}

const dataset_preset *dataset_preset_at(int i)
{
    for (int t = TYPES - 1; t >= 0; t--)
        for (const dataset_preset *p = types[t]->presets; p->kind; p++)
            if (i-- == 0) return p;
    return NULL;
}

static int applies(const dataset_type *type, const char *name)
{
    for (const char *const *own = type->options; *own; own++)
        if (!strcmp(*own, name)) return 1;
    return 0;
}

int dataset_check_options(const dataset *d, const options *o, const uint8_t *given, error *err)
{
    for (int i = 0; i < ROWS; i++) {
        const char *name = rows[i].name, *others = "";
        if (!given[option_find(o, name) - o->rows] || applies(d->type, name)) continue;
        for (int t = 0; t < TYPES; t++)
            if (applies(types[t], name)) others = types[t]->items;
        return fail(err, BAD_INPUT, "--%s is for %s, and these are %s of kind %s; leave it out", name, others,
                    d->type->items, d->kind);
    }
    return OK;
}

/* --- use ----------------------------------------------------------------------------------- */

int dataset_open(dataset *d, const char *path, error *err)
{
    const char *found = "has neither puzzles nor tasks";
    *d = (dataset){0};
    for (int i = 0; i < TYPES && !d->type; i++)
        if (types[i]->looks_like(path)) d->type = types[i];
    if (d->type) return d->type->read(d, path, err);
    if (!file_exists(path))
        found = "no such folder";
    else if (!folder_exists(path))
        found = "is a file, which ./solve can answer, but not a folder to learn from";
    return fail_at(err, NO_FILE, path, 0,
                   "%s; expected a folder with train.csv and test.csv (columns source,question,answer,rating), or with "
                   "ARC tasks: .json files, or training/ and evaluation/",
                   found);
}

int dataset_prepare(dataset *d, const dataset_options *o, error *err)
{
    return d->type->prepare(d, o, err);
}

int32_t dataset_example(const dataset *d, int64_t index, uint8_t *tokens, uint8_t *labels, int32_t *side)
{
    *side = 0;
    return d->type->example(d, index, tokens, labels, side);
}

void dataset_rank(const dataset *d, const uint8_t *tokens, int side, int by_solver, int32_t *rank)
{
    uint8_t given[KIND_MAX_CELLS];
    encoding_ranks(&d->code, tokens, side, by_solver, given, rank);
}

typedef int32_t reader(const dataset *d, long i, uint8_t *tokens, uint8_t *labels, int32_t *side);

static int open_batch(const dataset *d, long count, reader *read, batch *b)
{
    int failed = batch_open(b, &d->code, count);
    for (long i = 0; !failed && i < count; i++)
        b->ids[i] = read(d, i, batch_tokens(b, i), batch_labels(b, i), &b->sides[i]);
    return failed;
}

int dataset_tests(const dataset *d, long count, batch *b)
{
    return open_batch(d, count, d->type->test, b);
}

int dataset_held_out(const dataset *d, long count, batch *b)
{
    return open_batch(d, count, d->type->held_out, b);
}

void dataset_close(dataset *d)
{
    if (d->type) d->type->close(d);
    free(d->remarks);
    encoding_close(&d->code);
    *d = (dataset){0};
}
