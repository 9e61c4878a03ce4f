/* sudoku-data: writes a dataset folder, DIR/train.csv and DIR/test.csv, from a seed.
 *
 * Every row is a function of (seed, file, row number), so the files are the same bit for bit on any machine.
 * The test file is made first and its signatures are kept; a train row that is a symmetric version of a test
 * puzzle is drawn again. So no test puzzle stands in train.csv or twice in test.csv, in whatever disguise,
 * and memory depends on the number of test rows only.
 */
#define _POSIX_C_SOURCE 200809L /* isatty, fileno, mkdir */

#include "puzzles/stream.h"
#include "puzzles/sudoku.h"

#include <errno.h>    /* errno, EEXIST */
#include <inttypes.h> /* PRIu64, strtoumax */
#include <stdio.h>
#include <stdlib.h>   /* calloc, free */
#include <string.h>   /* strcmp, strerror */
#include <sys/stat.h> /* mkdir */
#include <unistd.h>   /* isatty */

enum { DONE = 0, BAD_USAGE = 2, BAD_FILE = 3 }; /* exit codes */
enum {
    PATH_SIZE = 4096,
    CLASSES = 5,
    CLIMB = 40,
    TRIES = 10000
}; /* tries: grids for one row before its class counts as used up */

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

/* --- signatures ---------------------------------------------------------------------------- */

/* A hash set of signatures, at most half full; 0 marks an empty slot. */
typedef struct signature_set {
    uint64_t *slots;
    uint64_t mask; /* number of slots - 1, slots being a power of two */
} signature_set;

static int signature_set_open(signature_set *set, uint64_t capacity)
{
    uint64_t slots = 2;
    while (slots < 2 * capacity) slots *= 2;
    set->mask = slots - 1;
    set->slots = calloc((size_t)slots, sizeof *set->slots);
    return set->slots ? 0 : -1;
}

/* The slot that holds the signature, or the empty one where it belongs. */
static uint64_t *signature_slot(const signature_set *set, uint64_t signature)
{
    uint64_t k = signature & set->mask;
    while (set->slots[k] && set->slots[k] != signature) k = (k + 1) & set->mask;
    return &set->slots[k];
}

/* --- one file ------------------------------------------------------------------------------ */

typedef struct row {
    const char *source;
    uint8_t question[SUDOKU_MAX_CELLS], answer[SUDOKU_MAX_CELLS];
    long rating;
    uint64_t signature; /* never 0 */
} row;

typedef struct job {
    sudoku_shape shape;
    const recipe *recipe;
    signature_set tested; /* signatures of the test rows */
    int show_progress;
} job;

typedef struct part {
    const char *name; /* "test" or "train" */
    int keeps;        /* 1: its rows enter the set of tested signatures */
    uint64_t key, rows;
    uint64_t left[CLASSES]; /* rows still to come of each class */
    char path[PATH_SIZE], temporary[PATH_SIZE];
} part;

/* Draws the class of the next row from those still to come: exact shares in shuffled order, without a list. */
static int next_class(part *p, uint64_t index)
{
    stream random = stream_open(stream_key(stream_key(p->key, 0), index));
    uint64_t pick = stream_below(&random, (uint32_t)(p->rows - index));
    int k = 0;
    while (pick >= p->left[k]) pick -= p->left[k++];
    p->left[k]--;
    return k;
}

/* Makes the index-th row: the first puzzle of its class that is in no disguise a test puzzle. Returns 0 or -1. */
static int make_row(const job *j, part *p, uint64_t index, row *out)
{
    const difficulty *d = &j->recipe->classes[next_class(p, index)];
    uint64_t key = stream_key(stream_key(p->key, 1), index);
    out->source = d->name;
    for (uint64_t t = 0; t < TRIES; t++) {
        if (sudoku_generate(&j->shape, &d->wish, stream_key(key, t), 1, out->question, out->answer, &out->rating))
            continue;
        out->signature = sudoku_signature(&j->shape, out->question) | 1;
        uint64_t *slot = signature_slot(&j->tested, out->signature);
        if (*slot) continue;
        if (p->keeps) *slot = out->signature;
        return 0;
    }
    return -1;
}

static void write_row(FILE *file, const sudoku_shape *shape, const row *r)
{
    size_t cells = (size_t)(shape->side * shape->side);
    char question[SUDOKU_MAX_CELLS], answer[SUDOKU_MAX_CELLS];
    for (size_t i = 0; i < cells; i++) {
        question[i] = sudoku_symbol_char(r->question[i]);
        answer[i] = sudoku_symbol_char(r->answer[i]);
    }
    fprintf(file, "%s,%.*s,%.*s,%ld\n", r->source, (int)cells, question, (int)cells, answer, r->rating);
}

static void show_progress(const job *j, const part *p, uint64_t done)
{
    if (!j->show_progress || (done % 100 != 0 && done != p->rows)) return;
    fprintf(stderr, "\r%s: %" PRIu64 " of %" PRIu64 " puzzles%s", p->name, done, p->rows, done == p->rows ? "\n" : "");
}

/* Writes all rows to an open file. */
static int write_rows(job *j, part *p, FILE *file)
{
    row r;
    fprintf(file, "source,question,answer,rating\n");
    for (uint64_t i = 0; i < p->rows; i++) {
        if (make_row(j, p, i, &r)) {
            fprintf(stderr,
                    "sudoku-data: found no further %dx%d puzzle of class %s for row %" PRIu64
                    " of %s.csv that differs from the test puzzles; ask for fewer test rows.\n",
                    j->shape.side, j->shape.side, r.source, i + 1, p->name);
            return BAD_USAGE;
        }
        write_row(file, &j->shape, &r);
        if (ferror(file)) break; /* the caller says why */
        show_progress(j, p, i + 1);
    }
    return DONE;
}

static int file_fault(const char *verb, const char *path)
{
    fprintf(stderr, "sudoku-data: cannot %s %s: %s.\n", verb, path, strerror(errno));
    return BAD_FILE;
}

/* Writes the file under its temporary name. */
static int write_part(job *j, part *p)
{
    FILE *file = fopen(p->temporary, "wb");
    if (!file) return file_fault("write", p->temporary);
    int status = write_rows(j, p, file);
    int failed = ferror(file);
    if (fclose(file)) failed = 1;
    if (status == DONE && failed) status = file_fault("write", p->temporary);
    if (status != DONE) remove(p->temporary);
    return status;
}

/* --- flags --------------------------------------------------------------------------------- */

typedef struct options {
    const char *out;
    uint64_t seed, train, test, side, hard;
} options;

/* ORDER FLAGS: the rows that parser and help share. */
typedef struct flag {
    const char *name, *help;
    uint64_t *number; /* NULL: a text */
    const char **text;
    uint64_t least, most;
} flag;

enum { BY_SIDE = 101 }; /* of --hard */
enum { FLAGS = 6, MOST_ROWS = 100000000 };

static void list_flags(options *o, flag *flags)
{
    const flag rows[FLAGS] = {
        {"--out", "folder to write train.csv and test.csv to", NULL, &o->out, 0, 0},
        {"--seed", "the seed: the same seed gives the same files", &o->seed, NULL, 0, UINT64_MAX},
        {"--train", "rows of train.csv (0: by side, see below)", &o->train, NULL, 0, MOST_ROWS},
        {"--test", "rows of test.csv (0: by side, see below)", &o->test, NULL, 0, MOST_ROWS},
        {"--side", "cells on a side: 4, 6, 9 or 16", &o->side, NULL, 4, 16},
        {"--hard", "percent of train.csv of class hard (101: by side)", &o->hard, NULL, 0, BY_SIDE},
    };
    memcpy(flags, rows, sizeof rows);
}

static void print_help(const flag *flags)
{
    printf("Writes a Sudoku dataset: DIR/train.csv and DIR/test.csv, every puzzle with one solution,\n"
           "no test puzzle a symmetric version of a train puzzle or of another test puzzle.\n\n"
           "  sudoku-data [flags]\n\n");
    for (int k = 0; k < FLAGS; k++) {
        printf("  %-8s %-46s ", flags[k].name, flags[k].help);
        if (flags[k].text)
            printf("(%s)\n", *flags[k].text);
        else
            printf("(%" PRIu64 ")\n", *flags[k].number);
    }
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

/* Reads a whole number in the flag's range; returns 0, or -1 for anything else. */
static int read_number(const flag *f, const char *text)
{
    char *end;
    errno = 0;
    uintmax_t value = strtoumax(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end || errno || value < f->least || value > f->most) return -1;
    *f->number = (uint64_t)value;
    return 0;
}

/* One flag with its value; `value` is NULL at the end of the line. */
static int read_flag(const flag *flags, const char *name, const char *value)
{
    const flag *f = flags;
    while (f < flags + FLAGS && strcmp(f->name, name) != 0) f++;
    if (f == flags + FLAGS) {
        fprintf(stderr, "sudoku-data: unknown flag %s; --help lists all.\n", name);
    } else if (!value || !value[0]) {
        fprintf(stderr, "sudoku-data: %s needs a value: %s.\n", name, f->help);
    } else if (f->text) {
        *f->text = value;
        return DONE;
    } else if (read_number(f, value)) {
        fprintf(stderr, "sudoku-data: %s is a whole number from %" PRIu64 " to %" PRIu64 ", not %s.\n", name, f->least,
                f->most, value);
    } else {
        return DONE;
    }
    return BAD_USAGE;
}

/* --- the two files ------------------------------------------------------------------------- */

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

static int open_part(part *p, const char *name, const options *o, uint64_t rows, const recipe *mix)
{
    int keeps = strcmp(name, "test") == 0;
    uint64_t share[CLASSES], percent = 0;
    *p = (part){.name = name, .keeps = keeps, .rows = rows};
    p->key = stream_key(stream_key(o->seed, o->side), (uint64_t)keeps);
    shares_of(mix, keeps ? 0 : o->hard == BY_SIDE ? mix->hard : o->hard, share);
    for (int k = 0; k < CLASSES; k++) { /* rounded so that the shares add up to all rows */
        uint64_t before = rows * percent / 100;
        percent += share[k];
        p->left[k] = rows * percent / 100 - before;
    }
    snprintf(p->path, PATH_SIZE, "%s/%s.csv", o->out, name);
    int length = snprintf(p->temporary, PATH_SIZE, "%s/%s.csv.part", o->out, name);
    return length < PATH_SIZE ? 0 : -1;
}

/* Both files get their names only after both are complete. */
static int write_both(job *j, part *test, part *train)
{
    int status = write_part(j, test);
    if (status != DONE) return status;
    status = write_part(j, train);
    if (status == DONE && rename(test->temporary, test->path) != 0) status = file_fault("write", test->path);
    if (status == DONE && rename(train->temporary, train->path) != 0) status = file_fault("write", train->path);
    if (status != DONE) {
        remove(test->temporary);
        remove(train->temporary);
    }
    return status;
}

static int make_dataset(const options *o)
{
    static part test, train; /* large for a stack because of the paths */
    job j = {.recipe = recipe_of_side(o->side), .show_progress = isatty(fileno(stderr))};
    if (!j.recipe) {
        fprintf(stderr, "sudoku-data: --side is 4, 6, 9 or 16, not %" PRIu64 ".\n", o->side);
        return BAD_USAGE;
    }
    sudoku_shape_of_side((int)o->side, &j.shape);
    if (open_part(&test, "test", o, o->test ? o->test : j.recipe->test, j.recipe) ||
        open_part(&train, "train", o, o->train ? o->train : j.recipe->train, j.recipe)) {
        fprintf(stderr, "sudoku-data: the path given to --out is too long.\n");
        return BAD_USAGE;
    }
    if (mkdir(o->out, 0777) != 0 && errno != EEXIST) return file_fault("make the folder", o->out);
    if (signature_set_open(&j.tested, test.rows)) {
        fprintf(stderr, "sudoku-data: not enough memory for the signatures of %" PRIu64 " test rows.\n", test.rows);
        return BAD_FILE;
    }
    int status = write_both(&j, &test, &train);
    free(j.tested.slots);
    return status;
}

int main(int argc, char **argv)
{
    options o = {.out = "data/sudoku", .seed = 1, .side = 9, .hard = BY_SIDE};
    flag flags[FLAGS];
    list_flags(&o, flags);
    for (int k = 1; k < argc; k++)
        if (strcmp(argv[k], "--help") == 0) {
            print_help(flags);
            return DONE;
        }
    for (int k = 1; k < argc; k += 2) {
        int status = read_flag(flags, argv[k], k + 1 < argc ? argv[k + 1] : NULL);
        if (status != DONE) return status;
    }
    return make_dataset(&o);
}
