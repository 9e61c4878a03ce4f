/* arc-data: writes a folder of ARC tasks, DIR/training/NAME.json for each family of puzzles/grid_family.h, from a seed.
 *
 * A pair is named by the key it is drawn from. For each family the keys are chosen first, those of test pairs before
 * those of demonstrations, so that all inputs of a file differ in signature: no two are the same under a symmetry or a
 * colour map. Then the pairs are drawn once more and written. */
#include "puzzles/arc/family.h"
#include "base/random.h"
#include "tools/flags.h"
#include "tools/part_file.h"
#include "tools/signature_set.h"

#include <inttypes.h> /* PRIu64 */
#include <stdio.h>
#include <stdlib.h> /* calloc, free */

enum {
    TRIES = 1000, /* draws for one pair before its family counts as used up */
    MAX_PAIRS = 1000000,
};

typedef struct options {
    const char *out;
    uint64_t seed, pairs, test, min_side, max_side;
} options;

/* The task file of a family. */
typedef struct task {
    const options *o;
    grid_family family;
    uint64_t *keys; /* [test + pairs] */
} task;

/* --- choosing ------------------------------------------------------------------------------ */

static int draw(const task *t, uint64_t key, colour_grid *input, colour_grid *output)
{
    return grid_family_draw(t->family, key, (int)t->o->min_side, (int)t->o->max_side, input, output);
}

/* Sets keys[index] to the first key under `key` whose input has a new signature. Returns 0, or -1 where none was
 * found. */
static int choose_pair(const task *t, uint64_t key, uint64_t index, const signature_set *seen)
{
    for (uint64_t k = 0; k < TRIES; k++) {
        colour_grid input, output;
        t->keys[index] = stream_key(key, k);
        if (draw(t, t->keys[index], &input, &output)) continue;
        uint64_t signature = colour_grid_signature(&input);
        if (signature_set_has(seen, signature)) continue;
        signature_set_add(seen, signature);
        return 0;
    }
    return -1;
}

/* A test pair is a function of (seed, family, number) alone, however many demonstrations there are. */
static int choose_pairs(const task *t, const signature_set *seen)
{
    const options *o = t->o;
    uint64_t key = stream_key(stream_key(o->seed, 0), (uint64_t)t->family);
    for (uint64_t i = 0; i < o->test + o->pairs; i++) {
        if (choose_pair(t, stream_key(key, i < o->test ? 2 * i : 2 * (i - o->test) + 1), i, seen) == 0) continue;
        fprintf(stderr,
                "arc-data: %s has no input for pair %" PRIu64 " of %" PRIu64
                " that differs from the others; ask for fewer pairs, or for larger grids by --max-side.\n",
                grid_family_name(t->family), i + 1, o->test + o->pairs);
        return BAD_USAGE;
    }
    return DONE;
}

/* --- writing ------------------------------------------------------------------------------- */

static void write_grid(FILE *file, const colour_grid *grid)
{
    for (int r = 0; r < grid->rows; r++)
        for (int c = 0; c < grid->cols; c++)
            fprintf(file, "%s%c", c ? "," : r ? "],[" : "[[", colour_char(grid->cell[r * grid->cols + c]));
    fprintf(file, "]]");
}

/* A pair a line. */
static void write_pairs(FILE *file, const task *t, uint64_t first, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        colour_grid input, output;
        draw(t, t->keys[first + i], &input, &output);
        fprintf(file, "{\"input\": ");
        write_grid(file, &input);
        fprintf(file, ", \"output\": ");
        write_grid(file, &output);
        fprintf(file, "}%s\n", i + 1 < count ? "," : "");
    }
}

/* Writes the file under its temporary name. */
static int write_task(const task *t, part_file *part)
{
    int status = part_file_open(part);
    if (status != DONE) return status;
    fprintf(part->stream, "{\"train\": [\n");
    write_pairs(part->stream, t, t->o->test, t->o->pairs);
    fprintf(part->stream, "], \"test\": [\n");
    write_pairs(part->stream, t, 0, t->o->test);
    fprintf(part->stream, "]}\n");
    return part_file_close(part, DONE);
}

static int make_task(const options *o, int family, part_file *part)
{
    task t = {.o = o, .family = (grid_family)family};
    signature_set seen = {NULL, 0};
    int status = BAD_FILE;
    t.keys = calloc((size_t)(o->test + o->pairs), sizeof *t.keys);
    if (!t.keys || signature_set_open(&seen, o->test + o->pairs)) {
        fprintf(stderr, "arc-data: not enough memory for %" PRIu64 " pairs.\n", o->test + o->pairs);
    } else {
        status = choose_pairs(&t, &seen);
        if (status == DONE) status = write_task(&t, part);
    }
    signature_set_close(&seen);
    free(t.keys);
    return status;
}

/* --- the folder ---------------------------------------------------------------------------- */

static int name_parts(const options *o, part_file parts[GRID_FAMILIES])
{
    int status = DONE;
    for (int k = 0; k < GRID_FAMILIES && status == DONE; k++) {
        char name[64];
        snprintf(name, sizeof name, "training/%s.json", grid_family_name((grid_family)k));
        status = part_file_name(&parts[k], "arc-data", o->out, name);
    }
    return status;
}

static int make_folders(const options *o)
{
    char training[PATH_SIZE];
    snprintf(training, sizeof training, "%s/training", o->out);
    int status = make_folder("arc-data", o->out);
    return status == DONE ? make_folder("arc-data", training) : status;
}

/* Files get their names only after all are complete. */
static int make_tasks(const options *o)
{
    static part_file parts[GRID_FAMILIES]; /* large for a stack because of the paths */
    int status = name_parts(o, parts);
    if (status == DONE) status = make_folders(o);
    if (status != DONE) return status;
    for (int k = 0; k < GRID_FAMILIES && status == DONE; k++) status = make_task(o, k, &parts[k]);
    for (int k = 0; k < GRID_FAMILIES && status == DONE; k++) status = part_file_publish(&parts[k]);
    if (status != DONE)
        for (int k = 0; k < GRID_FAMILIES; k++) part_file_discard(&parts[k]);
    return status;
}

/* --- flags --------------------------------------------------------------------------------- */

enum { FLAGS = 6 };

static void print_help(const flag *flags)
{
    printf(
        "Writes a folder of ARC tasks, DIR/training/NAME.json for each family; no input of a file is a symmetric or\n"
        "recoloured version of another one.\n\n"
        "  arc-data [flags]\n\n");
    flags_print(flags, FLAGS);
    printf("\nFamilies:\n");
    for (int k = 0; k < GRID_FAMILIES; k++)
        printf("  %-8s  %s\n", grid_family_name((grid_family)k), grid_family_rule((grid_family)k));
    printf("\nColours by number: 0 background, 2 red, 3 green, 4 yellow, 5 grey.\n"
           "Exit codes: 0 done, 2 wrong usage, 3 a file could not be written.\n\n"
           "Example: arc-data --out arc --pairs 1000 --test 50 --max-side 12\n");
}

int main(int argc, char **argv)
{
    options o = {.out = "data/arc", .seed = 1, .pairs = 300, .test = 20, .min_side = 4, .max_side = 8};
    const uint64_t least = GRID_FAMILY_LEAST_SIDE, most = COLOUR_GRID_MAX_SIDE;
    const flag flags[FLAGS] = {
        {"--out", "folder to write training/*.json to", .text = &o.out},
        {"--seed", "the seed: the same seed gives the same files", .number = &o.seed, .most = UINT64_MAX},
        {"--pairs", "demonstration pairs of each family", .number = &o.pairs, .least = 1, .most = MAX_PAIRS},
        {"--test", "test pairs of each family", .number = &o.test, .least = 1, .most = MAX_PAIRS},
        {"--min-side", "cells on a side at least", .number = &o.min_side, .least = least, .most = most},
        {"--max-side", "cells on a side at most", .number = &o.max_side, .least = least, .most = most},
    };
    if (flags_ask_help(argc, argv)) {
        print_help(flags);
        return DONE;
    }
    int status = flags_read("arc-data", flags, FLAGS, argc, argv);
    if (status != DONE) return status;
    if (o.min_side > o.max_side) {
        fprintf(stderr, "arc-data: --min-side is %" PRIu64 ", more than --max-side, %" PRIu64 ".\n", o.min_side,
                o.max_side);
        return BAD_USAGE;
    }
    return make_tasks(&o);
}
