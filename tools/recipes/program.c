/* program-data: programs of the grid language, for training, for tests, and longer ones for tests. */
#include "base/key_set.h"
#include "base/random.h"
#include "puzzles/program/program.h"
#include "tools/recipe.h"

/* --- options ------------------------------------------------------------------------------- */

enum { MAX_ROWS = 10000000 };

#define PROGRAM_OPTIONS(O)                                                                                             \
    O(INT, train, "train", .def = "6000", .min = 1, .max = MAX_ROWS, .help = "rows of train.csv")                      \
    O(INT, test, "test", .def = "500", .min = 1, .max = MAX_ROWS, .help = "rows of test.csv")                          \
    O(INT, longer, "longer", .def = "500", .min = 1, .max = MAX_ROWS, .help = "rows of longer.csv")                    \
    O(INT, side, "side", .def = "8", .min = PROGRAM_MIN_SIDE, .max = PROGRAM_MAX_SIDE, .help = "cells on a side")

typedef struct program_settings {
    recipe_settings shared;
    PROGRAM_OPTIONS(OPTION_FIELD)
} program_settings;

#define ROW(type, field, ...) OPTION_ROW(program_settings, type, field, __VA_ARGS__)
static const option rows[] = {PROGRAM_OPTIONS(ROW)};

static void help(FILE *out)
{
    fprintf(
        out,
        "\nColumns: source,program,start,final,rating. The source is the number of lines, the rating the number of\n"
        "steps. A program is its lines, separated by ';'; grids are row by row: . and 1 to 5 are colours, @ and a to\n"
        "e the same with the cursor. Programs to learn from and to be tested on have 3 to 8 lines and take at most\n"
        "32 steps, those of longer.csv have 9 to 24 lines and take at most 96.\n");
}

/* --- writing ------------------------------------------------------------------------------- */

static void put_grid(FILE *out, const uint8_t *grid, int cells)
{
    fputc(',', out);
    for (int i = 0; i < cells; i++) fputc(program_symbol_char(grid[i]), out);
}

static void put_row(FILE *out, const program *p)
{
    char text[PROGRAM_LINE_TEXT];
    uint8_t state[PROGRAM_MAX_CELLS];
    int cells = p->side * p->side;
    fprintf(out, "%d lines,", p->lines);
    for (int i = 0; i < p->lines; i++) fprintf(out, "%s%s", i ? "; " : "", program_line_text(&p->line[i], text));
    put_grid(out, p->start, cells);
    program_final(p, state);
    put_grid(out, state + p->side, cells);
    fprintf(out, ",%d\n", p->steps);
}

/* --- making -------------------------------------------------------------------------------- */

enum {
    TEST,
    LONGER,
    TRAIN,
    FILES
}; /* in the order in which they are made, so that no later one holds an earlier row */

static const char *const names[FILES] = {"test.csv", "longer.csv", "train.csv"};

/* Each row is a function of (key, row number), and of what the files before it hold. */
static int write_rows(FILE *out, const program_spec *spec, uint64_t key, int64_t count, const key_set *made, error *err)
{
    enum { TRIES = 1000 };
    fprintf(out, "source,program,start,final,rating\n");
    for (int64_t i = 0; i < count && !ferror(out); i++) {
        program p;
        uint64_t row = stream_key(key, (uint64_t)i), try = 0;
        do {
            if (try == TRIES) return fail(err, BAD_INPUT, "found no further programs; ask for fewer rows");
            program_generate(spec, stream_key(row, try++), &p);
        } while (!key_set_add(made, program_signature(&p)));
        put_row(out, &p);
    }
    return OK;
}

static int write_files(const program_settings *s, atomic_file *files, const key_set *made, error *err)
{
    const program_spec usual = program_usual_spec((int)s->side);
    const program_spec longer = {.side = (int)s->side, .min_lines = 9, .max_lines = 24, .max_steps = 96};
    const int64_t counts[FILES] = {[TEST] = s->test, [LONGER] = s->longer, [TRAIN] = s->train};
    int status = OK;
    for (int which = 0; which < FILES && status == OK; which++) {
        uint64_t key = stream_key((uint64_t)s->shared.seed, (uint64_t)which);
        status = write_rows(files[which].out, which == LONGER ? &longer : &usual, key, counts[which], made, err);
    }
    return status;
}

static int make(const recipe_settings *shared, error *err)
{
    const program_settings *s = (const program_settings *)shared;
    atomic_file files[FILES] = {{0}};
    key_set made = {0};
    char path[FILES][RECIPE_PATH];
    int status = make_folders(shared->out, err);
    for (int which = 0; which < FILES && status == OK; which++)
        status = recipe_open(&files[which], path[which], shared->out, names[which], err);
    if (status == OK && key_set_open(&made, (size_t)(s->train + s->test + s->longer)))
        status = fail_memory(err, "the signatures of programs");
    if (status == OK) status = write_files(s, files, &made, err);
    if (status == OK) status = atomic_close(files, FILES, err);
    atomic_discard(files, FILES);
    key_set_close(&made);
    return status;
}

const recipe the_recipe = {
    .kind = "program",
    .about =
        "Writes a set of programs: DIR/train.csv, DIR/test.csv, and DIR/longer.csv of longer programs. No program\n"
        "with its grid is a symmetric version of another.",
    .example = "--out programs --train 20000 --side 10",
    .rows = rows,
    .count = sizeof rows / sizeof rows[0],
    .size = sizeof(program_settings),
    .help = help,
    .make = make,
};
