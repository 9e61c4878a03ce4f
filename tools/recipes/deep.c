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
    O(INT, test, "test", .def = "100", .min = 0, .max = 1000000,                                                       \
      .help = "rows of test.csv, from searches of their own; none with --from")                                        \
    O(INT, near, "near", .def = "0", .min = 0, .max = 1000000,                                                         \
      .help = "extra rows of train.csv that refutation only just solves: class near, rating 0")                        \
    O(INT, of_a_search, "of-a-search", .def = "200", .min = 1, .max = 1000000,                                         \
      .help = "deep puzzles to take from one search before the next begins")                                           \
    O(TEXT, from, "from", .help = "start the searches from the puzzles in this file, one per line")                    \
    O(TEXT, rate, "rate",                                                                                              \
      .help = "write nothing; report how many of the puzzles in this file, one per line, are deep, and how deep")

enum { STARTS = DEEP_FOUND / 2 }; /* of a search with --from; the other half is room for what is found */

typedef struct deep_settings {
    recipe_settings shared;
    DEEP_OPTIONS(OPTION_FIELD)
} deep_settings;

#define ROW(type, field, ...) OPTION_ROW(deep_settings, type, field, __VA_ARGS__)
static const option rows[] = {DEEP_OPTIONS(ROW)};

static void help(FILE *out)
{
    fprintf(out,
            "\nColumns: source,question,answer,rating. The source is `deep`, the rating the number of candidates\n"
            "that stay open. A search finds its first deep puzzle after minutes, then about a hundred a minute, but\n"
            "these are variants of each other: the smaller --of-a-search, the more the puzzles differ.\n"
            "With --from, a search starts from up to %d puzzles of the file, and has deep ones at once if any of them\n"
            "are deep. All that it finds are variants of these, so they must not serve as a test set.\n"
            "--from and --rate skip lines that hold no puzzle with exactly one solution; --rate ignores the other\n"
            "options.\n",
            STARTS);
}

/* --- puzzles from a file ------------------------------------------------------------------- */

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

typedef struct questions {
    uint8_t (*items)[REFUTE_CELLS];
    int64_t count, room, lines; /* lines that were read */
} questions;

static int add_question(questions *q, const char *line)
{
    q->lines++;
    if (q->count == q->room) {
        int64_t room = 2 * q->room + 64;
        void *items = realloc(q->items, (size_t)room * sizeof *q->items);
        if (!items) return -1;
        q->items = items;
        q->room = room;
    }
    q->count += find_question(line, q->items[q->count]);
    return 0;
}

/* Of all lines of a file; to be freed also after an error. */
static int read_questions(const char *path, questions *q, error *err)
{
    char *line = NULL;
    size_t room = 0;
    int status = OK;
    FILE *in = fopen(path, "r");
    if (!in) return fail(err, NO_FILE, "cannot open %s: %s", path, strerror(errno));
    while (status == OK && getline(&line, &room, in) >= 0)
        if (add_question(q, line)) status = fail_memory(err, path);
    if (status == OK && ferror(in)) status = fail(err, NO_FILE, "cannot read %s: %s", path, strerror(errno));
    free(line);
    fclose(in);
    return status;
}

/* Those with one solution alone, which a file must hold at least one of. */
static int keep_puzzles(const char *path, questions *q, error *err)
{
    const grid_shape shape = {.rows = 9, .cols = 9};
    uint8_t answer[REFUTE_CELLS];
    int64_t kept = 0;
    for (int64_t i = 0; i < q->count; i++)
        if (kind_sudoku.solve(&shape, q->items[i], 2, answer) == 1)
            memmove(q->items[kept++], q->items[i], sizeof q->items[i]);
    q->count = kept;
    return kept ? OK : fail(err, BAD_INPUT, "%s: no line holds a 9x9 Sudoku with one solution", path);
}

/* --- files --------------------------------------------------------------------------------- */

enum { NEAR_DEPTH = 800 }; /* of class near at least; class hard has a sixth of that, deep ones twice */

/* What a file is to hold, and holds. */
typedef struct deep_file {
    const char *name;
    int64_t deep_wanted, near_wanted, of_a_search;
    int64_t deep, near;
    const questions *start;
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
    int64_t share = f->near_wanted;
    if (f->deep < f->deep_wanted) share = share * searches / ((f->deep_wanted + f->of_a_search - 1) / f->of_a_search);
    return s->rating.depth >= NEAR_DEPTH && f->near < share;
}

/* From puzzles of the list that follow each other; which ones, depends on the key. */
static void begin_search(const deep_file *f, uint64_t key, deep_search *s)
{
    const int64_t count = f->start->count;
    deep_search_open(s, key);
    for (int64_t i = 0; i < count && i < STARTS; i++)
        deep_search_add(s, f->start->items[((int64_t)(key % (uint64_t)count) + i) % count]);
}

/* On a terminal. */
static void show_progress(const deep_file *f)
{
    int64_t wanted = f->deep_wanted + f->near_wanted, done = f->deep + f->near;
    fprintf(stderr, "\r%s: %lld of %lld puzzles%s", f->name, (long long)done, (long long)wanted,
            done == wanted ? "\n" : "");
}

/* A file from searches of its own; a puzzle that is known, also turned or relabelled, is passed over. */
static void write_file(deep_file *f, uint64_t key, key_set *known, deep_search *s)
{
    const grid_shape shape = {.rows = 9, .cols = 9};
    int watched = isatty(fileno(stderr));
    int64_t searches = 0;
    fprintf(f->out, "source,question,answer,rating\n");
    while ((f->deep < f->deep_wanted || f->near < f->near_wanted) && !ferror(f->out)) {
        int is_done = f->deep == f->deep_wanted && searches > 0; /* nearly deep ones may be missing */
        if (f->deep == searches * f->of_a_search && !is_done) begin_search(f, stream_key(key, (uint64_t)searches++), s);
        if (!deep_search_step(s) || !is_wanted(f, s, searches)) continue;
        if (!key_set_add(known, sudoku_signature(&shape, s->question))) continue;
        write_row(f->out, s);
        (*(s->rating.left ? &f->deep : &f->near))++;
        if (watched) show_progress(f);
    }
}

/* --- rating -------------------------------------------------------------------------------- */

enum { PAIR_ROUNDS = 2 };

static int rate(const char *path, error *err)
{
    questions q = {0};
    refutation r;
    long deep = 0, depth = 0;
    double fall = 0;
    int status = read_questions(path, &q, err);
    if (status == OK) status = keep_puzzles(path, &q, err);
    for (int64_t i = 0; i < q.count && status == OK; i++) {
        sudoku_refute(q.items[i], &r);
        depth += r.depth;
        deep += r.left > 0;
        if (r.left) fall += sudoku_refute_pairs(q.items[i], PAIR_ROUNDS);
    }
    if (status == OK)
        printf("puzzles: %ld, of them deep: %ld, mean depth %ld; lines passed over: %ld\n", (long)q.count, deep,
               depth / (long)q.count, (long)(q.lines - q.count));
    if (status == OK && deep)
        printf("in deep ones, %.1f%% of the wrong candidates that stay fall to a second assumption of %d rounds\n",
               100 * fall / (double)deep, PAIR_ROUNDS);
    free(q.items);
    return status;
}

/* --- making -------------------------------------------------------------------------------- */

/* The puzzles to start from are known, so that no row of the files repeats one. */
static int open_known(key_set *known, const deep_settings *s, const questions *start)
{
    const grid_shape shape = {.rows = 9, .cols = 9};
    if (key_set_open(known, (uint64_t)(s->train + s->near + s->test + start->count))) return -1;
    for (int64_t i = 0; i < start->count; i++) key_set_add(known, sudoku_signature(&shape, start->items[i]));
    return 0;
}

static int write_files(const deep_settings *s, const questions *start, error *err)
{
    const recipe_settings *shared = &s->shared;
    deep_file parts[] = {{.name = "test.csv", .deep_wanted = s->from ? 0 : s->test},
                         {.name = "train.csv", .deep_wanted = s->train, .near_wanted = s->near}};
    atomic_file files[2] = {{0}};
    char path[2][RECIPE_PATH];
    key_set known = {0};
    deep_search *search = malloc(sizeof *search);
    int status = make_folders(shared->out, err);
    if (status == OK && (!search || open_known(&known, s, start))) status = fail_memory(err, "the search");
    for (int k = 0; k < 2 && status == OK; k++)
        status = recipe_open(&files[k], path[k], shared->out, parts[k].name, err);
    for (int k = 0; k < 2 && status == OK; k++) {
        parts[k].of_a_search = s->of_a_search;
        parts[k].start = start;
        parts[k].out = files[k].out;
        write_file(&parts[k], stream_key((uint64_t)shared->seed, (uint64_t)k), &known, search);
    }
    if (status == OK) status = atomic_close(files, 2, err);
    atomic_discard(files, 2);
    key_set_close(&known);
    free(search);
    return status;
}

static int make(const recipe_settings *shared, error *err)
{
    const deep_settings *s = (const deep_settings *)shared;
    questions start = {0};
    int status = OK;
    if (s->rate) return rate(s->rate, err);
    if (s->from) status = read_questions(s->from, &start, err);
    if (s->from && status == OK) status = keep_puzzles(s->from, &start, err);
    if (status == OK) status = write_files(s, &start, err);
    free(start.items);
    return status;
}

const recipe the_recipe = {
    .kind = "deep",
    .about =
        "Writes a set of the hardest 9x9 Sudokus, DIR/train.csv and DIR/test.csv: with one solution, minimal, and not\n"
        "solved by refuting single candidates (assume one, place singles, remove it on a contradiction). No test\n"
        "puzzle is a symmetric version of a train puzzle.",
    .example = "--out deep --train 1000 --near 1000 --test 100",
    .rows = rows,
    .count = sizeof rows / sizeof rows[0],
    .size = sizeof(deep_settings),
    .help = help,
    .make = make,
};
