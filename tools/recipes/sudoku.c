/* sudoku-data: puzzles with one solution, in classes of difficulty. */
#include "base/random.h"
#include "puzzles/sudoku/sudoku.h"
#include "tools/csv_set.h"
#include "tools/recipe.h"

#include <inttypes.h> /* PRIu64 */

/* --- difficulty classes -------------------------------------------------------------------- */

enum { EASY, MEDIUM, MINIMAL, GUESS, HARD, CLASSES };
static const char *const names[CLASSES] = {"easy", "medium", "minimal", "guess", "hard"};

enum {
    CLIMB = 40,    /* rounds that make a puzzle hard */
    BY_SIDE = 101, /* of --hard */
};

typedef struct mixture {
    int side;
    uint64_t train, test;      /* rows if the options give none; few for 4x4, which has few puzzles to offer */
    uint64_t hard;             /* percent of train.csv that is of class hard; the other classes shrink to make room */
    uint64_t percent[CLASSES]; /* of the rows of a file, sum 100 */
    int clues[2][2];           /* least and most clues of easy and of medium puzzles */
} mixture;

/* Shares of 0: no 4x4 puzzle needs a guess, and a minimal puzzle of 12x12 and more without one is too rare to wait for. */
#define SIDES "4|6|8|9|10|12|15|16"
static const mixture mixtures[] = {
    {4, 2000, 200, 0, {35, 60, 5, 0, 0}, {{8, 10}, {6, 7}}},
    {6, 16000, 2000, 0, {15, 25, 30, 30, 0}, {{18, 22}, {13, 17}}},
    {8, 2000, 200, 0, {15, 25, 30, 30, 0}, {{34, 40}, {26, 33}}},
    {9, 16000, 2000, 60, {15, 25, 30, 30, 0}, {{40, 50}, {30, 39}}},
    {10, 2000, 200, 0, {15, 25, 30, 30, 0}, {{54, 64}, {40, 53}}},
    {12, 2000, 200, 0, {25, 45, 0, 30, 0}, {{80, 95}, {60, 79}}},
    {15, 2000, 200, 0, {25, 45, 0, 30, 0}, {{132, 158}, {101, 131}}},
    {16, 2000, 200, 0, {25, 45, 0, 30, 0}, {{150, 180}, {115, 149}}},
};
enum { MIXTURES = sizeof mixtures / sizeof mixtures[0] };

static int generate(const void *specs, int class, const grid_shape *shape, uint64_t key, uint8_t *question,
                    uint8_t *answer, long *rating)
{
    const mixture *mix = specs;
    sudoku_spec spec = {.minimal = class >= MINIMAL, .max_rating = class == MINIMAL ? 0 : -1};
    if (class <= MEDIUM) {
        spec.min_clues = mix->clues[class][0];
        spec.max_clues = mix->clues[class][1];
    }
    if (class >= GUESS && mix->percent[GUESS]) spec.min_rating = 1;
    if (class == HARD) spec.climb = CLIMB;
    return sudoku_generate(shape, &spec, key, 1, question, answer, rating);
}

/* The shares of one class alone, or (class CLASSES) of a mixture with `hard` percent of class hard; the others shrink to
 * make room. */
static void shares_of(const mixture *mix, int class, uint64_t hard, uint64_t share[CLASSES])
{
    uint64_t sum = 0;
    if (class < CLASSES) {
        for (int k = 0; k < CLASSES; k++) share[k] = k == class ? 100 : 0;
        return;
    }
    for (int k = EASY; k <= GUESS; k++) sum += share[k] = mix->percent[k] * (100 - hard) / 100;
    share[HARD] = hard;
    share[GUESS] += 100 - hard - sum;
}

/* --- options ------------------------------------------------------------------------------- */

#define SUDOKU_OPTIONS(O)                                                                                              \
    O(INT, train, "train", .min = 0, .max = CSV_MAX_ROWS, .help = "rows of train.csv; 0: depends on side, see below")  \
    O(INT, test, "test", .min = 0, .max = CSV_MAX_ROWS, .help = "rows of test.csv; 0: depends on side, see below")     \
    O(CHOICE, side, "side", .def = "9", .choices = SIDES, .help = "cells on a side")                                   \
    O(INT, hard, "hard", .def = "101", .min = 0, .max = BY_SIDE,                                                       \
      .help = "percent of train.csv that is of class hard; 101: depends on the side")                                  \
    O(CHOICE, class, "class", .def = "all", .choices = "easy|medium|minimal|guess|hard|all",                           \
      .help = "class of all rows of both files; all: a mixture that depends on the side")

typedef struct sudoku_settings {
    recipe_settings shared;
    SUDOKU_OPTIONS(OPTION_FIELD)
} sudoku_settings;

#define ROW(type, field, ...) OPTION_ROW(sudoku_settings, type, field, __VA_ARGS__)
static const option rows[] = {SUDOKU_OPTIONS(ROW)};

static void print_mixture(FILE *out, const mixture *mix)
{
    fprintf(out, "  %2dx%-2d  %5" PRIu64 " + %4" PRIu64 " rows:", mix->side, mix->side, mix->train, mix->test);
    for (int k = 0; k < CLASSES; k++) {
        if (!mix->percent[k]) continue;
        fprintf(out, "  %" PRIu64 "%% %s", mix->percent[k], names[k]);
        if (k <= MEDIUM) fprintf(out, " (%d-%d clues)", mix->clues[k][0], mix->clues[k][1]);
    }
    if (mix->hard) fprintf(out, "; %" PRIu64 "%% of train.csv hard", mix->hard);
    fprintf(out, "\n");
}

static void help(FILE *out)
{
    fprintf(out, "\nColumns: source,question,answer,rating. The source names the difficulty class.\n"
                 "Rows of train.csv + test.csv by side, and their classes:\n");
    for (int k = 0; k < MIXTURES; k++) print_mixture(out, &mixtures[k]);
    fprintf(
        out,
        "Class minimal: every clue is needed, and singles solve it. Class guess: the same, but singles do not solve\n"
        "it (16x16: no clue that a short proof shows to be superfluous). Class hard: minimal puzzles made harder in\n"
        "%d rounds, by putting clues back and removing others; 9x9: half of them need more than 30 guesses.\n",
        CLIMB);
}

/* --- making -------------------------------------------------------------------------------- */

static int check_class(const sudoku_settings *s, const mixture *mix, error *err)
{
    if (s->class == CLASSES) return OK;
    if (s->hard != BY_SIDE)
        return fail(err, BAD_INPUT, "--hard %d and --class %s: leave one of them out", (int)s->hard, names[s->class]);
    if (!mix->percent[s->class == HARD ? GUESS : s->class])
        return fail(err, BAD_INPUT, "--class %s: %dx%d puzzles of it are too rare or do not exist", names[s->class],
                    mix->side, mix->side);
    return OK;
}

static int make(const recipe_settings *shared, error *err)
{
    const sudoku_settings *s = (const sudoku_settings *)shared;
    const mixture *mix = &mixtures[s->side];
    uint64_t train[CLASSES], test[CLASSES];
    int status = check_class(s, mix, err);
    if (status != OK) return status;
    csv_set set = {
        .kind = &kind_sudoku,
        .out = shared->out,
        .advice = "ask for fewer test rows",
        .key = stream_key((uint64_t)shared->seed, (uint64_t)mix->side),
        .rows = {s->train ? (uint64_t)s->train : mix->train, s->test ? (uint64_t)s->test : mix->test},
        .classes = CLASSES,
        .generate = generate,
        .specs = mix,
    };
    shares_of(mix, (int)s->class, s->hard == BY_SIDE ? mix->hard : (uint64_t)s->hard, train);
    shares_of(mix, (int)s->class, 0, test);
    for (int k = 0; k < CLASSES; k++)
        set.class[k] = (csv_class){names[k], {.rows = mix->side, .cols = mix->side}, {train[k], test[k]}};
    return csv_set_write(&set, err);
}

const recipe the_recipe = {
    .kind = "sudoku",
    .about =
        "Writes a Sudoku data set: DIR/train.csv and DIR/test.csv. Every puzzle has one solution. No test puzzle is\n"
        "a symmetric version of a train puzzle or of another test puzzle.",
    .example = "--out sudoku6 --side 6 --train 5000 --test 200",
    .rows = rows,
    .count = sizeof rows / sizeof rows[0],
    .size = sizeof(sudoku_settings),
    .help = help,
    .make = make,
};
