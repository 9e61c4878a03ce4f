/* deep-data: 9x9 puzzles for which one assumption and singles are not enough. They cannot be made one by one: a search
 * finds them, the more the longer it has run. */
#include "base/key_set.h"
#include "base/random.h"
#include "puzzles/sudoku/deep.h"
#include "tools/recipe.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h> /* isatty */

#define DEEP_OPTIONS(O)                                                                                                \
    O(INT, train, "train", .def = "1000", .min = 0, .max = 1000000, .help = "rows of train.csv")                       \
    O(INT, test, "test", .def = "100", .min = 0, .max = 1000000, .help = "rows of test.csv, from searches of its own")   \
    O(INT, near, "near", .def = "0", .min = 0, .max = 1000000,                                                         \
      .help = "rows of train.csv besides that refutation only just solves, of class near; their rating is 0")          \
    O(INT, of_a_search, "of-a-search", .def = "200", .min = 1, .max = 1000000,                                         \
      .help = "deep puzzles that one search gives, before another begins")                                             \
    O(TEXT, rate, "rate", .help = "write nothing; of the puzzles in this file, a line each, count those that are deep, "    \
                                  "and say how deep")

typedef struct deep_settings {
    recipe_settings shared;
    DEEP_OPTIONS(OPTION_FIELD)
} deep_settings;

#define ROW(type, field, ...) OPTION_ROW(deep_settings, type, field, __VA_ARGS__)
static const option rows[] = {DEEP_OPTIONS(ROW)};

static void help(FILE *out)
{
    fprintf(out, "\nColumns: source,question,answer,rating. The source is `deep`, the rating the number of candidates that stay\n"
                 "open. A search takes minutes to its first deep puzzle, and gives a hundred or so a minute from then on; but\n"
                 "these are relatives: the smaller --of-a-search, the more they differ.\n"
                 "--rate passes over what is no puzzle with one solution, and ignores the other options.\n");
}

/* --- files --------------------------------------------------------------------------------- */

enum { NEAR_DEPTH = 800 }; /* of class near at least; class hard has a sixth of that, deep ones twice */

/* What a file is to hold, and holds. */
typedef struct deep_file {
    const char *name;
    int64_t deep_wanted, near_wanted, of_a_search;
    int64_t deep, near;
    FILE *out;
} deep_file;

static void write_row(FILE *out, const deep_search *s)
{
    fputs(s->rating.left ? "deep," : "near,", out);
    for (int grid = 0; grid < 2; grid++) {
        const uint8_t *cells = grid ? s->answer : s->question;
        for (int i = 0; i < REFUTE_CELLS; i++) fputc(cells[i] ? '0' + cells[i] : '.', out);
        fputc(',', out);
    }
    fprintf(out, "%d\n", s->rating.left);
}

/* Whether the puzzle rated last is one for the file; of nearly deep ones each search gives an equal share. */
static int is_wanted(const deep_file *f, const deep_search *s, int64_t searches)
{
    if (s->rating.left) return f->deep < f->deep_wanted;
    int64_t all = (f->deep_wanted + f->of_a_search - 1) / f->of_a_search;
    return s->rating.depth >= NEAR_DEPTH && f->near < f->near_wanted * searches / all;
}

/* A file from searches of its own; a puzzle that is known, also turned or relabelled, is passed over. */
static void write_file(deep_file *f, uint64_t key, key_set *known, deep_search *s)
{
    const grid_shape shape = {.rows = 9, .cols = 9};
    int watched = isatty(fileno(stderr));
    int64_t searches = 0;
    fprintf(f->out, "source,question,answer,rating\n");
    while (f->deep < f->deep_wanted && !ferror(f->out)) {
        if (f->deep == searches * f->of_a_search) deep_search_open(s, stream_key(key, (uint64_t)searches++));
        if (!deep_search_step(s) || !is_wanted(f, s, searches)) continue;
        if (!key_set_add(known, sudoku_signature(&shape, s->question))) continue;
        write_row(f->out, s);
        (*(s->rating.left ? &f->deep : &f->near))++;
        if (watched)
            fprintf(stderr, "\r%s: %lld of %lld puzzles%s", f->name, (long long)f->deep, (long long)f->deep_wanted,
                    f->deep == f->deep_wanted ? "\n" : "");
    }
}

/* --- rating -------------------------------------------------------------------------------- */

/* The first run of just 81 characters in a line that could be a question: digits, and dots or 0 for open cells. */
static int find_question(const char *line, uint8_t *question)
{
    static const char cells[] = ".0123456789";
    for (const char *at = line; *at; at += strcspn(at, cells)) {
        size_t length = strspn(at, cells);
        if (length == REFUTE_CELLS) {
            for (int i = 0; i < REFUTE_CELLS; i++) question[i] = (uint8_t)(at[i] == '.' ? 0 : at[i] - '0');
            return 1;
        }
        at += length;
    }
    return 0;
}

enum { PAIR_ROUNDS = 2 };

typedef struct tally {
    long puzzles, deep, depth, passed_over;
    double fall; /* sum over the deep ones */
} tally;

static void add_line(tally *t, const char *line)
{
    const grid_shape shape = {.rows = 9, .cols = 9};
    uint8_t question[REFUTE_CELLS], answer[REFUTE_CELLS];
    refutation r;
    if (!find_question(line, question) || kind_sudoku.solve(&shape, question, 2, answer) != 1 ||
        sudoku_refute(question, &r)) {
        t->passed_over++;
        return;
    }
    t->puzzles++;
    t->depth += r.depth;
    if (!r.left) return;
    t->deep++;
    t->fall += sudoku_refute_pairs(question, PAIR_ROUNDS);
}

static int rate(const char *path, error *err)
{
    tally t = {0};
    char *line = NULL;
    size_t room = 0;
    FILE *in = fopen(path, "r");
    if (!in) return fail(err, NO_FILE, "cannot open %s: %s", path, strerror(errno));
    while (getline(&line, &room, in) >= 0) add_line(&t, line);
    int failed = ferror(in) ? errno : 0;
    free(line);
    fclose(in);
    if (failed) return fail(err, NO_FILE, "cannot read %s: %s", path, strerror(failed));
    if (!t.puzzles) return fail(err, BAD_INPUT, "%s: no line holds a 9x9 Sudoku with one solution", path);
    printf("puzzles: %ld, of them deep: %ld, mean depth %ld; lines passed over: %ld\n", t.puzzles, t.deep,
           t.depth / t.puzzles, t.passed_over);
    if (t.deep)
        printf("of the wrong candidates of deep ones, a second assumption and %d rounds refute %.1f%%\n", PAIR_ROUNDS,
               100 * t.fall / (double)t.deep);
    return OK;
}

/* --- making -------------------------------------------------------------------------------- */

static int make(const recipe_settings *shared, error *err)
{
    const deep_settings *s = (const deep_settings *)shared;
    if (s->rate) return rate(s->rate, err);
    deep_file parts[] = {{.name = "test.csv", .deep_wanted = s->test},
                         {.name = "train.csv", .deep_wanted = s->train, .near_wanted = s->near}};
    atomic_file files[2] = {{0}};
    char path[2][RECIPE_PATH];
    key_set known = {0};
    deep_search *search = malloc(sizeof *search);
    int status = make_folders(shared->out, err);
    if (status == OK && (!search || key_set_open(&known, (uint64_t)(s->train + s->near + s->test))))
        status = fail_memory(err, "the search");
    for (int k = 0; k < 2 && status == OK; k++)
        status = recipe_open(&files[k], path[k], shared->out, parts[k].name, err);
    for (int k = 0; k < 2 && status == OK; k++) {
        parts[k].of_a_search = s->of_a_search;
        parts[k].out = files[k].out;
        write_file(&parts[k], stream_key((uint64_t)shared->seed, (uint64_t)k), &known, search);
    }
    if (status == OK) status = atomic_close(files, 2, err);
    atomic_discard(files, 2);
    key_set_close(&known);
    free(search);
    return status;
}

const recipe the_recipe = {
    .kind = "deep",
    .about = "Writes a set of the hardest 9x9 Sudokus, DIR/train.csv and DIR/test.csv: with one solution, minimal, and not\n"
             "solved by refuting single candidates (assume one, place singles, strike it out if that contradicts). No test\n"
             "puzzle is a symmetric version of a train puzzle.",
    .example = "--out deep --train 1000 --near 1000 --test 100",
    .rows = rows,
    .count = sizeof rows / sizeof rows[0],
    .size = sizeof(deep_settings),
    .help = help,
    .make = make,
};
