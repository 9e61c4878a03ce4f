/* Datasets give what their files hold, and a model that knows every answer solves every task when solve asks it. */
#include "base/label.h"
#include "data/arc_set/arc_set.h"
#include "data/arc_set/index.h"
#include "data/arc_set/questions.h"
#include "data/arc_set/task_file.h"
#include "data/dataset.h"
#include "data/puzzle_set.h"
#include "base/random.h"
#include "puzzles/maze/maze.h"
#include "puzzles/sudoku/sudoku.h"
#include "tests/arc_pairs.h"
#include "tests/files.h"

enum { TASKS = 6, AUGMENTATIONS = 5, CELLS = ARC_MAX_CELLS, SEED = 7 };

static void write_pair(FILE *file, stream *r, const char *end)
{
    for (int side = 0; side < 2; side++) {
        int rows = 1 + (int)stream_below(r, 5), cols = 1 + (int)stream_below(r, 5);
        fprintf(file, side ? "], \"output\": [" : "{\"input\": [");
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < cols; j++)
                fprintf(file, "%s%u%s", j ? ", " : i ? ", [" : "[", stream_below(r, COLOURS), j + 1 < cols ? "" : "]");
    }
    fprintf(file, "]}%s", end);
}

static const char *task_file(char name[40], int number)
{
    snprintf(name, 40, "%s/task%d.json", number < TASKS / 2 ? "training" : "evaluation", number);
    return name;
}

static void write_tasks(void)
{
    open_folder();
    make_subfolder("training");
    make_subfolder("evaluation");
    for (int i = 0; i < TASKS; i++) {
        char name[40];
        stream r = stream_open((uint64_t)i);
        FILE *file = fopen(path_in(task_file(name, i)), "w");
        if (!file) exit(1);
        fprintf(file, "{\"train\": [");
        write_pair(file, &r, ", ");
        write_pair(file, &r, "], \"test\": [");
        write_pair(file, &r, ", ");
        write_pair(file, &r, "]}\n");
        fclose(file);
    }
}

static void remove_tasks(void)
{
    char name[40];
    for (int i = 0; i < TASKS; i++) remove_file(task_file(name, i));
    remove_subfolder("training");
    remove_subfolder("evaluation");
    close_folder();
}

static arc_set *tasks_of(const dataset *d)
{
    return d->set;
}

/* --- puzzles ------------------------------------------------------------------------------- */

static void test_puzzles(void)
{
    dataset d;
    batch b;
    error why[1] = {0};
    const dataset_options how = {.seed = SEED, .planes = 1, .augmentations = 1};
    CHECK(dataset_open(&d, "data/sudoku", why) == OK, "%s", why->text);
    CHECK(!strcmp(d.kind, "sudoku") && !strcmp(d.trial, "/test.csv"), "kind %s", d.kind);
    CHECK(dataset_prepare(&d, &how, why) == OK, "%s", why->text);
    CHECK(d.code.planes == 9 && d.code.cells == 81 && d.ids == 0 && d.note_count == 0, "%d planes", d.code.planes);
    CHECK(d.code.rows == 9 && d.code.cols == 9 && d.code.frame == 0, "%dx%d", d.code.rows, d.code.cols);
    CHECK(d.count == 16000 && d.tests == 2000, "%ld and %ld", d.count, d.tests);
    CHECK(dataset_tests(&d, 50, &b) == 0 && b.count == 50, "memory");
    const puzzle_set *set = d.set;
    const puzzle_set source = {
        .kind = set->kind, .shape = set->shape, .train = set->train, .test = set->test, .seed = SEED};
    for (int64_t draw = 0; draw < 50; draw++) {
        uint8_t question[81], answer[81], tokens[729], labels[81], expected[729], right[81];
        puzzle_set_draw(&source, draw, question, answer);
        encode_question(&d.code, question, expected);
        encode_answer(&d.code, answer, right);
        int32_t side = 1;
        CHECK(dataset_example(&d, draw, tokens, labels, &side) == 0 && side == 0, "an id");
        CHECK(!memcmp(tokens, expected, 729) && !memcmp(labels, right, 81), "example %d differs", (int)draw);
        encode_question(&d.code, puzzle_store_get(&set->test, draw).question, expected);
        encode_answer(&d.code, puzzle_store_get(&set->test, draw).answer, right);
        CHECK(b.ids[draw] == 0 && b.sides[draw] == 0 && !memcmp(batch_tokens(&b, (long)draw), expected, 729) &&
                  !memcmp(batch_labels(&b, (long)draw), right, 81),
              "test %d", (int)draw);
    }
    batch_close(&b);
    dataset_close(&d);
}

/* Mazes with a dozen shortest paths. The answers given are not what the rule takes, nor do they stay it when turned. */
#define ROOMS                                                                                                          \
    "question,answer\n"                                                                                                \
    "   G             #   S   ,   G    o    o   #o  Soo \n"                                                            \
    "S         #             G,So    o   #o    o    oooG\n"

static void write_rooms(void)
{
    open_folder();
    write_file("train.csv", ROOMS);
    write_file("test.csv", "question,answer\nS   G                    ,SoooG                    \n");
}

static void remove_rooms(void)
{
    remove_file("train.csv");
    remove_file("test.csv");
    close_folder();
}

/* How many of 64 examples are labelled with the answer that the solver gives to their question; all labels are right. */
static int count_ruled(const dataset *d)
{
    const grid_shape shape = {.rows = 5, .cols = 5};
    int ruled = 0;
    for (int64_t draw = 0; draw < 64; draw++) {
        uint8_t question[25], labels[25], expected[25];
        int32_t side;
        dataset_example(d, draw, question, labels, &side);
        maze_solve(&shape, question, 1, expected);
        CHECK(encoding_accepts(&d->code, question, side, labels), "example %d: a wrong label", (int)draw);
        ruled += !memcmp(labels, expected, sizeof labels);
    }
    return ruled;
}

/* --labels: a rule's answer is that of the turned question; a given one is turned with it. */
static void test_labels(void)
{
    for (int labels = LABELS_GIVEN; labels <= LABELS_RULE; labels++) {
        dataset d;
        error why[1] = {0};
        const dataset_options how = {.seed = SEED, .labels = labels, .augmentations = 1};
        write_rooms();
        CHECK(dataset_open(&d, test_folder, why) == OK && dataset_prepare(&d, &how, why) == OK, "%s", why->text);
        int ruled = count_ruled(&d);
        CHECK(labels == LABELS_GIVEN ? ruled < 48 : ruled == 64, "labels %d: %d of 64 are the rule's", labels, ruled);
        dataset_close(&d);
        remove_rooms();
        CHECK(dataset_open(&d, "data/sudoku", why) == OK, "%s", why->text);
        int status = dataset_prepare(&d, &how, why);
        CHECK(status == (labels == LABELS_GIVEN ? OK : BAD_INPUT), "%d: %s", labels, why->text);
        dataset_close(&d);
    }
}

/* --- grids of several sizes ---------------------------------------------------------------- */

enum { MIXED = 30, MIXED_TESTS = 8, MOST = 12 };

/* Mazes of sides 5 to 12, one a row. */
static void write_mazes(const char *name, int count, uint64_t seed)
{
    FILE *file = fopen(path_in(name), "w");
    if (!file) exit(1);
    fprintf(file, "source,question,answer\n");
    for (int i = 0; i < count; i++) {
        const grid_shape shape = {.rows = 5 + i % (MOST - 4), .cols = 5 + i % (MOST - 4)};
        uint8_t grid[2][MOST * MOST];
        kind_maze.generate(&shape, stream_key(seed, (uint64_t)i), grid[0], grid[1]);
        fprintf(file, "class %d", i % 3);
        for (int g = 0; g < 2; g++) {
            fputc(',', file);
            for (int l = 0; l < grid_cells(&shape); l++) fputc(maze_symbol_char(grid[g][l]), file);
        }
        fputc('\n', file);
    }
    fclose(file);
}

static void write_sudokus(const char *name, const int *sides, int count, uint64_t seed)
{
    FILE *file = fopen(path_in(name), "w");
    if (!file) exit(1);
    fprintf(file, "question,answer\n");
    for (int i = 0; i < count; i++) {
        const grid_shape shape = {.rows = sides[i], .cols = sides[i]};
        uint8_t grid[2][81];
        kind_sudoku.generate(&shape, seed, grid[0], grid[1]);
        for (int g = 0; g < 2; g++) {
            for (int l = 0; l < grid_cells(&shape); l++) fputc(kind_sudoku.symbol_char(&shape, grid[g][l]), file);
            fputc(g ? '\n' : ',', file);
        }
    }
    fclose(file);
}

static void remove_mazes(void)
{
    remove_file("train.csv");
    remove_file("test.csv");
    close_folder();
}

/* Each size is drawn, and fills the first cells of a frame of the largest with a maze and a right answer to it. */
static void check_mixed(int fresh, int labels)
{
    dataset d;
    batch b;
    error why[1] = {0};
    int seen[MOST + 1] = {0};
    const dataset_options how = {.seed = SEED, .fresh = fresh, .labels = labels, .relations = 1, .augmentations = 1};
    CHECK(dataset_open(&d, test_folder, why) == OK && dataset_prepare(&d, &how, why) == OK, "%s", why->text);
    CHECK(d.code.frame == MOST && d.code.cells == MOST * MOST && d.code.relation, "a frame of %d", d.code.frame);
    CHECK(d.note_count == 1 && !strcmp(d.notes[0].key, "frame") && !strcmp(d.notes[0].value, "12"), "no note");
    for (int64_t draw = 0; draw < 300; draw++) {
        uint8_t tokens[MOST * MOST], labelled[MOST * MOST], expected[MOST * MOST];
        int32_t side = 0;
        memset(tokens, 99, sizeof tokens);
        dataset_example(&d, draw, tokens, labelled, &side);
        CHECK(side >= 5 && side <= MOST && (side == MOST || tokens[side * side] == 99), "example of side %d", side);
        CHECK(encoding_accepts(&d.code, tokens, side, labelled), "draw %d: a wrong label", (int)draw);
        maze_solve(&(grid_shape){.rows = side, .cols = side}, tokens, 1, expected);
        CHECK(labels == LABELS_GIVEN || !memcmp(labelled, expected, (size_t)(side * side)), "not the rule's label");
        seen[side]++;
    }
    for (int side = 5; side <= MOST; side++)
        CHECK(seen[side] > 10 && d.code.examples[side] >= MIXED / 8, "side %d: %d of 300", side, seen[side]);
    CHECK(dataset_tests(&d, MIXED_TESTS, &b) == 0, "memory");
    for (int i = 0; i < MIXED_TESTS; i++)
        CHECK(b.sides[i] == 5 + i && encoding_accepts(&d.code, batch_tokens(&b, i), b.sides[i], batch_labels(&b, i)),
              "test %d of side %d", i, b.sides[i]);
    batch_close(&b);
    dataset_close(&d);
}

static void check_mixed_refused(const char *expected)
{
    dataset d;
    error why[1] = {0};
    const dataset_options how = {.seed = SEED, .augmentations = 1, .one_size = 1};
    int status = dataset_open(&d, test_folder, why);
    if (status == OK) status = dataset_prepare(&d, &how, why);
    CHECK(status == BAD_INPUT && strstr(why->text, expected), "%d: %s", status, why->text);
    dataset_close(&d);
}

/* Sudokus of several sizes: each has the planes and relations of its own. */
static void test_mixed_sudokus(void)
{
    static const int sides[] = {4, 6, 9};
    dataset d;
    error why[1] = {0};
    int seen[10] = {0};
    dataset_options how = {.seed = SEED, .augmentations = 1, .planes = 1, .relations = 1};
    open_folder();
    write_sudokus("train.csv", sides, 3, 1);
    write_sudokus("test.csv", sides, 3, 2);
    CHECK(dataset_open(&d, test_folder, why) == OK && dataset_prepare(&d, &how, why) == OK, "%s", why->text);
    CHECK(d.code.frame == 9 && d.code.planes == 9 && d.code.relation, "a frame of %d", d.code.frame);
    for (int64_t draw = 0; draw < 60; draw++) {
        uint8_t tokens[9 * 81], labels[81];
        int32_t side = 0;
        memset(tokens, 99, sizeof tokens);
        dataset_example(&d, draw, tokens, labels, &side);
        CHECK(side == 4 || side == 6 || side == 9, "example of side %d", side);
        CHECK(tokens[side * side * side - 1] < 3 && (side == 9 || tokens[side * side * side] == 99), "side %d", side);
        CHECK(encoding_accepts(&d.code, tokens, side, labels), "draw %d: a wrong label", (int)draw);
        seen[side]++;
    }
    for (int i = 0; i < 3; i++)
        CHECK(seen[sides[i]] > 8 && d.code.planes_of[sides[i]] == sides[i] && d.code.relation_of[sides[i]],
              "side %d: %d", sides[i], seen[sides[i]]);
    dataset_close(&d);
    how.planes = 0;
    CHECK(dataset_open(&d, test_folder, why) == OK && dataset_prepare(&d, &how, why) == BAD_INPUT &&
              strstr(why->text, "--planes on"),
          "%s", why->text);
    dataset_close(&d);
    remove_mazes();
}

static void test_mixed(void)
{
    open_folder();
    write_mazes("train.csv", MIXED, 1);
    write_mazes("test.csv", MIXED_TESTS, 2);
    for (int labels = LABELS_GIVEN; labels <= LABELS_RULE; labels++) check_mixed(0, labels);
    check_mixed(1, LABELS_GIVEN);
    check_mixed_refused("grids of several sizes");
    remove_mazes();
}

/* With --augment off what is drawn stands in train.csv as it is. */
static void check_as_is(int augment)
{
    dataset d;
    error why[1] = {0};
    const dataset_options how = {.seed = SEED, .augment = augment};
    CHECK(dataset_open(&d, "data/sudoku", why) == OK && dataset_prepare(&d, &how, why) == OK, "%s", why->text);
    const puzzle_store *train = &((const puzzle_set *)d.set)->train;
    int listed = 0;
    for (int64_t draw = 0; draw < 20; draw++) {
        uint8_t tokens[KIND_MAX_CELLS], labels[KIND_MAX_CELLS], expected[KIND_MAX_CELLS];
        int32_t side = 0;
        dataset_example(&d, draw, tokens, labels, &side);
        for (long i = 0; i < train->count; i++) {
            if (memcmp(puzzle_store_get(train, i).question, tokens, (size_t)d.code.cells)) continue;
            encode_answer(&d.code, puzzle_store_get(train, i).answer, expected);
            listed += !memcmp(expected, labels, (size_t)d.code.cells);
            break;
        }
    }
    CHECK(listed == (augment == AUGMENT_OFF ? 20 : 0), "%d of 20 are as in train.csv", listed);
    dataset_close(&d);
}

/* --- options ------------------------------------------------------------------------------- */

/* Options that say nothing about a type of data set are refused. */
static void test_options(void)
{
    options o = {0};
    error why[1] = {0};
    dataset puzzles, tasks;
    dataset_add_options(&o, 0);
    CHECK(dataset_open(&puzzles, "data/sudoku", why) == OK && dataset_open(&tasks, test_folder, why) == OK, "%s",
          why->text);
    for (int i = 0; i < o.count; i++) {
        uint8_t given[MAX_OPTIONS] = {0};
        CHECK(dataset_check_options(&tasks, &o, given, why) == OK, "%s", why->text);
        if (!o.rows[i].name) continue;
        given[i] = 1;
        const char *name = o.rows[i].name;
        int fresh = !strcmp(name, "fresh") || !strcmp(name, "labels") || !strcmp(name, "augment") ||
                    !strcmp(name, "validation");
        const char *expected = fresh ? "is for puzzles, and these are ARC tasks of kind arc; leave it out"
                                     : "is for ARC tasks, and these are puzzles of kind sudoku; leave it out";
        CHECK(dataset_check_options(fresh ? &puzzles : &tasks, &o, given, why) == OK, "%s", why->text);
        CHECK(dataset_check_options(fresh ? &tasks : &puzzles, &o, given, why) == BAD_INPUT, "%s", o.rows[i].name);
        CHECK(strstr(why->text, expected) != NULL, "%s", why->text);
    }
    dataset_close(&puzzles);
    dataset_close(&tasks);
}

/* --- tasks --------------------------------------------------------------------------------- */

/* Whether an example is a pair of the task as the augmentation shows it, anywhere in the frame. */
static int shows(const arc_set *set, int32_t id, const arc_pair *pair, const uint8_t *tokens, const uint8_t *labels)
{
    const arc_augmentation how = arc_augmentation_get(&set->augmentations, id / AUGMENTATIONS, id % AUGMENTATIONS);
    arc_grid input, output;
    uint8_t expected[CELLS];
    int side = arc_examples_side(&set->examples, id / AUGMENTATIONS);
    size_t cells = (size_t)(side * side);
    arc_augment(&how, UNPACK(pair->input), &input);
    arc_augment(&how, UNPACK(pair->output), &output);
    for (int top = 0; top < side; top++)
        for (int left = 0; left < side; left++) {
            if (!arc_fits(&input, side, top, left) || !arc_fits(&output, side, top, left)) continue;
            arc_encode(&input, side, top, left, expected);
            if (memcmp(expected, tokens, cells)) continue;
            arc_encode_labels(&output, side, top, left, expected);
            if (!memcmp(expected, labels, cells)) return 1;
        }
    return 0;
}

static void check_drawing(const dataset *d, int with_tests)
{
    const arc_set *set = tasks_of(d);
    long wrong = 0, leaked = 0, learned = 0;
    for (int64_t draw = 0; draw < 3000; draw++) {
        uint8_t tokens[CELLS], labels[CELLS], expected[CELLS], right[CELLS];
        int32_t side, own;
        int32_t id = dataset_example(d, draw, tokens, labels, &side);
        wrong += id != arc_examples_draw(&set->examples, draw, expected, right, &own) || id < 0 || id >= d->ids;
        wrong += side != (d->code.frame ? own : 0) || own > d->code.rows || (!d->code.frame && own != d->code.rows);
        wrong += memcmp(tokens, expected, (size_t)(own * own)) || memcmp(labels, right, (size_t)(own * own));
        const arc_task *t = &set->tasks.items[id / AUGMENTATIONS];
        for (int i = 0; i < t->test_count; i++) {
            int shown = shows(set, id, &t->tests[i], tokens, labels);
            *(with_tests && t->split == ARC_TRAINING ? &learned : &leaked) += shown;
        }
    }
    CHECK(wrong == 0, "%ld examples differ", wrong);
    CHECK(leaked == 0, "%ld examples are test pairs that are held out", leaked);
    CHECK(with_tests ? learned > 0 : learned == 0, "%ld test pairs learned", learned);
}

static void check_tests(const dataset *d, const batch *b)
{
    const arc_set *set = tasks_of(d);
    for (long i = 0; i < d->tests; i++) {
        int32_t id = b->ids[i];
        int hits = 0;
        CHECK(id % AUGMENTATIONS == 0 && id < d->ids, "test %ld: id %d", i, id);
        const arc_task *t = &set->tasks.items[id / AUGMENTATIONS];
        int frame = arc_examples_side(&set->examples, id / AUGMENTATIONS);
        for (int k = 0; k < t->test_count; k++)
            hits += arc_fits(UNPACK(t->tests[k].output), frame, 0, 0)
                        ? shows(set, id, &t->tests[k], batch_tokens(b, i), batch_labels(b, i))
                        : batch_labels(b, i)[0] == ARC_NEVER_RIGHT;
        CHECK(hits > 0, "test %ld is none of task %s", i, t->name);
    }
}

/* Each task once before any comes again, and the first few of both splits. */
static void check_order(const dataset *d, const batch *b)
{
    int seen[TASKS] = {0}, evaluation_tasks = 0;
    for (long i = 0; i < TASKS; i++) {
        int number = b->ids[i] / AUGMENTATIONS;
        seen[number]++;
        if (i < TASKS / 2) evaluation_tasks += tasks_of(d)->tasks.items[number].split == ARC_EVALUATION;
    }
    for (int i = 0; i < TASKS; i++) CHECK(seen[i] == 1, "task %d comes %d times in the first round", i, seen[i]);
    CHECK(evaluation_tasks > 0 && evaluation_tasks < TASKS / 2, "%d of the first %d tests are evaluation",
          evaluation_tasks, TASKS / 2);
}

static const char *note_of(const dataset *d, const char *key)
{
    for (int i = 0; i < d->note_count; i++)
        if (!strcmp(d->notes[i].key, key)) return d->notes[i].value;
    return "";
}

static void test_tasks(int with_tests, int frame, int cropped)
{
    dataset d;
    batch b;
    error why[1] = {0};
    const dataset_options how = {.seed = SEED,
                                 .augmentations = AUGMENTATIONS,
                                 .frame = frame,
                                 .one_size = !cropped,
                                 .train_tests = with_tests,
                                 .translate = 1};
    CHECK(dataset_open(&d, test_folder, why) == OK, "%s", why->text);
    CHECK(!strcmp(d.kind, "arc"), "kind %s", d.kind);
    CHECK(dataset_prepare(&d, &how, why) == OK, "%s", why->text);
    int expected = frame ? frame : arc_examples_longest(&tasks_of(&d)->tasks, with_tests);
    CHECK(d.code.rows == expected && d.code.cells == expected * expected, "%d", d.code.rows);
    CHECK(d.code.frame == (cropped && !frame ? expected : 0), "%d", d.code.frame);
    CHECK(d.ids == TASKS * AUGMENTATIONS && d.tests == (with_tests ? TASKS : 2 * TASKS), "%d ids, %ld tests", d.ids,
          d.tests);
    CHECK(d.count == 2 * TASKS + (with_tests ? TASKS : 0), "%ld pairs", d.count);
    CHECK(d.note_count == 4 && atoi(note_of(&d, "frame")) == expected && atoi(note_of(&d, "views")) == AUGMENTATIONS,
          "notes");
    CHECK(arc_index_count(note_of(&d, "index")) == TASKS && atoi(note_of(&d, "tests")) == with_tests, "notes");
    CHECK(dataset_tests(&d, d.tests, &b) == 0, "memory");
    check_drawing(&d, with_tests);
    check_tests(&d, &b);
    if (!with_tests) check_order(&d, &b);
    batch_close(&b);
    dataset_close(&d);
}

/* --- what is held out ---------------------------------------------------------------------- */

/* Other outputs of evaluation tests, larger than any grid that may be seen. */
static void poison(arc_tasks *list)
{
    for (long i = 0; i < list->count; i++)
        for (int k = 0; list->items[i].split == ARC_EVALUATION && k < list->items[i].test_count; k++) {
            arc_grid output = {.rows = ARC_MAX_SIDE, .cols = ARC_MAX_SIDE};
            memset(output.cell, 1 + (int)(i + k) % 9, sizeof output.cell);
            set_output(&list->items[i].tests[k], &output);
        }
}

static void open_set(dataset *d, const char *path, const dataset_options *how, int poisoned)
{
    error why[1] = {0};
    CHECK(dataset_open(d, path, why) == OK, "%s", why->text);
    if (poisoned) poison(&tasks_of(d)->tasks);
    CHECK(dataset_prepare(d, how, why) == OK, "%s", why->text);
}

/* Nothing that training is made of is a function of the outputs of evaluation tests: whatever they are, the frame, the
 * augmentations, the index and all examples are the same. */
static void check_blindness(const char *path, int with_tests, int draws)
{
    dataset here, there;
    const dataset_options how = {
        .seed = SEED, .augmentations = AUGMENTATIONS, .train_tests = with_tests, .translate = 1};
    long differ = 0;
    open_set(&here, path, &how, 0);
    open_set(&there, path, &how, 1);
    CHECK(here.code.rows == there.code.rows && here.fingerprint == there.fingerprint, "frame or fingerprint");
    CHECK(!strcmp(note_of(&here, "index"), note_of(&there, "index")), "index");
    CHECK(here.count == there.count && here.ids == there.ids, "%ld and %ld pairs", here.count, there.count);
    for (int64_t draw = 0; draw < draws; draw++) {
        uint8_t tokens[2][CELLS], labels[2][CELLS];
        int32_t sides[2], one = dataset_example(&here, draw, tokens[0], labels[0], &sides[0]);
        int32_t other = dataset_example(&there, draw, tokens[1], labels[1], &sides[1]);
        size_t cells = (size_t)(sides[0] * sides[0]);
        differ += sides[0] != sides[1] || one != other || memcmp(tokens[0], tokens[1], cells) ||
                  memcmp(labels[0], labels[1], cells);
    }
    CHECK(differ == 0, "%ld examples depend on outputs that are held out", differ);
    dataset_close(&here);
    dataset_close(&there);
}

/* The i-th test, whose order is the data set's own business: the one whose question it asks. */
typedef struct test_seen {
    long task;
    const arc_pair *pair;
} test_seen;

static test_seen test_of(const dataset *d, const batch *b, long i)
{
    uint8_t expected[CELLS];
    const arc_set *set = tasks_of(d);
    long number = b->ids[i] / AUGMENTATIONS;
    const arc_task *t = &set->tasks.items[number];
    int test = 0, frame = arc_examples_side(&set->examples, number);
    for (; test < t->test_count; test++) {
        arc_examples_question(&set->examples, number, test, 0, expected);
        if (!memcmp(expected, batch_tokens(b, i), (size_t)(frame * frame))) break;
    }
    CHECK(test < t->test_count, "test %ld asks nothing that task %s does", i, t->name);
    return (test_seen){number, &t->tests[test < t->test_count ? test : 0]};
}

/* How many outputs of tests fit the frames. */
static long count_fitting(const dataset *d, const batch *b)
{
    long fit = 0;
    for (long i = 0; i < b->count; i++) {
        const test_seen at = test_of(d, b, i);
        fit += arc_fits(UNPACK(at.pair->output), arc_examples_side(&tasks_of(d)->examples, at.task), 0, 0);
    }
    return fit;
}

/* Answers that are the labels are right, unless an output fits no frame. */
static void test_evaluation(int poisoned, int cropped)
{
    dataset d;
    batch b;
    evaluation sum = {0};
    const dataset_options how = {.seed = SEED, .augmentations = AUGMENTATIONS, .one_size = !cropped, .translate = 1};
    open_set(&d, test_folder, &how, poisoned);
    CHECK(dataset_tests(&d, d.tests, &b) == 0, "memory");
    for (long i = 0; i < b.count; i++) {
        const int side = b.sides[i];
        const evaluation_row row = {
            .labels = batch_labels(&b, i), .answer = batch_answer(&b, i), .cells = side ? side * side : d.code.cells};
        for (int l = 0; l < row.cells; l++)
            batch_answer(&b, i)[l] = (uint8_t)(row.labels[l] < ARC_VOCABULARY ? row.labels[l] : l % ARC_VOCABULARY);
        evaluation_add(&sum, &row);
    }
    long fit = count_fitting(&d, &b);
    CHECK(b.count == 12 && fit == (poisoned ? 6 : cropped ? 11 : 12), "%ld of %ld fit", fit, b.count);
    CHECK(sum.examples == b.count && sum.exact == fit && (sum.right_cells < sum.cells) == (fit < b.count),
          "%ld exact, %ld of %ld cells", sum.exact, sum.right_cells, sum.cells);
    batch_close(&b);
    dataset_close(&d);
}

static void check_refused(const dataset_options *how, const char *expected)
{
    dataset d;
    error why[1] = {0};
    CHECK(dataset_open(&d, test_folder, why) == OK, "%s", why->text);
    CHECK(dataset_prepare(&d, how, why) == BAD_INPUT && strstr(why->text, expected), "'%s'", why->text);
    dataset_close(&d);
}

/* --- asking -------------------------------------------------------------------------------- */

/* Knows the answer to every question, or the answer to another one. */
typedef struct oracle {
    const arc_examples *e;
    int shuffled;
    long asked;
} oracle;

/* The output of another test: the task's next one, or the next task's. */
static const arc_packed *wrong_output(const oracle *o, long number, int test)
{
    const arc_task *t = &o->e->tasks->items[number], *next = &o->e->tasks->items[(number + 1) % o->e->tasks->count];
    return test + 1 < t->test_count ? t->tests[test + 1].output : next->tests[0].output;
}

/* The task is known by the id, the test by the question. */
static void say(const oracle *o, long number, int v, const uint8_t *tokens, uint8_t *answer)
{
    uint8_t expected[CELLS];
    arc_grid moved;
    const arc_task *t = &o->e->tasks->items[number];
    const arc_augmentation how = arc_augmentation_get(o->e->augmentations, number, v);
    int side = arc_examples_side(o->e, number);
    for (int i = 0; i < t->test_count; i++) {
        arc_examples_question(o->e, number, i, v, expected);
        if (memcmp(expected, tokens, (size_t)(side * side))) continue;
        arc_augment(&how, UNPACK(o->shuffled ? wrong_output(o, number, i) : t->tests[i].output), &moved);
        if (arc_fits(&moved, side, 0, 0)) arc_encode(&moved, side, 0, 0, answer);
    }
}

static void answer_truly(oracle *o, arc_questions *q)
{
    const batch *b = &q->asked;
    for (long i = 0; i < b->count; i++) {
        memset(batch_answer(b, i), 0, (size_t)b->code->cells);
        for (long n = 0; n < o->e->tasks->count; n++)
            if (o->e->augmentations->of[n].row == b->ids[i] / AUGMENTATIONS) {
                int side = b->code->frame ? arc_examples_side(o->e, n) : 0;
                CHECK(b->sides[i] == side, "question %ld: side %d", i, b->sides[i]);
                say(o, n, b->ids[i] % AUGMENTATIONS, batch_tokens(b, i), batch_answer(b, i));
            }
        q->confidence[i] = 0.5;
    }
    o->asked += b->count;
}

static long count_questions(const arc_examples *e, int augmentations)
{
    long count = 0;
    for (long i = 0; i < e->tasks->count; i++) {
        int has = e->augmentations->of[i].count;
        count += (long)e->tasks->items[i].test_count * (augmentations < has ? augmentations : has);
    }
    return count;
}

static void check_asking(const arc_examples *e, int augmentations, int shuffled, double expected)
{
    const encoding code = {.planes = 1, .cells = e->how.frame * e->how.frame, .frame = e->how.cropped * e->how.frame};
    oracle o = {e, shuffled, 0};
    arc_questions q;
    arc_attempts a;
    evaluation sum = {0};
    CHECK(arc_attempts_make(&a, e->tasks, 10) == 0 && arc_questions_open(&q, e, &code, augmentations) == 0, "memory");
    while (arc_ask(&q)) {
        answer_truly(&o, &q);
        CHECK(arc_count(&q, &a) == 0, "memory");
    }
    CHECK(o.asked == count_questions(e, augmentations) && q.next.task == e->tasks->count, "%ld asked", o.asked);
    arc_evaluate(&a, shuffled ? 10 : 1, &sum);
    CHECK(sum.passed == expected && sum.tasks == e->tasks->count, "%g of %ld tasks", sum.passed, sum.tasks);
    CHECK(sum.passed_at[EVALUATION_PASSES - 1] >= sum.passed && sum.inputs == a.inputs, "pass@10");
    CHECK(arc_attempts_any_missed(&a, 10) == (expected < 1), "missed");
    arc_questions_close(&q);
    arc_attempts_free(&a);
}

/* The same in a frame for all, or in one of each task's own. */
static void check_asking_in(const arc_tasks *tasks, const arc_augmentation_list *list, int frame, int cropped,
                            double expected)
{
    arc_examples e;
    error why[1] = {0};
    const arc_examples_options how = {.frame = frame, .cropped = cropped};
    CHECK(arc_examples_make(&e, tasks, list, &how, why) == OK, "%s", why->text);
    check_asking(&e, AUGMENTATIONS, 0, expected);
    if (expected == 1) check_asking(&e, 1, 0, 1);
    if (expected == 1) check_asking(&e, AUGMENTATIONS, 1, 0);
    arc_examples_free(&e);
}

static void shrink(arc_pair *pairs, int count)
{
    const arc_grid cell = {1, 1, {0}};
    for (int i = 0; i < count; i++) CHECK(arc_pair_set(&pairs[i], &cell, &cell) == 0, "memory");
}

static int side_in(const arc_tasks *tasks, const arc_augmentation_list *list, int frame, long number)
{
    arc_examples e;
    error why[1] = {0};
    const arc_examples_options how = {.frame = frame, .cropped = 1};
    CHECK(arc_examples_make(&e, tasks, list, &how, why) == OK, "%s", why->text);
    int side = arc_examples_side(&e, number);
    arc_examples_free(&e);
    return side;
}

/* Files with the same names and nothing but cells: their frames are those of training. */
static void test_frames(void)
{
    dataset d;
    arc_tasks shrunk;
    arc_augmentation_list list;
    error why[1] = {0};
    const dataset_options how = {.seed = SEED, .augmentations = AUGMENTATIONS, .translate = 1};
    open_set(&d, test_folder, &how, 0);
    CHECK(arc_tasks_read(&shrunk, path_in("evaluation"), why) == OK, "%s", why->text);
    for (long i = 0; i < shrunk.count; i++) {
        shrink(shrunk.items[i].demonstrations, shrunk.items[i].demonstration_count);
        shrink(shrunk.items[i].tests, shrunk.items[i].test_count);
    }
    CHECK(arc_index_augmentations(note_of(&d, "index"), &shrunk, AUGMENTATIONS, SEED, &list, why) == OK, "%s",
          why->text);
    for (long i = 0; i < shrunk.count; i++) {
        int side = side_in(&shrunk, &list, d.code.rows, i),
            then = arc_examples_side(&tasks_of(&d)->examples, i + TASKS / 2);
        CHECK(side == then && then > 1, "task %ld in a frame of %d, in training of %d", i, side, then);
        list.of[i].side = 0;
        CHECK(side_in(&shrunk, &list, d.code.rows, i) == 1, "task %ld: the frame comes from elsewhere", i);
    }
    arc_augmentation_list_free(&list);
    arc_tasks_free(&shrunk);
    dataset_close(&d);
}

static void check_unknown(const char *index, const arc_tasks *tasks, const char *expected)
{
    arc_augmentation_list list;
    error why[1] = {0};
    CHECK(arc_index_augmentations(index, tasks, AUGMENTATIONS, SEED, &list, why) == BAD_INPUT, "it passes: %s",
          expected);
    CHECK(strstr(why->text, expected) != NULL, "%s", why->text);
    arc_augmentation_list_free(&list);
}

/* Asked about a part of the tasks, by the names that training left. */
static void test_asking(void)
{
    dataset d;
    arc_tasks some;
    arc_augmentation_list list;
    error why[1] = {0};
    const dataset_options how = {.seed = SEED, .augmentations = AUGMENTATIONS, .translate = 1};
    open_set(&d, test_folder, &how, 0);
    const char *index = note_of(&d, "index");
    CHECK(arc_tasks_read(&some, path_in("evaluation"), why) == OK && some.count == TASKS / 2, "%s", why->text);
    arc_pair *test = &some.items[0].tests[0]; /* fewer colours, the same augmentations */
    CHECK(arc_pair_set(test, &(arc_grid){1, 5, {0}}, UNPACK(test->output)) == 0, "memory");
    CHECK(arc_index_augmentations(index, &some, AUGMENTATIONS, SEED, &list, why) == OK, "%s", why->text);
    for (long i = 0; i < some.count; i++)
        for (int v = 0; v < AUGMENTATIONS; v++) {
            const arc_augmentation here = arc_augmentation_get(&list, i, v);
            const arc_augmentation there = arc_augmentation_get(&tasks_of(&d)->augmentations, i + TASKS / 2, v);
            CHECK(arc_augmentation_id(&list, i, v) == (i + TASKS / 2) * AUGMENTATIONS + v, "id of task %ld", i);
            CHECK(here.symmetry == there.symmetry && !memcmp(here.colour, there.colour, COLOURS),
                  "augmentation %d of task %ld is another one", v, i);
        }
    for (int cropped = 0; cropped <= 1; cropped++) check_asking_in(&some, &list, d.code.rows, cropped, 1);
    set_output(&some.items[1].tests[0], &(arc_grid){30, 30, {0}}); /* larger than the frame: nobody can answer that */
    check_asking_in(&some, &list, d.code.rows, 0, (1 + 0.5 + 1) / 3);
    arc_augmentation_list_free(&list);
    snprintf(some.items[1].name, 6, "other");
    check_unknown(index, &some, "task other: the model was not trained on it");
    check_unknown("01 0 8 0123456789abcdef a\n10 0 8 0123456789abcdef b\n", &some, "damaged");
    for (int side = 0; side <= 31; side += 31) {
        char line[64];
        snprintf(line, sizeof line, "0 0 %d 0123456789abcdef %s\n", side, some.items[0].name);
        check_unknown(line, &some, "damaged");
    }
    arc_tasks_free(&some);
    dataset_close(&d);
}

/* What a model's file notes brings back the examples of training. */
static void check_recall(const dataset *d, int64_t ids, int64_t fingerprint, int expected)
{
    arc_set again = {0};
    encoding code = {0};
    error why[1] = {0};
    st_pair pairs[DATASET_NOTES + 1] = {{"seed", "7"}};
    for (int i = 0; i < d->note_count; i++) pairs[i + 1] = d->notes[i];
    const st_file about = {.metadata = pairs, .metadata_count = d->note_count + 1};
    CHECK(arc_tasks_read(&again.tasks, test_folder, why) == OK, "%s", why->text);
    CHECK(arc_set_recall(&again, &about, ids, fingerprint, 0, &code, why) == expected, "%s", why->text);
    for (long i = 0; expected == OK && i < TASKS; i++)
        CHECK(arc_examples_side(&again.examples, i) == arc_examples_side(&tasks_of(d)->examples, i), "side %ld", i);
    CHECK(expected != OK || (code.frame == d->code.frame && code.cells == d->code.cells && !again.learned_tests),
          "code");
    CHECK(expected == OK || strstr(why->text, "does not say which tasks"), "%s", why->text);
    encoding_close(&code);
    arc_set_free(&again);
}

static void test_recall(void)
{
    dataset d;
    const dataset_options how = {.seed = SEED, .augmentations = AUGMENTATIONS, .translate = 1};
    open_set(&d, test_folder, &how, 0);
    check_recall(&d, d.ids, d.fingerprint, OK);
    check_recall(&d, 0, 0, OK);
    check_recall(&d, d.ids, d.fingerprint + 1, BAD_INPUT);
    check_recall(&d, d.ids + 1, d.fingerprint, BAD_INPUT);
    d.notes[0].value = d.notes[2].value;
    check_recall(&d, d.ids, d.fingerprint, BAD_INPUT);
    dataset_close(&d);
}

/* --- names and fingerprints ---------------------------------------------------------------- */

static void test_names(void)
{
    dataset d;
    arc_tasks list;
    file_bytes text;
    error why[1] = {0};
    const dataset_options how = {.seed = SEED, .augmentations = AUGMENTATIONS};
    open_set(&d, test_folder, &how, 0);
    char name[40];
    CHECK(file_read(&text, path_in(task_file(name, TASKS - 1)), TEXT_LIMIT, why) == 0 &&
              looks_like_arc_text(text.bytes, text.length),
          "%s", why->text);
    CHECK(arc_tasks_parse(&list, "-", &text, why) == OK && list.count == 1, "%s", why->text);
    CHECK(!*list.items[0].name && list.items[0].split == ARC_EVALUATION, "'%s'", list.items[0].name);
    CHECK(arc_index_name(note_of(&d, "index"), &list, why) == OK, "%s", why->text);
    CHECK(!strcmp(list.items[0].name, tasks_of(&d)->tasks.items[TASKS - 1].name), "'%s'", list.items[0].name);
    *list.items[0].name = '\0';
    arc_grid output = *UNPACK(list.items[0].demonstrations[0].output);
    output.cell[0] ^= 1;
    set_output(&list.items[0].demonstrations[0], &output);
    CHECK(arc_index_name(note_of(&d, "index"), &list, why) == BAD_INPUT, "other demonstrations");
    CHECK(!strncmp(why->text, "stdin:1: task: without a name, and the model was trained on no task", 67), "%s",
          why->text);
    arc_tasks_free(&list);
    file_free(&text);
    dataset_close(&d);
}

static void test_fingerprints(void)
{
    const char *index = "0 0 8 0123456789abcdef a\n", *other = "0 0 8 0123456789abcdef b\n";
    int64_t print = arc_index_fingerprint(index, 8, 1);
    CHECK(print > 0 && print <= 1000000000000000, "%lld", (long long)print);
    CHECK(print == arc_index_fingerprint(index, 8, 1), "no function");
    CHECK(print != arc_index_fingerprint(other, 8, 1), "blind to names");
    CHECK(print != arc_index_fingerprint(index, 9, 1), "blind to the number of views");
    CHECK(print != arc_index_fingerprint(index, 8, 2), "blind to the seed");
}

/* --- the published tasks ------------------------------------------------------------------- */

static void test_published(void)
{
    const char *base = getenv("ARC");
    struct stat facts;
    dataset d;
    batch b;
    const dataset_options how = {.seed = SEED, .augmentations = AUGMENTATIONS, .translate = 1};
    if (base == NULL) base = "../shared/data/arc";
    if (stat(base, &facts) != 0) {
        printf("skipped: the published tasks, since there is no folder %s (ARC=FOLDER names another)\n", base);
        return;
    }
    check_blindness(base, 0, 3000);
    check_blindness(base, 1, 3000);
    open_set(&d, base, &how, 0);
    const arc_set *set = tasks_of(&d);
    CHECK(set->tasks.count == 800 && d.ids == 800 * AUGMENTATIONS && d.tests == 835, "%ld tests", d.tests);
    CHECK(d.count == 1302 + 1363, "%ld pairs to learn", d.count);
    check_asking_in(&set->tasks, &set->augmentations, d.code.rows, 0, 1);
    /* If each task has a frame of its own, eight outputs are larger than all that may be seen leads to expect. */
    CHECK(dataset_tests(&d, d.tests, &b) == 0, "memory");
    long fit = count_fitting(&d, &b);
    CHECK(fit == 827, "%ld of %ld outputs fit the frames", fit, d.tests);
    batch_close(&b);
    dataset_close(&d);
}

int main(void)
{
    test_labels();
    test_mixed();
    test_mixed_sudokus();
    write_tasks();
    test_puzzles();
    check_as_is(AUGMENT_ON);
    check_as_is(AUGMENT_OFF);
    test_options();
    test_tasks(0, 0, 0);
    test_tasks(1, 0, 0);
    test_tasks(0, 9, 0);
    test_tasks(0, 0, 1);
    test_tasks(1, 0, 1);
    test_tasks(0, 9, 1);
    check_refused(&(dataset_options){.augmentations = 1, .frame = 2}, "--frame 2 cannot hold");
    check_refused(&(dataset_options){.augmentations = 10000000}, "--augmentations");
    check_blindness(test_folder, 0, 1000);
    check_blindness(test_folder, 1, 1000);
    test_evaluation(0, 0);
    test_evaluation(1, 0);
    test_evaluation(0, 1);
    test_evaluation(1, 1);
    test_frames();
    test_asking();
    test_recall();
    test_names();
    test_fingerprints();
    test_published();
    remove_tasks();
    return check_done("dataset");
}
