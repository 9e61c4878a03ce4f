/* sudoku-data: writes a dataset folder, DIR/train.csv and DIR/test.csv, from a seed: see tools/dataset.h. */
#include "base/random.h"
#include "puzzles/sudoku/sudoku.h"
#include "tools/dataset_writer.h"
#include "tools/flags.h"

#include <inttypes.h> /* PRIu64 */
#include <stdio.h>

enum { CLASSES = 5, CLIMB = 40 };

/* --- difficulty classes -------------------------------------------------------------------- */

typedef struct difficulty {
    const char *name; /* column `source` */
    int percent;      /* of the rows of a file */
    sudoku_wish wish;
} difficulty;

typedef struct recipe {
    int side;
    uint64_t train, test;        /* rows where the flags name none; few for 4x4, which has few puzzles to offer */
    uint64_t hard;               /* percent of train.csv that is of class hard, the other classes shrunk to make room */
    difficulty classes[CLASSES]; /* percents add up to 100 */
} recipe;

/* Shares of 0: no 4x4 puzzle needs a guess, and a minimal 16x16 puzzle without one is too rare to wait for. */
static const recipe recipes[] = {
    {4,
     2000,
     200,
     0,
     {{"easy", 35, {8, 10, 0, 0, -1, 0}},
      {"medium", 60, {6, 7, 0, 0, -1, 0}},
      {"minimal", 5, {0, 0, 1, 0, 0, 0}},
      {"guess", 0, {0, 0, 1, 1, -1, 0}},
      {"hard", 0, {0, 0, 1, 0, -1, CLIMB}}}},
    {6,
     16000,
     2000,
     0,
     {{"easy", 15, {18, 22, 0, 0, -1, 0}},
      {"medium", 25, {13, 17, 0, 0, -1, 0}},
      {"minimal", 30, {0, 0, 1, 0, 0, 0}},
      {"guess", 30, {0, 0, 1, 1, -1, 0}},
      {"hard", 0, {0, 0, 1, 1, -1, CLIMB}}}},
    {9,
     16000,
     2000,
     60,
     {{"easy", 15, {40, 50, 0, 0, -1, 0}},
      {"medium", 25, {30, 39, 0, 0, -1, 0}},
      {"minimal", 30, {0, 0, 1, 0, 0, 0}},
      {"guess", 30, {0, 0, 1, 1, -1, 0}},
      {"hard", 0, {0, 0, 1, 1, -1, CLIMB}}}},
    {16,
     2000,
     200,
     0,
     {{"easy", 25, {150, 180, 0, 0, -1, 0}},
      {"medium", 45, {115, 149, 0, 0, -1, 0}},
      {"minimal", 0, {0, 0, 1, 0, 0, 0}},
      {"guess", 30, {0, 0, 1, 1, -1, 0}},
      {"hard", 0, {0, 0, 1, 1, -1, CLIMB}}}},
};

/* NULL for a side without a recipe. */
static const recipe *recipe_of_side(uint64_t side)
{
    for (size_t k = 0; k < sizeof recipes / sizeof recipes[0]; k++)
        if ((uint64_t)recipes[k].side == side) return &recipes[k];
    return NULL;
}

/* --- rows ---------------------------------------------------------------------------------- */

typedef struct sudoku_source {
    sudoku_shape shape;
    const recipe *recipe;
} sudoku_source;

static int draw_row(const void *puzzles, int k, uint64_t key, dataset_row *row)
{
    const sudoku_source *from = puzzles;
    uint8_t question[SUDOKU_MAX_CELLS], answer[SUDOKU_MAX_CELLS];
    if (sudoku_generate(&from->shape, &from->recipe->classes[k].wish, key, 1, question, answer, &row->rating))
        return -1;
    row->cells = from->shape.side * from->shape.side;
    row->signature = sudoku_signature(&from->shape, question);
    for (int i = 0; i < row->cells; i++) {
        row->question[i] = sudoku_symbol_char(question[i]);
        row->answer[i] = sudoku_symbol_char(answer[i]);
    }
    return 0;
}

/* --- flags --------------------------------------------------------------------------------- */

typedef struct options {
    const char *out;
    uint64_t seed, train, test, side, hard;
} options;

enum { BY_SIDE = 101 }; /* of --hard */
enum { FLAGS = 6 };

static void print_help(const flag *flags)
{
    printf("Writes a Sudoku dataset: DIR/train.csv and DIR/test.csv, every puzzle with one solution,\n"
           "no test puzzle a symmetric version of a train puzzle or of another test puzzle.\n\n"
           "  sudoku-data [flags]\n\n");
    flags_print(flags, FLAGS);
    printf("\nColumns: source,question,answer,rating. The source names the difficulty class.\n"
           "Rows of train.csv + test.csv by side, and their classes:\n");
    for (size_t k = 0; k < sizeof recipes / sizeof recipes[0]; k++) {
        printf("  %2dx%-2d  %5" PRIu64 " + %4" PRIu64 " rows:", recipes[k].side, recipes[k].side, recipes[k].train,
               recipes[k].test);
        for (int c = 0; c < CLASSES; c++) {
            const difficulty *d = &recipes[k].classes[c];
            if (!d->percent) continue;
            printf("  %d%% %s", d->percent, d->name);
            if (!d->wish.minimal) printf(" (%d-%d clues)", d->wish.min_clues, d->wish.max_clues);
        }
        if (recipes[k].hard) printf("; %" PRIu64 "%% of train.csv hard", recipes[k].hard);
        printf("\n");
    }
    printf("Class minimal: no clue can go, and singles solve it. Class guess: no clue can go, and they do not\n"
           "(16x16: no clue of which a short proof shows that it can go). Class hard: minimal puzzles made harder in\n"
           "%d rounds, by putting clues back and digging others away; 9x9: half of them need more than 30 guesses.\n\n"
           "Exit codes: 0 done, 2 wrong usage, 3 a file could not be written.\n\n"
           "Example: sudoku-data --out sudoku6 --side 6 --train 5000 --test 200\n",
           CLIMB);
}

/* --- the folder ---------------------------------------------------------------------------- */

/* The shares of a recipe with `hard` percent of class hard, the others shrunk to make room. */
static void shares_of(const recipe *mix, uint64_t hard, uint64_t *share)
{
    uint64_t sum = 0;
    for (int k = CLASSES - 2; k >= 0; k--) {
        share[k] = (uint64_t)mix->classes[k].percent * (100 - hard) / 100;
        sum += share[k];
    }
    share[CLASSES - 1] = hard;
    share[CLASSES - 2] += 100 - hard - sum;
}

static void list_classes(const options *o, const recipe *mix, dataset *d)
{
    uint64_t train[CLASSES], test[CLASSES];
    shares_of(mix, o->hard == BY_SIDE ? mix->hard : o->hard, train);
    shares_of(mix, 0, test);
    d->classes = CLASSES;
    for (int k = 0; k < CLASSES; k++) {
        dataset_class *class = &d->class[k];
        *class = (dataset_class){.source = mix->classes[k].name, .train_share = train[k], .test_share = test[k]};
        snprintf(class->title, sizeof class->title, "%dx%d puzzle of class %s", mix->side, mix->side, class->source);
    }
}

static int make_dataset(const options *o)
{
    sudoku_source from = {.recipe = recipe_of_side(o->side)};
    if (!from.recipe) {
        fprintf(stderr, "sudoku-data: --side is 4, 6, 9 or 16, not %" PRIu64 ".\n", o->side);
        return BAD_USAGE;
    }
    sudoku_shape_of_side((int)o->side, &from.shape);
    dataset d = {
        .program = "sudoku-data",
        .out = o->out,
        .advice = "ask for fewer test rows",
        .key = stream_key(o->seed, o->side),
        .train = o->train ? o->train : from.recipe->train,
        .test = o->test ? o->test : from.recipe->test,
        .draw = draw_row,
        .puzzles = &from,
    };
    list_classes(o, from.recipe, &d);
    return dataset_write(&d);
}

int main(int argc, char **argv)
{
    options o = {.out = "data/sudoku", .seed = 1, .side = 9, .hard = BY_SIDE};
    const flag flags[FLAGS] = {
        {"--out", "folder to write train.csv and test.csv to", .text = &o.out},
        {"--seed", "the seed: the same seed gives the same files", .number = &o.seed, .most = UINT64_MAX},
        {"--train", "rows of train.csv (0: by side, see below)", .number = &o.train, .most = DATASET_MAX_ROWS},
        {"--test", "rows of test.csv (0: by side, see below)", .number = &o.test, .most = DATASET_MAX_ROWS},
        {"--side", "cells on a side: 4, 6, 9 or 16", .number = &o.side, .least = 4, .most = 16},
        {"--hard", "percent of train.csv of class hard (101: by side)", .number = &o.hard, .most = BY_SIDE},
    };
    if (flags_ask_help(argc, argv)) {
        print_help(flags);
        return DONE;
    }
    int status = flags_read("sudoku-data", flags, FLAGS, argc, argv);
    return status == DONE ? make_dataset(&o) : status;
}
