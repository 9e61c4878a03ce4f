#include "data/puzzle_set.h"

#include "base/hash.h"
#include "base/path.h"
#include "base/random.h"
#include "data/dataset.h"
#include "data/duplicates.h"
#include "data/hold_out.h"

#include <stdio.h> /* snprintf */
#include <stdlib.h>
#include <string.h>

#define COLUMNS "(columns source,question,answer,rating)"

/* --- loading ------------------------------------------------------------------------------- */

static int check_folder(const char *dir, error *err)
{
    int train = path_exists_in(dir, "train.csv"), test = path_exists_in(dir, "test.csv");
    if (test) return OK;
    return fail_at(err, NO_FILE, dir, 0, "has no %s; expected a folder with train.csv and test.csv " COLUMNS,
                   train ? "test.csv" : "train.csv and no test.csv");
}

/* Whether squares of several sizes make one set: if all have the same symbols, or a plane for each of theirs. */
static int takes_sizes(const puzzle_set *set)
{
    alphabet a;
    set->kind->alphabet_of(&set->shape, &a);
    return set->kind->any_size || a.exchangeable;
}

/* The set takes the shape of its largest square. */
static void widen(puzzle_set *set, const puzzle_store *list)
{
    if (!takes_sizes(set)) return;
    for (long i = 0; i < list->shape_count; i++) {
        const grid_shape *shape = &list->shapes[i];
        if (shape->rows != set->shape.rows) set->mixed = 1;
        if (shape->rows > set->shape.rows) set->shape = *shape;
    }
}

/* Every puzzle has an answer and the set's shape, or is a square in a set of several sizes. */
static int check_list(const puzzle_store *list, const char *name, const puzzle_set *set, error *err)
{
    for (long i = 0; i < list->count; i++) {
        const puzzle p = puzzle_store_get(list, i);
        if (p.answer == NULL)
            return fail_at(err, BAD_INPUT, name, p.line,
                           "the puzzle has no answer, which a training set needs " COLUMNS);
        const grid_shape *shape = set->mixed ? &(grid_shape){.rows = p.shape.rows, .cols = p.shape.rows} : &set->shape;
        if (p.shape.rows != shape->rows || p.shape.cols != shape->cols)
            return fail_at(err, BAD_INPUT, name, p.line,
                           "found a %dx%d puzzle in a set of %dx%d ones, expected one size", p.shape.rows, p.shape.cols,
                           set->shape.rows, set->shape.cols);
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
    const long line = puzzle_store_get(&set->test, found.test).line;
    const long other = puzzle_store_get(found.in_train ? &set->train : &set->test, found.other).line;
    return fail_at(err, BAD_INPUT, test, line, "the same puzzle as %s:%ld%s; a test puzzle must %s",
                   found.in_train ? "train.csv" : "test.csv", other, found.same_clues ? "" : " (up to symmetry)",
                   found.in_train ? "be unseen" : "stand there once");
}

int puzzle_set_load(puzzle_set *set, const char *dir, error *err)
{
    char train[PATH_BYTES], test[PATH_BYTES];
    *set = (puzzle_set){0};
    int status = check_folder(dir, err);
    path_in(train, dir, "train.csv");
    if (status == OK && path_exists_in(dir, "train.csv")) status = puzzle_store_read(&set->train, train, NULL, err);
    if (status == OK) {
        status = puzzle_store_read(&set->test, path_in(test, dir, "test.csv"), set->train.kind, err);
    }
    if (status == OK) {
        set->kind = set->test.kind;
        set->shape = (set->train.count ? &set->train : &set->test)->shapes[0];
        widen(set, &set->train);
        widen(set, &set->test);
        status = check_list(&set->train, train, set, err);
    }
    if (status == OK) status = check_list(&set->test, test, set, err);
    if (status == OK) status = check_duplicates(set, test, err);
    if (status != OK) puzzle_set_free(set);
    return status;
}

void puzzle_set_free(puzzle_set *set)
{
    puzzle_store_free(&set->held_out);
    puzzle_store_free(&set->train);
    puzzle_store_free(&set->test);
    *set = (puzzle_set){0};
}

/* --- drawing ------------------------------------------------------------------------------- */

enum { PURPOSE_CHOICE, PURPOSE_SYMMETRY, PURPOSE_FRESH };

static int is_in(const puzzle_store *list, const grid_shape *shape, const uint8_t *question)
{
    size_t cells = (size_t)grid_cells(shape);
    for (long i = 0; i < list->count; i++) {
        const puzzle p = puzzle_store_get(list, i);
        if (p.shape.rows == shape->rows && !memcmp(p.question, question, cells)) return 1;
    }
    return 0;
}

static puzzle draw_listed(const puzzle_store *list, uint64_t key)
{
    stream r = stream_open(stream_key(key, PURPOSE_CHOICE));
    return puzzle_store_get(list, (long)stream_below(&r, (uint32_t)list->count));
}

/* A fresh one, of a size that the set has. */
static grid_shape draw_fresh(const puzzle_set *set, uint64_t key, uint8_t *question, uint8_t *answer)
{
    const puzzle_store *sizes = set->train.count ? &set->train : &set->test;
    const grid_shape shape = set->mixed ? draw_listed(sizes, key).shape : set->shape;
    do {
        key = stream_key(key, PURPOSE_FRESH);
        set->kind->generate(&shape, key, question, answer);
    } while (is_in(&set->test, &shape, question) || is_in(&set->held_out, &shape, question));
    return shape;
}

grid_shape puzzle_set_draw(const puzzle_set *set, int64_t draw, uint8_t *question, uint8_t *answer)
{
    uint64_t key = stream_key(set->seed, (uint64_t)draw);
    if (set->fresh) return draw_fresh(set, key, question, answer);
    const puzzle p = draw_listed(&set->train, key);
    if (set->as_is) {
        memcpy(question, p.question, (size_t)grid_cells(&p.shape));
        memcpy(answer, p.answer, (size_t)grid_cells(&p.shape));
    } else {
        set->kind->augment(&p.shape, stream_key(key, PURPOSE_SYMMETRY), p.question, p.answer, question, answer);
    }
    if (set->labels != LABELS_GIVEN) set->kind->solve(&p.shape, question, 1, answer);
    return p.shape;
}

/* --- what is held out ---------------------------------------------------------------------- */

/* Of the training set: signatures, or of a large set hashes of clues. */
static uint64_t key_of(const void *of, long i)
{
    const puzzle_set *set = of;
    const puzzle p = puzzle_store_get(&set->train, i);
    if (set->train.count + set->test.count > DUPLICATES_MAX_SIGNATURES)
        return stream_hash(0, p.question, grid_cells(&p.shape));
    return p.kind->signature(&p.shape, p.question);
}

static int hold_out_listed(puzzle_set *set, long wanted)
{
    puzzle_store *train = &set->train;
    long held = hold_out(train->items, train->count, sizeof *train->items, key_of, set, wanted);
    if (held > 0) set->held_out = puzzle_store_split(train, held);
    return held < 0 ? -1 : 0;
}

/* Their key is no seed of a run. */
static int hold_out_fresh(puzzle_set *set, long wanted)
{
    static const uint64_t KEY = 0x68656c64206f7574;
    for (long i = 0; i < wanted; i++) {
        uint8_t question[KIND_MAX_CELLS], answer[KIND_MAX_CELLS];
        const grid_shape shape = draw_fresh(set, stream_key(KEY, (uint64_t)i), question, answer);
        const puzzle p = {.kind = set->kind, .shape = shape, .question = question, .answer = answer, .rating = -1};
        if (puzzle_store_add(&set->held_out, &p)) return -1;
    }
    return 0;
}

int puzzle_set_hold_out(puzzle_set *set, int64_t asked)
{
    if (set->train.count) return hold_out_listed(set, hold_out_count(set->train.count, asked));
    return set->fresh ? hold_out_fresh(set, asked < 0 ? HOLD_OUT_MOST : (long)asked) : 0;
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
    uint64_t hash = 0;
    for (long i = 0; i < set->train.count; i++) {
        const puzzle p = puzzle_store_get(&set->train, i);
        uint64_t cells = (uint64_t)grid_cells(&p.shape);
        hash = hash_bytes(hash, p.question, cells);
        if (p.answer) hash = hash_bytes(hash, p.answer, cells);
    }
    return 1 + (int64_t)(hash % 999999999999999u);
}

/* Sizes that training lacks. */
static void add_sides(dataset *d, const puzzle_store *list)
{
    for (long i = 0; i < list->count; i++) {
        const grid_shape shape = puzzle_store_get(list, i).shape;
        if (!d->code.examples[shape.rows]) encoding_add_shape(&d->code, &shape);
    }
}

/* Examples of smaller sizes lie in a frame of the largest. Models whose positions are those of a frame need to know it. */
static int open_frame(dataset *d, const dataset_options *o, error *err)
{
    puzzle_set *set = d->set;
    if (o->one_size)
        return fail(err, BAD_INPUT,
                    "the set holds grids of several sizes, and the weights of this --mixer are bound to one; take "
                    "another mixer, or a set of one size");
    if (d->code.exchangeable && d->code.planes == 1)
        return fail(err, BAD_INPUT,
                    "the set holds grids of several sizes, whose symbols differ in number; use --planes on, or a set "
                    "of one size");
    for (long i = 0; i < set->train.count; i++) {
        const grid_shape shape = puzzle_store_get(&set->train, i).shape;
        encoding_add_shape(&d->code, &shape);
    }
    add_sides(d, &set->held_out);
    add_sides(d, &set->test);
    snprintf(set->frame, sizeof set->frame, "%d", d->code.frame);
    d->notes[d->note_count++] = (st_pair){"frame", set->frame};
    return OK;
}

static int prepare(dataset *d, const dataset_options *o, error *err)
{
    puzzle_set *set = d->set;
    if (o->labels != LABELS_GIVEN && set->kind->one_answer)
        return fail(err, BAD_INPUT,
                    "--labels chooses among right answers, and a puzzle of kind %s has one; leave it out",
                    set->kind->name);
    if (o->labels == LABELS_ANY && !set->kind->likeliest)
        return fail(err, BAD_INPUT,
                    "--labels any must find the likeliest right answer, which is not possible for a puzzle of kind %s; "
                    "use --labels rule",
                    set->kind->name);
    if (!o->fresh && !set->train.count)
        return fail(err, NO_FILE,
                    "the folder has no train.csv to learn from " COLUMNS "; --fresh learns from new puzzles instead");
    set->fresh = o->fresh;
    set->as_is = o->augment == AUGMENT_OFF;
    set->labels = o->labels;
    set->seed = o->seed;
    d->content = fingerprint(set);
    if (puzzle_set_hold_out(set, o->validation)) return fail_memory(err, "puzzles");
    d->count = set->train.count;
    d->held_out = set->held_out.count;
    d->rows[0] = set->train.count + set->held_out.count;
    d->rows[1] = set->test.count;
    d->tests = set->test.count;
    encoding_open(&d->code, set->kind, &set->shape, o->planes);
    int status = set->mixed ? open_frame(d, o, err) : OK;
    if (status != OK) return status;
    if (o->relations && encoding_relate(&d->code, set->kind)) return fail_memory(err, "the relations of cells");
    return OK;
}

static void encode(const dataset *d, const grid_shape *shape, const uint8_t *question, const uint8_t *answer,
                   uint8_t *tokens, uint8_t *labels, int32_t *side)
{
    const encoding code = d->code.frame ? encoding_within(&d->code, shape->rows) : d->code;
    *side = d->code.frame ? shape->rows : 0;
    encode_question(&code, question, tokens);
    encode_answer(&code, answer, labels);
}

static int32_t example(const dataset *d, int64_t index, uint8_t *tokens, uint8_t *labels, int32_t *side)
{
    uint8_t question[KIND_MAX_CELLS], answer[KIND_MAX_CELLS];
    const puzzle_set *set = d->set;
    const grid_shape shape = puzzle_set_draw(set, index, question, answer);
    encode(d, &shape, question, answer, tokens, labels, side);
    return 0;
}

static const char *class_of(const dataset *d, long i, int of_tests)
{
    const puzzle_set *set = d->set;
    return puzzle_store_get(of_tests ? &set->test : &set->held_out, i).source;
}

static int32_t held_out(const dataset *d, long i, uint8_t *tokens, uint8_t *labels, int32_t *side)
{
    const puzzle p = puzzle_store_get(&((const puzzle_set *)d->set)->held_out, i);
    encode(d, &p.shape, p.question, p.answer, tokens, labels, side);
    return 0;
}

static int32_t test(const dataset *d, long i, uint8_t *tokens, uint8_t *labels, int32_t *side)
{
    const puzzle p = puzzle_store_get(&((const puzzle_set *)d->set)->test, i);
    encode(d, &p.shape, p.question, p.answer, tokens, labels, side);
    return 0;
}

static void close_set(dataset *d)
{
    if (d->set) puzzle_set_free(d->set);
    free(d->set);
}

static const char *const own_options[] = {"fresh", "labels", "augment", "validation", NULL};
static const dataset_preset presets[] = {
    {"maze", NULL, {"planes off", "heads 4", "positions none", "steps 40000"}},
    /* A path is found step by step, and most mazes have several (docs/mazes.md has what was compared). */
    {"maze",
     "trm",
     {"mixer convolution", "width 48", "inner 64", "labels any", "dense 1", "supervision-steps 16", "steps 36000"}},
    {0}};

const dataset_type puzzle_set_type = {.items = "puzzles",
                                      .options = own_options,
                                      .presets = presets,
                                      .looks_like = looks_like_puzzles,
                                      .read = read_set,
                                      .prepare = prepare,
                                      .example = example,
                                      .held_out = held_out,
                                      .test = test,
                                      .class_of = class_of,
                                      .close = close_set};
