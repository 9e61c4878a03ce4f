/* arc-data: ARC tasks, DIR/training/NAME.json for each family of puzzles/arc/family.h.
 *
 * A pair is named by the key that generates it. For each family the keys are chosen first, those of test pairs before
 * those of demonstrations, so that all inputs of a file differ in signature: no two are the same under a symmetry or a
 * colour map. Then the pairs are generated once more and written. */
#include "base/key_set.h"
#include "base/random.h"
#include "puzzles/arc/family.h"
#include "tools/recipe.h"

#include <inttypes.h> /* PRIu64 */
#include <stdlib.h>   /* calloc, free */

enum {
    TRIES = 1000, /* for one pair, before its family counts as used up */
    MAX_PAIRS = 1000000,
};

/* --- options ------------------------------------------------------------------------------- */

#define ARC_OPTIONS(O)                                                                                                 \
    O(INT, pairs, "pairs", .def = "300", .min = 1, .max = MAX_PAIRS, .help = "demonstration pairs of each family")     \
    O(INT, test, "test", .def = "20", .min = 1, .max = MAX_PAIRS, .help = "test pairs of each family")                 \
    O(INT, min_side, "min-side", .def = "4", .min = ARC_FAMILY_LEAST_SIDE, .max = ARC_MAX_SIDE,                        \
      .help = "fewest cells on a side")                                                                                \
    O(INT, max_side, "max-side", .def = "8", .min = ARC_FAMILY_LEAST_SIDE, .max = ARC_MAX_SIDE,                        \
      .help = "most cells on a side")

typedef struct arc_settings {
    recipe_settings shared;
    ARC_OPTIONS(OPTION_FIELD)
} arc_settings;

#define ROW(type, field, ...) OPTION_ROW(arc_settings, type, field, __VA_ARGS__)
static const option rows[] = {ARC_OPTIONS(ROW)};

static void help(FILE *out)
{
    fprintf(out, "\nFamilies:\n");
    for (int k = 0; k < ARC_FAMILIES; k++) fprintf(out, "  %-8s  %s\n", arc_families[k].name, arc_families[k].rule);
    fprintf(out, "\nColours by number: 0 background, 2 red, 3 green, 4 yellow, 5 grey.\n");
}

/* --- choosing ------------------------------------------------------------------------------ */

/* The task file of a family. */
typedef struct task_spec {
    const arc_settings *s;
    int family;
    int64_t count;  /* test + pairs */
    uint64_t *keys; /* [count] */
} task_spec;

static int generate(const task_spec *t, uint64_t key, arc_grid *input, arc_grid *output)
{
    return arc_family_draw(t->family, key, (int)t->s->min_side, (int)t->s->max_side, input, output);
}

/* Sets keys[index] to the first key under `key` whose input has a new signature. Returns 0, or -1 if none was found. */
static int choose_pair(const task_spec *t, uint64_t key, int64_t index, const key_set *seen)
{
    for (uint64_t k = 0; k < TRIES; k++) {
        arc_grid input, output;
        t->keys[index] = stream_key(key, k);
        if (generate(t, t->keys[index], &input, &output)) continue;
        if (key_set_add(seen, arc_grid_signature(&input))) return 0;
    }
    return -1;
}

/* A test pair is a function of (seed, family, number) alone, however many demonstrations there are. */
static int choose_pairs(const task_spec *t, const key_set *seen, error *err)
{
    int64_t test = t->s->test;
    uint64_t key = stream_key(stream_key((uint64_t)t->s->shared.seed, 0), (uint64_t)t->family);
    for (int64_t i = 0; i < t->count; i++)
        if (choose_pair(t, stream_key(key, (uint64_t)(i < test ? 2 * i : 2 * (i - test) + 1)), i, seen))
            return fail(err, BAD_INPUT,
                        "%s has no input for pair %" PRId64 " of %" PRId64
                        " that differs from the others; ask for fewer pairs, or for larger grids by --max-side",
                        arc_families[t->family].name, i + 1, t->count);
    return OK;
}

/* --- writing ------------------------------------------------------------------------------- */

static void write_grid(FILE *file, const char *before, const arc_grid *grid)
{
    fprintf(file, "%s", before);
    for (int r = 0; r < grid->rows; r++)
        for (int c = 0; c < grid->cols; c++)
            fprintf(file, "%s%d", c ? "," : r ? "],[" : "[[", grid->cell[r * grid->cols + c]);
    fprintf(file, "]]");
}

/* A pair a line. */
static void write_pairs(FILE *file, const task_spec *t, int64_t first, int64_t count)
{
    for (int64_t i = 0; i < count; i++) {
        arc_grid input, output;
        generate(t, t->keys[first + i], &input, &output);
        write_grid(file, "{\"input\": ", &input);
        write_grid(file, ", \"output\": ", &output);
        fprintf(file, "}%s\n", i + 1 < count ? "," : "");
    }
}

static void write_task(FILE *file, const task_spec *t)
{
    fprintf(file, "{\"train\": [\n");
    write_pairs(file, t, t->s->test, t->s->pairs);
    fprintf(file, "], \"test\": [\n");
    write_pairs(file, t, 0, t->s->test);
    fprintf(file, "]}\n");
}

static int make_task(const arc_settings *s, int family, FILE *file, error *err)
{
    task_spec t = {.s = s, .family = family, .count = s->test + s->pairs};
    key_set seen = {0};
    t.keys = calloc((size_t)t.count, sizeof *t.keys);
    int status = t.keys && !key_set_open(&seen, (uint64_t)t.count) ? choose_pairs(&t, &seen, err)
                                                                   : fail_memory(err, "the keys of the pairs");
    if (!status) write_task(file, &t);
    key_set_close(&seen);
    free(t.keys);
    return status;
}

static int make(const recipe_settings *shared, error *err)
{
    const arc_settings *s = (const arc_settings *)shared;
    atomic_file files[ARC_FAMILIES] = {{0}};
    char path[ARC_FAMILIES][RECIPE_PATH], folder[RECIPE_PATH], name[64];
    if (s->min_side > s->max_side)
        return fail(err, BAD_INPUT, "--min-side is %" PRId64 ", more than --max-side, %" PRId64, s->min_side,
                    s->max_side);
    snprintf(folder, sizeof folder, "%s/training", shared->out);
    int status = make_folders(folder, err);
    for (int k = 0; k < ARC_FAMILIES && !status; k++) {
        snprintf(name, sizeof name, "%s.json", arc_families[k].name);
        status = recipe_open(&files[k], path[k], folder, name, err);
        if (!status) status = make_task(s, k, files[k].out, err);
    }
    if (!status) status = atomic_close(files, ARC_FAMILIES, err);
    atomic_discard(files, ARC_FAMILIES);
    return status;
}

const recipe the_recipe = {
    .kind = "arc",
    .about =
        "Writes a folder of ARC tasks, DIR/training/NAME.json for each family. No input of a file is a symmetric or\n"
        "recoloured version of another one.",
    .example = "--out arc --pairs 1000 --test 50 --max-side 12",
    .rows = rows,
    .count = sizeof rows / sizeof rows[0],
    .size = sizeof(arc_settings),
    .help = help,
    .make = make,
};
