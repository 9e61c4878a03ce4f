/* ARC tasks: every kind of file and every fault in one, grids as tokens and back, augmentations, what training may
 * draw, and votes, from the true answers to a full score. */
#include "base/label.h"
#include "data/arc_set/examples.h"
#include "data/arc_set/leaks.h"
#include "data/arc_set/task_file.h"
#include "data/arc_set/task_json.h"
#include "puzzles/arc/vote.h"
#include "report/arc.h"
#include "base/random.h"
#include "tests/arc_pairs.h"
#include "tests/files.h"

#include <time.h> /* clock */

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

enum { FRAME = ARC_MAX_SIDE, CELLS = ARC_MAX_CELLS };

/* --- reading ------------------------------------------------------------------------------- */

#define PAIR  "{\"input\": [[0, 1], [2, 3]], \"output\": [[4]]}"
#define OTHER "{\"output\": [[9, 8, 7]], \"input\": [[5], [6]]}"
#define OPEN  "{\"input\": [[1]]}"
#define TRAIN "\"train\": [" PAIR ", " OTHER "]"
#define TEST  "\"test\": [" OPEN "]"
#define TASK  "{" TRAIN ", " TEST "}"

/* The sentence without the folder, so that expected ones can be written down. */
static const char *without_folder(const char *why)
{
    size_t length = strlen(test_folder);
    return strncmp(why, test_folder, length) == 0 ? why + length + 1 : why;
}

/* The path is refused with a sentence that begins with `expected`. */
static void check_refused(const char *name, int expected_status, const char *expected)
{
    arc_tasks list;
    error why[1] = {0};
    int status = arc_tasks_read(&list, path_in(name), why);
    CHECK(status == expected_status, "%s: status %d, expected: %s", name, status, expected);
    CHECK(strncmp(without_folder(why->text), expected, strlen(expected)) == 0, "'%s', expected '%s'",
          without_folder(why->text), expected);
    CHECK(list.items == NULL && list.count == 0, "the list is not empty: %s", expected);
    arc_tasks_free(&list);
}

static int grid_is(const arc_grid *grid, int rows, int cols, const char *cells)
{
    if (grid->rows != rows || grid->cols != cols) return 0;
    for (int i = 0; i < rows * cols; i++)
        if (grid->cell[i] != cells[i] - '0') return 0;
    return 1;
}

static void check_task(const arc_task *t, const char *name, arc_split split)
{
    CHECK(strcmp(t->name, name) == 0 && t->split == split, "%s in split %d", t->name, (int)t->split);
    CHECK(t->demonstration_count == 2 && t->test_count >= 1, "%d and %d", t->demonstration_count, t->test_count);
    const arc_pair *pairs = t->demonstrations;
    CHECK(grid_is(UNPACK(pairs[0].input), 2, 2, "0123") && grid_is(UNPACK(pairs[0].output), 1, 1, "4"), "pair 1 of %s",
          name);
    CHECK(grid_is(UNPACK(pairs[1].input), 2, 1, "56") && grid_is(UNPACK(pairs[1].output), 1, 3, "987"), "pair 2 of %s",
          name);
    CHECK(grid_is(UNPACK(t->tests[0].input), 1, 1, "1"), "the test of %s", name);
}

static void test_task_file(void)
{
    static const char *const texts[] = {
        TASK,
        "\xef\xbb\xbf{" TEST ",\r\n " TRAIN "}\r\n",
        "{\"name\": \"\\n\\n\", \"x\": -1.5e+3, " TRAIN ", \"y\": null, \"z\": true, " TEST ", \"w\": 0}",
        "{\"test\": [{\"id\": false, \"input\": [ [ 1 ] ]}], " TRAIN "}",
    };
    arc_tasks list;
    error why[1] = {0};
    for (int i = 0; i < COUNT(texts); i++) {
        write_file("0a1b2c3d.json", texts[i]);
        CHECK(arc_tasks_read(&list, path_in("0a1b2c3d.json"), why) == OK, "%s", why->text);
        CHECK(list.count == 1, "%ld tasks in text %d", list.count, i);
        if (list.count == 1) {
            check_task(&list.items[0], "0a1b2c3d", ARC_EVALUATION);
            CHECK(!list.items[0].tests[0].output, "an output that is not there");
        }
        CHECK(arc_examples_longest(&list, 0) == 3, "side %d", arc_examples_longest(&list, 0));
        arc_tasks_free(&list);
        CHECK(list.items == NULL, "not empty once freed");
    }
    remove_file("0a1b2c3d.json");
}

static void test_folders(void)
{
    arc_tasks list;
    error why[1] = {0};
    make_subfolder("set");
    check_refused("set", NO_FILE, "set: no .json file in this folder");
    make_subfolder("set/evaluation");
    make_subfolder("set/training");
    write_file("set/evaluation/b.json", TASK);
    write_file("set/evaluation/.b.json", "not for us");
    write_file("set/evaluation/a.json", TASK);
    write_file("set/training/c.json", TASK);
    write_file("set/training/README.md", "# not for us");
    write_file("set/z.json", "not for us");
    CHECK(arc_tasks_read(&list, path_in("set/"), why) == OK, "%s", why->text);
    CHECK(list.count == 3, "%ld tasks", list.count);
    if (list.count == 3) {
        check_task(&list.items[0], "c", ARC_TRAINING);
        check_task(&list.items[1], "a", ARC_EVALUATION);
        check_task(&list.items[2], "b", ARC_EVALUATION);
    }
    arc_tasks_free(&list);
    CHECK(arc_tasks_read(&list, path_in("set/training//"), why) == OK, "%s", why->text);
    CHECK(list.count == 1 && list.items[0].split == ARC_TRAINING, "%ld tasks", list.count);
    arc_tasks_free(&list);
    CHECK(arc_tasks_read(&list, path_in("set/training/c.json"), why) == OK, "%s", why->text);
    CHECK(list.count == 1 && list.items[0].split == ARC_TRAINING, "a task file knows its folder");
    arc_tasks_free(&list);

    write_file("set/training/a.json", "\n" TASK);
    check_refused("set", BAD_INPUT, "set/evaluation/a.json:1: task a: the name is also used at ");
    write_file("set/training/a.json", "{\"a\": " TASK "}");
    check_refused("set", BAD_INPUT,
                  "set/training/a.json:1: task a: found a task under the key 'a', expected \"train\" and \"test\" (for "
                  "a challenges file, name the file itself)");
    static const char *const files[] = {"set/evaluation/b.json",
                                        "set/evaluation/.b.json",
                                        "set/evaluation/a.json",
                                        "set/training/c.json",
                                        "set/training/README.md",
                                        "set/training/a.json",
                                        "set/z.json"};
    for (int i = 0; i < COUNT(files); i++) remove_file(files[i]);
    remove_subfolder("set/training");
    remove_subfolder("set/evaluation");
    remove_subfolder("set");
    check_refused("set", NO_FILE, "set: no such file");
}

#define TOO_LONG "0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0"

/* A folder for each concept, members that mean nothing here, and a test whose output is null. */
static void test_concepts(void)
{
    arc_tasks list;
    error why[1] = {0};
    make_subfolder("set");
    make_subfolder("set/Copy");
    make_subfolder("set/Count");
    write_file("set/Copy/Copy1.json", "{\"about\": {\"by\": [1, {\"who\": \"x\"}]}, " TRAIN ", " TEST "}");
    write_file("set/Count/Count1.json", "{" TRAIN ", \"test\": [{\"input\": [[1]], \"output\": null}], \"n\": []}");
    write_file("set/Count/Count2.json", "{\"train\": [{\"input\": [[" TOO_LONG "]], \"output\": [[1]]}], " TEST "}");
    write_file("set/Count/other.json", "{\"attempt_1\": 5}");
    CHECK(looks_like_arc(path_in("set")), "folders of tasks do not look like a set");
    CHECK(arc_tasks_read(&list, path_in("set"), why) == OK && list.count == 2, "%s", why->text);
    for (long i = 0; i < list.count; i++) {
        check_task(&list.items[i], i ? "Count1" : "Copy1", ARC_EVALUATION);
        CHECK(!list.items[i].tests[0].output, "an output that is not there");
    }
    CHECK(list.too_large == 1 && strstr(list.first_too_large, "Count2.json:1: task Count2"), "%s",
          list.first_too_large);
    arc_tasks_free(&list);
    CHECK(list.first_too_large == NULL, "the list is not empty");
    remove_file("set/Count/Count2.json");
    remove_file("set/Count/other.json");
    remove_file("set/Copy/Copy1.json");
    remove_file("set/Count/Count1.json");
    remove_subfolder("set/Copy");
    remove_subfolder("set/Count");
    CHECK(!looks_like_arc(path_in("set")), "an empty folder looks like a set");
    remove_subfolder("set");
}

#define KNOWN "{\"input\": [[5], [6]], \"output\": [[9, 8, 7]]}"
#define ASKED "{\"input\": [[5], [5]], \"output\": [[1, 2, 3]]}" /* the same question, another answer */
#define NEW   "{\"input\": [[5], [5]], \"output\": [[9, 8, 8]]}"

/* A test that is a demonstration is no test; one that another task holds out is not learned. */
static void test_leaks(void)
{
    arc_tasks list;
    error why[1] = {0};
    char *remarks;
    make_subfolder("set");
    make_subfolder("set/evaluation");
    make_subfolder("set/training");
    write_file("set/training/a.json", "{" TRAIN ", \"test\": [" ASKED ", " KNOWN "]}");
    write_file("set/evaluation/b.json", "{" TRAIN ", \"test\": [" NEW ", " KNOWN "]}");
    for (int with_tests = 0; with_tests < 2; with_tests++) {
        CHECK(arc_tasks_read(&list, path_in("set"), why) == OK && list.count == 2, "%s", why->text);
        CHECK(arc_leaks_mark(&list, with_tests, &remarks) == (with_tests ? 3 : 2), "%s", remarks);
        const arc_pair *a = list.items[0].tests, *b = list.items[1].tests;
        CHECK(a[0].left_out == with_tests && a[1].left_out, "what is held out elsewhere is learned");
        CHECK(!b[0].left_out && b[1].left_out, "a demonstration is a test");
        CHECK(strstr(remarks, "test pair 2 of task b is also demonstration 2 of task"), "%s", remarks);
        CHECK(
            !with_tests ||
                strstr(
                    remarks,
                    "test pair 1 of task a has the same question as held-out test pair 1 of task b; it is not learned"),
            "%s", remarks);
        const arc_examples e = {.tasks = &list, .how = {.with_tests = with_tests}};
        CHECK(arc_examples_count(&e, 0) == 2, "%d pairs are drawn", arc_examples_count(&e, 0));
        free(remarks);
        arc_tasks_free(&list);
    }
    remove_file("set/training/a.json");
    remove_file("set/evaluation/b.json");
    remove_subfolder("set/training");
    remove_subfolder("set/evaluation");
    remove_subfolder("set");
}

#define CHALLENGES "arc-agi_training7_challenges.json"
#define SOLUTIONS  "arc-agi_training7_solutions.json"
#define TWO_TESTS  "{\"test\": [" OPEN ", " OPEN "], " TRAIN "}"

static void test_challenges(void)
{
    arc_tasks list;
    error why[1] = {0};
    write_file(CHALLENGES, "{\"ff\": " TWO_TESTS ",\n \"0a\": " TASK "}");
    CHECK(arc_tasks_read(&list, path_in(CHALLENGES), why) == OK, "%s", why->text);
    CHECK(list.count == 2, "%ld tasks", list.count);
    if (list.count == 2) {
        check_task(&list.items[0], "0a", ARC_TRAINING);
        check_task(&list.items[1], "ff", ARC_TRAINING);
        CHECK(list.items[0].line == 2 && list.items[1].line == 1, "line %ld", list.items[0].line);
        CHECK(!list.items[1].tests[1].output, "an output without solutions");
    }
    arc_tasks_free(&list);

    write_file(SOLUTIONS, "{\"0a\": [[[3]]], \"ff\": [[[4, 4]], [[5]]]}");
    CHECK(arc_tasks_read(&list, path_in(CHALLENGES), why) == OK, "%s", why->text);
    if (list.count == 2) {
        const arc_task *t = list.items;
        CHECK(t[0].tests[0].output && grid_is(UNPACK(t[0].tests[0].output), 1, 1, "3"), "output of 0a");
        CHECK(t[1].tests[0].output && grid_is(UNPACK(t[1].tests[0].output), 1, 2, "44"), "output 1 of ff");
        CHECK(t[1].tests[1].output && grid_is(UNPACK(t[1].tests[1].output), 1, 1, "5"), "output 2 of ff");
    }
    arc_tasks_free(&list);
    remove_file(SOLUTIONS);
    remove_file(CHALLENGES);
}

/* --- faults -------------------------------------------------------------------------------- */

typedef struct refusal {
    const char *text, *why;
} refusal;

#define TRAIN_OF(pair)  "{\"train\": [" PAIR ", " pair "], " TEST "}"
#define OUTPUT_OF(grid) TRAIN_OF("{\"input\": [[1]], \"output\": " grid "}")
#define AT              "x.json:1: task x, "
#define FIVE            "0, 0, 0, 0, 0"
#define THIRTY          FIVE ", " FIVE ", " FIVE ", " FIVE ", " FIVE ", " FIVE
#define FIVE_ROWS       "[0], [0], [0], [0], [0]"
#define THIRTY_ROWS     FIVE_ROWS ", " FIVE_ROWS ", " FIVE_ROWS ", " FIVE_ROWS ", " FIVE_ROWS ", " FIVE_ROWS
#define OUTPUT_2        AT "train pair 2, output"

static const refusal bad_tasks[] = {
    /* grids */
    {OUTPUT_OF("[[1, 2], [3, 4], [5, 12]]"), OUTPUT_2 ", row 3: colour 12, expected 0 to 9"},
    {OUTPUT_OF("[[1, -1]]"), OUTPUT_2 ", row 1: found '-1]]}], \"tes' at byte "},
    {OUTPUT_OF("[[1.5]]"), OUTPUT_2 ", row 1: found '.5]]}], \"tes' at byte "},
    {OUTPUT_OF("[[\"1\"]]"), OUTPUT_2 ", row 1: found '\"1\"]]}], \"te' at byte "},
    {OUTPUT_OF("[[99999999999999999999]]"), OUTPUT_2 ", row 1: found '999999999999' at byte "},
    {OUTPUT_OF("[[1, 2], [3]]"), OUTPUT_2 ", row 2: found 1 cell where row 1 has 2, expected all rows"},
    {OUTPUT_OF("[[1, 2], [3, 4, 5]]"), OUTPUT_2 ", row 2: more cells than the 2 of row 1, expected all rows"},
    {OUTPUT_OF("[]"), OUTPUT_2 ": an empty grid, expected 1 to 30 rows"},
    {OUTPUT_OF("[[]]"), OUTPUT_2 ", row 1: no cells, expected 1 to 30"},
    {OUTPUT_OF("[[1], []]"), OUTPUT_2 ", row 2: no cells, expected 1 to 30"},
    {OUTPUT_OF("[[" THIRTY ", 0]]"), OUTPUT_2 ", row 1: more than 30 cells, expected at most 30"},
    {OUTPUT_OF("[" THIRTY_ROWS ", [0]]"), OUTPUT_2 ": more than 30 rows, expected at most 30"},
    {OUTPUT_OF("5"), OUTPUT_2 ": found '5}], \"test\":' at byte 85 of the file, expected a grid, [[0, 1, ...]"},
    {OUTPUT_OF("[5]"), OUTPUT_2 ", row 1: found '5]}], \"test\"' at byte 86 of the file, expected a row, [0, "},
    {OUTPUT_OF("[[1,]]"), OUTPUT_2 ", row 1: found ']]}], \"test\"' at byte 89 of the file, expected a colour"},
    {OUTPUT_OF("{}"), OUTPUT_2 ": found '{}}], \"test\"' at byte 85 of the file, expected a grid"},
    {"{\"train\": [" PAIR "],\n \"test\": [" OPEN ",\n {\"input\": [[1],\n [77]]}]}",
     "x.json:4: task x, test pair 2, input, row 2: colour 77, expected 0 to 9"},
    {"{\"\\n\\n\": \"\\n\",\n " TEST ", \"train\": [{\"input\": [[88]]}]}",
     "x.json:2: task x, train pair 1, input, row 1: colour 88"},
    /* pairs */
    {TRAIN_OF("{\"output\": [[1]]}"), AT "train pair 2: no input"},
    {TRAIN_OF("{\"input\": [[1]]}"), AT "train pair 2: no output"},
    {TRAIN_OF("{}"), AT "train pair 2: no input"},
    {TRAIN_OF("{\"input\": [[1]], \"input\": [[1]]}"), AT "train pair 2: a second input, expected one"},
    {TRAIN_OF("{\"x\": [1]}"), AT "train pair 2: no input"},
    {TRAIN_OF("{\"x\": [1, {\"y\" 2}]}"), AT "train pair 2: found '2}]}], \"test' at byte "},
    {TRAIN_OF("{\"x\": [1, {\"y\": 2]}"), AT "train pair 2: found ']}], \"test\":' at byte "},
    {TRAIN_OF("{\"input\": null}"), AT "train pair 2: no input"},
    {TRAIN_OF("{\"input\": [[1]], \"output\": null}"), AT "train pair 2: no output"},
    {TRAIN_OF("{\"x\": tru}"), AT "train pair 2: found 'tru}], \"test' at byte "},
    {TRAIN_OF("{\"x\": -}"), AT "train pair 2: found '}], \"test\": ' at byte "},
    {TRAIN_OF("{\"x\": 1.}"), AT "train pair 2: found '}], \"test\": ' at byte "},
    {TRAIN_OF("{\"x\": 1e}"), AT "train pair 2: found '}], \"test\": ' at byte "},
    {TRAIN_OF("{\"x\": 01}"), AT "train pair 2: found '1}], \"test\":' at byte "},
    {TRAIN_OF("7"), AT "train pair 2: found '7], \"test\": ' at byte 58 of the file, expected '{'"},
    {"{" TRAIN ", \"test\": [{\"output\": [[1]]}]}", AT "test pair 1: no input"},
    /* tasks */
    {"{\"train\": [], " TEST "}", "x.json:1: task x: no train pairs, expected at least one"},
    {"{" TRAIN ", \"test\": []}", "x.json:1: task x: no test pairs, expected at least one"},
    {"{" TEST "}", "x.json:1: task x: no \"train\", expected a list of pairs"},
    {"{" TRAIN "}", "x.json:1: task x: no \"test\", expected a list of pairs"},
    {"{\"train\": {}, " TEST "}", "x.json:1: task x: found '{}, \"test\": ' at byte 11 of the file, expected a"},
    {"{" TRAIN ", " TRAIN ", " TEST "}", "x.json:1: task x: a second list of train pairs, expected one"},
    {"{" TRAIN ", \"more\": " TASK ", " TEST "}", "x.json:1: task x: found a task under the key 'more', expected"},
    {TASK " x", "x.json:1: found 'x' at byte "},
    {"", "x.json:1: the file ends where '{' was expected"},
    {" \n", "x.json:2: the file ends where '{' was expected"},
    {"[]", "x.json:1: found '[]' at byte 1 of the file, expected '{'"},
    {"{}", "x.json:1: an empty object, expected a task or tasks"},
    {"{\"x", "x.json:1: task x: the file ends where the closing quote"},
    {"{\"x\": 5}", "x.json:1: task x: no \"train\""},
    {"\xff\xfe{", "x.json:1: found '\\xff\\xfe{' at byte 1 of the file, expected '{'"},
    /* challenges */
    {"{\"a\": " TASK ", \"b\": {}}", "x.json:1: task b: no \"train\", expected a list of pairs"},
    {"{\"a\": {}}", "x.json:1: task a: no \"train\", expected a list of pairs"},
    {"{\"a\": " TASK ",\n \"b\": []}", "x.json:2: task b: found '[]}' at byte "},
    {"{\"a\": " TASK ",\n \"a\": " TASK "}", "x.json:2: task a: the name is also used at "},
    {"{\"a\\n\": " TASK "}", "x.json:1: task a\\x0a: the byte 0x0a in its name, expected no control characters"},
    {"{\"a\": " TASK ", \"\": " TASK "}", "x.json:1: task: without a name"},
    {"{\"a\": " TASK, "x.json:1: the file ends where ',' or '}' was expected"},
    {"{\"a\": " TASK "} {", "x.json:1: found '{' at byte "},
    {"{\"a\": {\"b\": " TASK "}}", "x.json:1: task a: found a task under the key 'b', expected"},
};

static void test_bad_tasks(void)
{
    for (int i = 0; i < COUNT(bad_tasks); i++) {
        write_file("x.json", bad_tasks[i].text);
        check_refused("x.json", BAD_INPUT, bad_tasks[i].why);
    }
    remove_file("x.json");
}

#define C_JSON "_challenges.json"
#define S_JSON "_solutions.json"

static void test_bad_solutions(void)
{
    static const refusal refusals[] = {
        {"{\"a\": [[[1]]]}", S_JSON ":1: task b: has no solution, though it stands in "},
        {"{\"a\": [[[1]]],\n \"b\": [[[1]]]}", S_JSON ":2: task b: found 1 output for the 2 test inputs"},
        {"{\"a\": [[[1]], [[1]]]}", S_JSON ":1: task a: more outputs than the 1 test input"},
        {"{\"a\": []}", S_JSON ":1: task a: found 0 outputs for the 1 test input"},
        {"{\"a\": [[[1]]], \"a\": [[[1]]]}", S_JSON ":1: task a: a second solution of this task"},
        {"{\"c\": [[[1]]]}", S_JSON ":1: task c: is not among the tasks of "},
        {"{\"a\": [[[1], [1, 1]]]}", S_JSON ":1: task a, output 1, row 2: more cells than the 1 of row 1"},
        {"{\"b\": [[[1]], [[10]]]}", S_JSON ":1: task b, output 2, row 1: colour 10, expected 0 to 9"},
        {"{\"a\": {}}", S_JSON ":1: task a: found '{}}' at byte 7 of the file, expected '['"},
        {"{\"a\": [[1]]}", S_JSON ":1: task a, output 1, row 1: found '1]]}' at byte 9 of the file, expected a row"},
        {"{\"a\": [[[1", S_JSON ":1: task a, output 1, row 1: the file ends where ',' or ']' was expected"},
        {"[]", S_JSON ":1: found '[]' at byte 1 of the file, expected '{'"},
        {"{\"a\": [[[1]]], \"b\": [[[1]], [[2]]]} 1", S_JSON ":1: found '1' at byte "},
        {"", S_JSON ":1: the file ends where '{' was expected"},
    };
    write_file(C_JSON, "{\"b\": " TWO_TESTS ", \"a\": " TASK "}");
    for (int i = 0; i < COUNT(refusals); i++) {
        write_file(S_JSON, refusals[i].text);
        check_refused(C_JSON, BAD_INPUT, refusals[i].why);
    }
    write_file(C_JSON, "{\"a\": {" TRAIN ", \"test\": [" PAIR "]}}");
    write_file(S_JSON, "{\"a\": [[[5]]]}");
    check_refused(C_JSON, BAD_INPUT, S_JSON ":1: task a, output 1: another output than the challenges file gives");
    arc_tasks list;
    error why[1] = {0};
    write_file(S_JSON, "{\"a\": [[[4]]]}");
    CHECK(arc_tasks_read(&list, path_in(C_JSON), why) == OK, "%s", why->text);
    arc_tasks_free(&list);
    remove_file(S_JSON);
    remove_file(C_JSON);
}

/* Reads tasks from a copy of just the right size, so that a checker of memory sees a read past its end. */
static int parse(const char *bytes, size_t length, error *why)
{
    arc_tasks list = {0};
    int challenges = 1;
    file_bytes text = {malloc(length > 0 ? length : 1), length};
    if (text.bytes == NULL) exit(1);
    memcpy(text.bytes, bytes, length);
    why->text[0] = '\0';
    int status = arc_parse_tasks(&list, "t", "t", ARC_EVALUATION, &text, &challenges, why);
    arc_tasks_free(&list);
    free(text.bytes);
    return status;
}

static int parses_soundly(const char *bytes, size_t length)
{
    error why[1] = {0};
    int status = parse(bytes, length, why);
    if (status == OK) return why->text[0] == '\0';
    return status == BAD_INPUT && strlen(why->text) > 20 && strncmp(why->text, "t:", 2) == 0;
}

static void test_truncations(void)
{
    static const char *const texts[] = {TASK, "{\"a\\u00e9\": " TASK ", \"b\": " TWO_TESTS "}"};
    error why[1] = {0};
    for (int i = 0; i < COUNT(texts); i++) {
        size_t length = strlen(texts[i]);
        CHECK(parse(texts[i], length, why) == OK, "%s", why->text);
        for (size_t cut = 0; cut < length; cut++) {
            CHECK(parse(texts[i], cut, why) == BAD_INPUT, "the first %zu bytes of text %d pass", cut, i);
            CHECK(strstr(why->text, "the file ends where ") != NULL, "the first %zu bytes of text %d: %s", cut, i,
                  why->text);
        }
    }
}

static void test_mutations(void)
{
    static const char likely[] = "{}[]:,\"\\0123456789.-eu \ntn\0\xef";
    enum { ROUNDS = 20000 };
    char bytes[sizeof TASK];
    int accepted = 0;
    for (uint64_t round = 0; round < ROUNDS; round++) {
        stream r = stream_open(round);
        error why[1] = {0};
        memcpy(bytes, TASK, sizeof TASK);
        for (uint32_t changes = 1 + stream_below(&r, 3); changes > 0; changes--) {
            size_t at = stream_below(&r, sizeof TASK - 1);
            uint32_t any = stream_below(&r, 4);
            bytes[at] = any == 0 ? (char)stream_below(&r, 256) : likely[stream_below(&r, sizeof likely - 1)];
        }
        CHECK(parses_soundly(bytes, sizeof TASK - 1), "round %llu", (unsigned long long)round);
        accepted += parse(bytes, sizeof TASK - 1, why) == OK;
    }
    CHECK(accepted > ROUNDS / 100 && accepted < ROUNDS * 9 / 10, "%d of %d accepted", accepted, ROUNDS);
}

/* --- tokens -------------------------------------------------------------------------------- */

static void random_grid(stream *r, int most_rows, int most_cols, int colours, arc_grid *grid)
{
    grid->rows = 1 + (int)stream_below(r, (uint32_t)most_rows);
    grid->cols = 1 + (int)stream_below(r, (uint32_t)most_cols);
    for (int i = 0; i < grid->rows * grid->cols; i++) grid->cell[i] = (uint8_t)stream_below(r, (uint32_t)colours);
}

/* tokens [F, F] as digits, e where it is 1, . where it is 0. */
static int tokens_are(const uint8_t *tokens, int frame, const char *expected)
{
    for (int i = 0; i < frame * frame; i++) {
        char c = expected[i];
        if (tokens[i] != (c == '.' ? 0 : c == 'e' ? 1 : c - '0' + 2)) return 0;
    }
    return 1;
}

static void test_tokens(void)
{
    const arc_grid grid = {2, 3, {1, 2, 3, 4, 0, 9}};
    uint8_t tokens[CELLS], labels[CELLS];
    arc_encode(&grid, 5, 1, 0, tokens);
    CHECK(tokens_are(tokens, 5,
                     "....."
                     "123e."
                     "409e."
                     "eee.."
                     "....."),
          "the picture of the header");
    arc_encode(&grid, 5, 3, 2, tokens);
    CHECK(tokens_are(tokens, 5,
                     "..............."
                     "..123"
                     "..409"),
          "no room for ends");
    arc_encode(&grid, 4, 0, 0, tokens);
    CHECK(tokens_are(tokens, 4,
                     "123e"
                     "409e"
                     "eee."
                     "...."),
          "a smaller frame");
    arc_encode(&grid, 3, 0, 0, tokens);
    CHECK(tokens_are(tokens, 3, "123409eee"), "ends on the last row");
    arc_encode(&(arc_grid){2, 1, {7, 8}}, 2, 0, 0, tokens);
    CHECK(tokens_are(tokens, 2, "7e8e"), "ends on the last column");
    arc_encode(&grid, 4, 0, 0, tokens);
    arc_encode_labels(&grid, 4, 0, 0, labels);
    for (int i = 0; i < 16; i++)
        CHECK(labels[i] == (tokens[i] == ARC_TOKEN_PAD ? NO_LABEL : tokens[i]), "label %d", labels[i]);
    CHECK((int)NO_LABEL == 255 && ARC_VOCABULARY == 12, "the loss means another number");
    CHECK(arc_fits(&grid, 3, 1, 0) && !arc_fits(&grid, 3, 2, 0) && !arc_fits(&grid, 3, 0, 1), "fits");
    CHECK(!arc_fits(&grid, 5, -1, 0) && !arc_fits(&grid, 5, 0, -1) && !arc_fits(&grid, 2, 0, 0), "fits");
}

static void test_tokens_and_back(void)
{
    for (uint64_t round = 0; round < 3000; round++) {
        stream r = stream_open(round);
        int frame = 1 + (int)stream_below(&r, FRAME);
        arc_grid grid, back;
        uint8_t tokens[CELLS];
        random_grid(&r, frame, frame, COLOURS, &grid);
        int top = (int)stream_below(&r, (uint32_t)(frame - grid.rows + 1));
        int left = (int)stream_below(&r, (uint32_t)(frame - grid.cols + 1));
        arc_encode(&grid, frame, top, left, tokens);
        CHECK(arc_decode(tokens, frame, top, left, &back) == 0, "an empty grid of %dx%d", grid.rows, grid.cols);
        CHECK(arc_grid_equal(&grid, &back), "%dx%d became %dx%d", grid.rows, grid.cols, back.rows, back.cols);
    }
}

/* The definition, tried rectangle by rectangle. */
static int largest_area(const uint8_t *tokens, int frame)
{
    int best = 0;
    for (int rows = 1; rows <= frame; rows++)
        for (int cols = 1; cols <= frame; cols++) {
            int pure = 1;
            for (int i = 0; i < rows * cols && pure; i++) {
                uint8_t token = tokens[i / cols * frame + i % cols];
                pure = token >= 2 && token < 12;
            }
            if (pure && rows * cols > best) best = rows * cols;
        }
    return best;
}

static void test_garbage(void)
{
    arc_grid grid;
    const uint8_t tie[] = {5, 5, 5, 1, 5, 1, 1, 1, 5, 1, 1, 1, 1, 1, 1, 1};
    CHECK(arc_decode(tie, 4, 0, 0, &grid) == 0 && grid_is(&grid, 1, 3, "333"), "%dx%d", grid.rows, grid.cols);
    for (uint64_t round = 0; round < 2000; round++) {
        stream r = stream_open(round);
        int frame = 1 + (int)stream_below(&r, 8);
        uint8_t tokens[64];
        uint32_t rare = 1 + stream_below(&r, 30);
        for (int i = 0; i < frame * frame; i++)
            tokens[i] = (uint8_t)(stream_below(&r, rare) == 0 ? stream_below(&r, 256) : 2 + stream_below(&r, 10));
        int status = arc_decode(tokens, frame, 0, 0, &grid), area = largest_area(tokens, frame);
        CHECK(status == (area > 0 ? 0 : -1) && grid.rows * grid.cols == area, "%dx%d, expected %d cells", grid.rows,
              grid.cols, area);
        for (int i = 0; i < grid.rows * grid.cols; i++)
            CHECK(grid.cell[i] == tokens[i / grid.cols * frame + i % grid.cols] - 2, "cell %d", i);
    }
}

/* --- tasks made here ----------------------------------------------------------------------- */

/* Tasks with random grids of up to `side`, the first half of them of the training set. */
static void make_tasks(arc_tasks *list, int count, int side, int colours)
{
    *list = (arc_tasks){0};
    for (int i = 0; i < count; i++) {
        stream r = stream_open((uint64_t)i);
        char name[16];
        snprintf(name, sizeof name, "%08x", i * 7);
        arc_task *t = arc_tasks_add(list, name, i < count / 2 ? ARC_TRAINING : ARC_EVALUATION, "made", 1);
        if (t == NULL) exit(1);
        int demonstrations = 2 + i % 3, tests = 1 + i % 2;
        for (int p = 0; p < demonstrations + tests; p++) {
            arc_pair *pair = p < demonstrations ? arc_pair_add(&t->demonstrations, &t->demonstration_count)
                                                : arc_pair_add(&t->tests, &t->test_count);
            if (pair == NULL) exit(1);
            arc_grid input, output;
            random_grid(&r, side, side, colours, &input);
            random_grid(&r, side, side, colours, &output);
            if (arc_pair_set(pair, &input, &output)) exit(1);
        }
    }
    arc_tasks_sort(list);
}

/* --- augmentations ------------------------------------------------------------------------- */

static int same_augmentation(const arc_augmentation *a, const arc_augmentation *b)
{
    return a->symmetry == b->symmetry && memcmp(a->colour, b->colour, sizeof a->colour) == 0;
}

/* A hash of all that everyone may see of a task, as an augmentation shows it. */
static uint64_t hash_augmented(const arc_task *t, const arc_augmentation *augmentation)
{
    uint64_t hash = 0;
    arc_grid moved;
    for (int i = 0; i < t->demonstration_count; i++) {
        arc_augment(augmentation, UNPACK(t->demonstrations[i].input), &moved);
        hash = stream_key(hash, arc_grid_hash(&moved));
        arc_augment(augmentation, UNPACK(t->demonstrations[i].output), &moved);
        hash = stream_key(hash, arc_grid_hash(&moved));
    }
    for (int i = 0; i < t->test_count; i++) {
        arc_augment(augmentation, UNPACK(t->tests[i].input), &moved);
        hash = stream_key(hash, arc_grid_hash(&moved));
    }
    return hash;
}

static int by_value(const void *one, const void *other)
{
    const uint64_t *a = one, *b = other;
    return (*a > *b) - (*a < *b);
}

static int is_renaming(const arc_augmentation *augmentation)
{
    int seen[COLOURS] = {0}, count = 0;
    for (int c = 0; c < COLOURS; c++) count += augmentation->colour[c] < COLOURS && !seen[augmentation->colour[c]]++;
    return count == COLOURS && augmentation->colour[0] == 0;
}

static void check_augmentations(const arc_augmentation_list *augmentations, const arc_tasks *list, long number)
{
    const arc_task *t = &list->items[number];
    int count = augmentations->of[number].count, wrong = 0;
    uint64_t *hashes = malloc((size_t)count * sizeof *hashes);
    if (hashes == NULL) exit(1);
    for (int v = 0; v < count; v++) {
        const arc_augmentation augmentation = arc_augmentation_get(augmentations, number, v);
        arc_grid moved, back;
        hashes[v] = hash_augmented(t, &augmentation);
        arc_augment(&augmentation, UNPACK(t->tests[0].output), &moved);
        arc_augment_undo(&augmentation, &moved, &back);
        wrong += !is_renaming(&augmentation) || !arc_grid_equal(&back, UNPACK(t->tests[0].output));
        if (v == 0) wrong += !arc_grid_equal(&moved, UNPACK(t->tests[0].output));
    }
    CHECK(wrong == 0, "%d augmentations of task %ld", wrong, number);
    qsort(hashes, (size_t)count, sizeof *hashes, by_value);
    for (int v = 1; v < count; v++) CHECK(hashes[v] != hashes[v - 1], "task %ld has an augmentation twice", number);
    free(hashes);
}

static void test_augmentations(void)
{
    enum { MOST = 300, TASKS = 12 };
    arc_tasks list, alone;
    arc_augmentation_list augmentations, again, single;
    make_tasks(&list, TASKS, 6, 4);
    CHECK(arc_augmentation_list_make(&augmentations, &list, MOST, 5) == 0 &&
              arc_augmentation_list_make(&again, &list, MOST, 6) == 0,
          "memory");
    int differ = 0;
    for (long i = 0; i < TASKS; i++) {
        CHECK(augmentations.of[i].count == MOST, "%d augmentations", augmentations.of[i].count);
        check_augmentations(&augmentations, &list, i);
        const arc_augmentation a = arc_augmentation_get(&augmentations, i, 7), b = arc_augmentation_get(&again, i, 7);
        differ += !same_augmentation(&a, &b);
    }
    CHECK(differ > TASKS / 2, "the seed changes %d tasks", differ);
    CHECK(arc_augmentation_id(&augmentations, 3, 2) == 3 * MOST + 2, "id %ld",
          arc_augmentation_id(&augmentations, 3, 2));

    /* A task has the same augmentations in a list of its own, whatever its outputs are. */
    alone = (arc_tasks){.items = &list.items[4], .count = 1};
    set_output(&list.items[4].tests[0], &(arc_grid){1, 3, {9, 8, 7}});
    CHECK(arc_augmentation_list_make(&single, &alone, MOST, 5) == 0, "memory");
    for (int v = 0; v < MOST; v++) {
        const arc_augmentation a = arc_augmentation_get(&augmentations, 4, v), b = arc_augmentation_get(&single, 0, v);
        CHECK(same_augmentation(&a, &b), "augmentation %d of task 4 depends on more than the task", v);
    }
    arc_augmentation_list_free(&single);
    arc_augmentation_list_free(&again);
    arc_augmentation_list_free(&augmentations);
    arc_tasks_free(&list);
}

/* A task of one pair, which is also its test. */
static void make_one(arc_tasks *list, const arc_grid *grid)
{
    *list = (arc_tasks){0};
    arc_task *t = arc_tasks_add(list, "one", ARC_TRAINING, "made", 1);
    arc_pair *pair = t != NULL ? arc_pair_add(&t->demonstrations, &t->demonstration_count) : NULL;
    arc_pair *test = t != NULL ? arc_pair_add(&t->tests, &t->test_count) : NULL;
    if (pair == NULL || test == NULL) exit(1);
    if (arc_pair_set(pair, grid, grid) || arc_pair_set(test, grid, grid)) exit(1);
}

/* All augmentations there are: symmetries that a task does not have, times names for its colours. */
static void test_few_augmentations(void)
{
    static const struct {
        arc_grid grid;
        int count;
    } cases[] = {
        {{1, 1, {0}}, 1},                               /* all symmetries, no colour */
        {{1, 1, {5}}, 9},                               /* one colour */
        {{1, 2, {0, 0}}, 2},                            /* lying and standing */
        {{2, 2, {0, 1, 0, 0}}, 4 * 9},                  /* the corner where the 1 is */
        {{1, 2, {3, 4}}, 2 * 9 * 8},                    /* a flip is a renaming */
        {{2, 3, {0, 1, 1, 0, 0, 1}}, 8 * 9},            /* no symmetry */
        {{2, 3, {0, 1, 2, 3, 4, 4}}, 8 * 9 * 8 * 7 * 6} /* more than asked for */
    };
    enum { MOST = 5000 };
    for (int i = 0; i < COUNT(cases); i++) {
        arc_tasks list;
        arc_augmentation_list augmentations;
        make_one(&list, &cases[i].grid);
        CHECK(arc_augmentation_list_make(&augmentations, &list, MOST, 1) == 0, "memory");
        int expected = cases[i].count < MOST ? cases[i].count : MOST;
        CHECK(augmentations.of[0].count == expected, "case %d: %d augmentations", i, augmentations.of[0].count);
        check_augmentations(&augmentations, &list, 0);
        arc_augmentation_list_free(&augmentations);
        arc_tasks_free(&list);
    }
}

/* --- what training sees -------------------------------------------------------------------- */

static int is_held_out(const arc_tasks *list, int with_tests, const arc_pair *pair)
{
    for (long i = 0; i < list->count; i++) {
        const arc_task *t = &list->items[i];
        if (pair >= t->tests && pair < t->tests + t->test_count) return !with_tests || t->split != ARC_TRAINING;
    }
    return 0;
}

/* The drawn tokens are the pair of the choice: taken back to the task they are its grids. */
static int shows_pair(const arc_examples *e, const arc_choice *choice, const arc_pair *pair, const uint8_t *tokens,
                      const uint8_t *labels)
{
    arc_grid moved, input, output;
    int side = arc_examples_side(e, choice->task);
    if (arc_decode(tokens, side, choice->top, choice->left, &moved) != 0) return 0;
    arc_augment_undo(&choice->how, &moved, &input);
    if (arc_decode(labels, side, choice->top, choice->left, &moved) != 0) return 0;
    arc_augment_undo(&choice->how, &moved, &output);
    return arc_grid_equal(&input, UNPACK(pair->input)) && arc_grid_equal(&output, UNPACK(pair->output));
}

static int longest_of(const arc_packed *grid, int so_far)
{
    int side = grid->rows > grid->cols ? grid->rows : grid->cols;
    return side > so_far ? side : so_far;
}

/* How many times longer an output is than its input. */
static double growth_of(const arc_pair *pair, double so_far)
{
    double growth = (double)longest_of(pair->output, 0) / longest_of(pair->input, 0);
    return growth > so_far ? growth : so_far;
}

/* The side of a task's own frame: what may be seen of it, and what its tests are to be expected to grow to. */
static int own_side(const arc_task *t, int with_tests, int most)
{
    int side = 0, input = 0;
    double growth = 0;
    for (int i = 0; i < t->demonstration_count; i++) {
        side = longest_of(t->demonstrations[i].output, longest_of(t->demonstrations[i].input, side));
        growth = growth_of(&t->demonstrations[i], growth);
    }
    for (int i = 0; i < t->test_count; i++) {
        int learned = with_tests && t->split == ARC_TRAINING;
        input = longest_of(t->tests[i].input, input);
        side = longest_of(learned ? t->tests[i].output : t->tests[i].input, side);
        if (learned) growth = growth_of(&t->tests[i], growth);
    }
    side = side > input ? side : input;
    while (side < most && side < input * growth - 1e-9) side++;
    return side < most ? side : most;
}

static void check_draws(const arc_tasks *list, const arc_augmentation_list *augmentations, int frame, int with_tests,
                        int cropped)
{
    enum { DRAWS = 20000 };
    const arc_examples_options how = {
        .frame = frame, .cropped = cropped, .translate = 1, .with_tests = with_tests, .seed = 11};
    arc_examples_options unmoved = how;
    unmoved.translate = 0;
    arc_examples e, still;
    error why[1] = {0};
    long tests = 0, corners = 0;
    CHECK(arc_examples_make(&e, list, augmentations, &how, why) == OK, "%s", why->text);
    CHECK(arc_examples_make(&still, list, augmentations, &unmoved, why) == OK, "%s", why->text);
    for (int64_t draw = 0; draw < DRAWS; draw++) {
        uint8_t tokens[CELLS], labels[CELLS];
        const arc_choice choice = arc_examples_choose(&e, draw), same = arc_examples_choose(&still, draw);
        const arc_task *t = &list->items[choice.task];
        const arc_pair *pair = arc_examples_pair(&e, choice.task, choice.pair);
        const arc_augmentation as = arc_augmentation_get(augmentations, choice.task, choice.v);
        int32_t side;
        long id = arc_examples_draw(&e, draw, tokens, labels, &side);
        CHECK(side == (cropped ? own_side(t, with_tests, frame) : frame), "task %s in a frame of %d", t->name, side);
        CHECK(id == choice.task * augmentations->most + choice.v && id < list->count * augmentations->most, "id %ld",
              id);
        CHECK(!is_held_out(list, with_tests, pair), "draw %ld shows a test pair of task %s", (long)draw, t->name);
        CHECK(same_augmentation(&as, &choice.how), "draw %ld is another augmentation", (long)draw);
        CHECK(shows_pair(&e, &choice, pair, tokens, labels), "draw %ld is not its choice", (long)draw);
        CHECK(!same.top && !same.left && choice.task == same.task && choice.v == same.v && choice.pair == same.pair,
              "draw %ld stands at %d, %d, or is another example", (long)draw, same.top, same.left);
        tests += pair >= t->tests && pair < t->tests + t->test_count;
        corners += choice.top == 0 && choice.left == 0;
    }
    CHECK(with_tests ? tests > DRAWS / 20 : tests == 0, "%ld of %d pairs are tests", tests, DRAWS);
    CHECK(corners > DRAWS / 6 && corners < DRAWS * 2 / 3, "%ld of %d pairs are not translated", corners, DRAWS);
    arc_examples_free(&e);
    arc_examples_free(&still);
}

/* In an epoch every pair of every task comes once, those of a task one after another in one augmentation; two epochs differ
 * in the order of tasks. */
static void check_whole(const arc_tasks *list, const arc_augmentation_list *augmentations)
{
    const arc_examples_options how = {.frame = 30, .whole = 1, .with_tests = 1, .seed = 11};
    arc_examples e;
    error why[1] = {0};
    long seen[2][64] = {{0}}, different = 0;
    CHECK(arc_examples_make(&e, list, augmentations, &how, why) == OK && list->count <= 64, "%s", why->text);
    for (int64_t i = 0; i < 2 * e.pairs;) {
        const arc_choice first = arc_examples_choose(&e, i);
        int count = arc_examples_count(&e, first.task);
        different += i < e.pairs && first.task != arc_examples_choose(&e, i + e.pairs).task;
        for (int pair = 0; pair < count; pair++, i++) {
            const arc_choice c = arc_examples_choose(&e, i);
            CHECK(c.task == first.task && c.v == first.v && c.pair == pair,
                  "draw %ld: task %ld, augmentation %d, pair %d", (long)i, c.task, c.v, c.pair);
        }
        seen[i > e.pairs][first.task]++;
    }
    for (long t = 0; t < list->count; t++)
        CHECK(seen[0][t] == 1 && seen[1][t] == 1, "task %ld comes %ld and %ld times", t, seen[0][t], seen[1][t]);
    CHECK(different > 0, "two epochs have one order");
    arc_examples_free(&e);
}

/* Examples in a frame, as small as each task allows. */
static void make_cropped(arc_examples *e, const arc_tasks *list, const arc_augmentation_list *augmentations, int frame)
{
    error why[1] = {0};
    const arc_examples_options how = {.frame = frame, .cropped = 1};
    CHECK(arc_examples_make(e, list, augmentations, &how, why) == OK, "%s", why->text);
}

static void check_unmade(const arc_tasks *list, const arc_augmentation_list *augmentations, int frame,
                         const char *expected)
{
    arc_examples e;
    error why[1] = {0};
    const arc_examples_options how = {.frame = frame};
    CHECK(arc_examples_make(&e, list, augmentations, &how, why) == BAD_INPUT, "it passes: %s", expected);
    CHECK(strstr(why->text, expected) != NULL, "%s", why->text);
    arc_examples_free(&e);
}

static void test_examples(void)
{
    enum { TASKS = 20, AUGMENTATIONS = 40 };
    arc_tasks list;
    arc_augmentation_list augmentations;
    arc_examples e;
    error why[1] = {0};
    make_tasks(&list, TASKS, 7, COLOURS);
    CHECK(arc_augmentation_list_make(&augmentations, &list, AUGMENTATIONS, 3) == 0, "memory");
    check_draws(&list, &augmentations, 10, 0, 0);
    check_draws(&list, &augmentations, 10, 1, 0);
    check_draws(&list, &augmentations, arc_examples_longest(&list, 1), 1, 0);
    check_draws(&list, &augmentations, 10, 0, 1);
    check_draws(&list, &augmentations, 10, 1, 1);
    check_whole(&list, &augmentations);

    check_unmade(&list, &augmentations, 3, "made:1: task 0000");
    check_unmade(&list, &augmentations, 3, "which the frame of 3 cannot hold");
    check_unmade(&list, &augmentations, 31, "not from 1 to 30");
    check_unmade(&(arc_tasks){0}, &(arc_augmentation_list){0}, 30, "no tasks");
    check_unmade(&list, &(arc_augmentation_list){0}, 30, "another list");

    /* A model that was trained on a task in a larger frame is asked in that, as far as its own reaches. */
    make_cropped(&e, &list, &augmentations, 10);
    int before = arc_examples_side(&e, 3);
    arc_examples_free(&e);
    for (int side = 1; side <= 12; side++) {
        int expected = side > before ? side : before;
        augmentations.of[3].side = side;
        make_cropped(&e, &list, &augmentations, 10);
        CHECK(arc_examples_side(&e, 3) == (expected < 10 ? expected : 10), "side %d", side);
        arc_examples_free(&e);
    }
    augmentations.of[3].side = 0;

    /* A test without an output is not learned from, whatever its place among the others. */
    arc_task *t = &list.items[1];
    CHECK(t->split == ARC_TRAINING && t->test_count == 2, "%d tests", t->test_count);
    set_output(&t->tests[0], NULL);
    const arc_examples_options how = {.frame = 10, .with_tests = 1};
    CHECK(arc_examples_make(&e, &list, &augmentations, &how, why) == OK, "%s", why->text);
    CHECK(arc_examples_count(&e, 1) == t->demonstration_count + 1, "%d pairs", arc_examples_count(&e, 1));
    CHECK(arc_examples_pair(&e, 1, t->demonstration_count) == &t->tests[1], "another pair");
    arc_examples_free(&e);
    arc_augmentation_list_free(&augmentations);
    arc_tasks_free(&list);
}

/* Changing every held-out pair changes no draw. */
static void test_blindness(void)
{
    enum { DRAWS = 3000, TASKS = 10, SIDE = 6 };
    arc_tasks lists[2];
    uint64_t hash[2] = {0, 0};
    for (int which = 0; which < 2; which++) {
        arc_tasks *list = &lists[which];
        arc_augmentation_list augmentations;
        arc_examples e;
        error why[1] = {0};
        make_tasks(list, TASKS, SIDE, COLOURS);
        for (long i = 0; i < TASKS && which == 1; i++)
            for (int p = 0; p < list->items[i].test_count && list->items[i].split == ARC_EVALUATION; p++)
                set_output(&list->items[i].tests[p], &(arc_grid){1, 1, {5}});
        CHECK(arc_augmentation_list_make(&augmentations, list, 50, 3) == 0, "memory");
        const arc_examples_options how = {.frame = SIDE, .translate = 1, .with_tests = 1, .seed = 1};
        CHECK(arc_examples_make(&e, list, &augmentations, &how, why) == OK, "%s", why->text);
        for (int64_t draw = 0; draw < DRAWS; draw++) {
            uint8_t tokens[SIDE * SIDE], labels[SIDE * SIDE];
            int32_t side;
            hash[which] = stream_key(hash[which], (uint64_t)arc_examples_draw(&e, draw, tokens, labels, &side));
            for (int i = 0; i < SIDE * SIDE; i++)
                hash[which] = stream_key(hash[which], (uint64_t)tokens[i] << 8 | labels[i]);
        }
        arc_examples_free(&e);
        arc_augmentation_list_free(&augmentations);
    }
    CHECK(hash[0] == hash[1], "training depends on the outputs of evaluation tests");
    arc_tasks_free(&lists[0]);
    arc_tasks_free(&lists[1]);
}

/* --- votes --------------------------------------------------------------------------------- */

static void test_ballot(void)
{
    const arc_grid a = {1, 1, {1}}, b = {1, 1, {2}}, c = {1, 2, {1, 1}}, d = {2, 1, {1, 1}};
    arc_grid best[5];
    arc_ballot ballot = {0};
    CHECK(arc_ballot_rank(&ballot, 2, best) == 0, "an empty ballot");
    arc_ballot_add(&ballot, &d, 0.5);
    arc_ballot_add(&ballot, &a, 0.9);
    arc_ballot_add(&ballot, &b, 0.1);
    arc_ballot_add(&ballot, &c, 0.9);
    arc_ballot_add(&ballot, &b, 0.2);
    CHECK(ballot.count == 4, "%d grids", ballot.count);
    CHECK(arc_ballot_rank(&ballot, 5, best) == 4, "not all are ranked");
    CHECK(arc_grid_equal(&best[0], &b), "votes come first");
    CHECK(arc_grid_equal(&best[1], &a) && arc_grid_equal(&best[2], &c), "of equals the first one");
    CHECK(arc_grid_equal(&best[3], &d), "confidence comes second");
    arc_ballot_add(&ballot, &c, 0.1);
    CHECK(arc_ballot_rank(&ballot, 1, best) == 1 && arc_grid_equal(&best[0], &c), "a vote more");
    arc_ballot_free(&ballot);
    CHECK(ballot.items == NULL && ballot.count == 0, "not empty once freed");
}

/* What a perfect model answers to an augmentation of a test: tokens [F, F], with anything in cells without a label. */
static void perfect_answer(const arc_examples *e, long number, int test, int v, uint8_t *tokens)
{
    const arc_augmentation augmentation = arc_augmentation_get(e->augmentations, number, v);
    arc_grid moved;
    arc_augment(&augmentation, UNPACK(e->tasks->items[number].tests[test].output), &moved);
    arc_encode(&moved, e->how.frame, 0, 0, tokens);
    for (int i = 0; i < e->how.frame * e->how.frame; i++)
        if (tokens[i] == ARC_TOKEN_PAD) tokens[i] = (uint8_t)(i % 12);
}

/* Asks all augmentations of all tests of a set; answers are right, or the right ones of the task `shift` further on. */
static void ask_all(const arc_examples *e, arc_attempts *a, arc_split split, long shift)
{
    const arc_tasks *list = e->tasks;
    for (long i = 0; i < list->count; i++)
        for (int test = 0; test < list->items[i].test_count && list->items[i].split == split; test++) {
            arc_ballot ballot = {0};
            for (int v = 0; v < e->augmentations->of[i].count; v++) {
                uint8_t tokens[CELLS];
                arc_grid grid;
                CHECK(arc_examples_question(e, i, test, v, tokens) == arc_augmentation_id(e->augmentations, i, v),
                      "another id");
                long other = (i + shift) % list->count;
                if (shift == 0 || v >= e->augmentations->of[other].count)
                    perfect_answer(e, i, test, v, tokens);
                else
                    perfect_answer(e, other, 0, v, tokens);
                if (arc_examples_answer(e, i, v, tokens, &grid) == 0) arc_ballot_add(&ballot, &grid, 0.5);
            }
            arc_attempts_set(a, i, test, &ballot);
            arc_ballot_free(&ballot);
        }
}

static void check_scores(const arc_tasks *list, int most, long expected_tasks)
{
    arc_augmentation_list augmentations;
    arc_examples e;
    arc_attempts a;
    error why[1] = {0};
    long tasks;
    CHECK(arc_augmentation_list_make(&augmentations, list, most, 3) == 0, "memory");
    const arc_examples_options how = {.frame = FRAME, .with_tests = 1};
    CHECK(arc_examples_make(&e, list, &augmentations, &how, why) == OK, "%s", why->text);
    CHECK(arc_attempts_make(&a, list, 2) == 0, "memory");
    CHECK(arc_pass_at(&a, 1, &tasks) == 0 && tasks == 0, "%ld tasks before the first question", tasks);
    ask_all(&e, &a, ARC_EVALUATION, 0);
    double score = arc_pass_at(&a, 1, &tasks);
    CHECK(score == 1 && tasks == expected_tasks, "pass@1 is %g of %ld tasks", score, tasks);
    ask_all(&e, &a, ARC_EVALUATION, 1);
    score = arc_pass_at(&a, 2, &tasks);
    CHECK(score == 0 && tasks == expected_tasks, "shuffled: pass@2 is %g of %ld tasks", score, tasks);
    arc_attempts_free(&a);
    arc_examples_free(&e);
    arc_augmentation_list_free(&augmentations);
}

static void test_scores(void)
{
    arc_tasks list;
    make_tasks(&list, 20, 9, COLOURS);
    check_scores(&list, 30, 10);

    /* The share of test inputs solved, by the first attempt or the second. */
    arc_attempts a;
    arc_ballot ballot = {0};
    long tasks;
    CHECK(arc_attempts_make(&a, &list, 2) == 0, "memory");
    const arc_task *t = &list.items[1];
    arc_ballot_add(&ballot, &(arc_grid){1, 1, {0}}, 0.9);
    arc_ballot_add(&ballot, UNPACK(t->tests[0].output), 0.1);
    arc_attempts_set(&a, 1, 0, &ballot);
    CHECK(arc_pass_at(&a, 2, &tasks) == 0 && tasks == 0, "half a task counts");
    arc_ballot_free(&ballot);
    arc_attempts_set(&a, 1, 1, &ballot);
    CHECK(arc_pass_at(&a, 1, &tasks) == 0 && tasks == 1, "pass@1 of %ld tasks", tasks);
    CHECK(arc_pass_at(&a, 2, &tasks) == 0.5 && tasks == 1, "pass@2 of %ld tasks", tasks);
    set_output(&list.items[1].tests[1], NULL);
    CHECK(arc_pass_at(&a, 2, &tasks) == 0 && tasks == 0, "an unknown output counts");
    arc_attempts_free(&a);
    arc_tasks_free(&list);
}

static void test_submission(void)
{
    static const char expected[] = "{\n\"00000007\": [{\"attempt_1\": [[1, 2], [3, 4]], \"attempt_2\": [[5]]}, "
                                   "{\"attempt_1\": [[0]], \"attempt_2\": [[0]]}],\n"
                                   "\"a\\\"b\": [{\"attempt_1\": [[5]], \"attempt_2\": [[5]]}]\n}\n";
    arc_tasks list;
    arc_attempts a;
    arc_ballot ballot = {0};
    char text[512] = "";
    make_tasks(&list, 4, 3, COLOURS);
    snprintf(list.items[2].name, 9, "a\"b");
    CHECK(arc_attempts_make(&a, &list, 2) == 0, "memory");
    arc_ballot_add(&ballot, &(arc_grid){1, 1, {5}}, 0.1);
    arc_attempts_set(&a, 2, 0, &ballot);
    arc_ballot_add(&ballot, &(arc_grid){2, 2, {1, 2, 3, 4}}, 0.2);
    arc_attempts_set(&a, 1, 0, &ballot);
    FILE *file = fopen(path_in("submission.json"), "w+b");
    if (file == NULL) exit(1);
    arc_print_submission(file, &a);
    rewind(file);
    size_t length = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    CHECK(length == strlen(expected) && strcmp(text, expected) == 0, "%s", text);
    remove_file("submission.json");
    arc_ballot_free(&ballot);
    arc_attempts_free(&a);
    arc_tasks_free(&list);
}

/* --- the published tasks ------------------------------------------------------------------- */

static long count_pairs(const arc_tasks *list, arc_split split, int tests)
{
    long count = 0;
    for (long i = 0; i < list->count; i++)
        if (list->items[i].split == split)
            count += tests ? list->items[i].test_count : list->items[i].demonstration_count;
    return count;
}

static int all_have_outputs(const arc_tasks *list)
{
    for (long i = 0; i < list->count; i++)
        for (int p = 0; p < list->items[i].test_count; p++)
            if (!list->items[i].tests[p].output) return 0;
    return 1;
}

static void check_first(const arc_tasks *list)
{
    arc_augmentation_list augmentations;
    arc_examples e;
    error why[1] = {0};
    CHECK(arc_augmentation_list_make(&augmentations, list, 50, 1) == 0, "memory");
    const arc_examples_options how = {.frame = FRAME, .with_tests = 1};
    CHECK(arc_examples_make(&e, list, &augmentations, &how, why) == OK, "%s", why->text);
    for (long i = 0; i < list->count; i += 10) check_augmentations(&augmentations, list, i);
    arc_examples_free(&e);
    arc_augmentation_list_free(&augmentations);
}

static void test_published(void)
{
    const char *base = getenv("ARC");
    error why[1] = {0};
    char path[400];
    arc_tasks list;
    struct stat facts;
    if (base == NULL || strlen(base) > 300) base = "../shared/data/arc";
    if (stat(base, &facts) != 0) {
        printf("skipped: the published tasks, since there is no folder %s (ARC=FOLDER names another)\n", base);
        return;
    }
    CHECK(arc_tasks_read(&list, base, why) == OK, "%s", why->text);
    CHECK(list.count == 800 && arc_examples_longest(&list, 0) == 30 && all_have_outputs(&list), "%ld tasks",
          list.count);
    CHECK(count_pairs(&list, ARC_TRAINING, 0) == 1302 && count_pairs(&list, ARC_TRAINING, 1) == 416, "training");
    CHECK(count_pairs(&list, ARC_EVALUATION, 0) == 1363 && count_pairs(&list, ARC_EVALUATION, 1) == 419, "evaluation");
    check_first(&list);
    check_scores(&list, 3, 400);
    arc_tasks_free(&list);

    snprintf(path, sizeof path, "%s/arc-agi_evaluation2_challenges.json", base);
    if (stat(path, &facts) != 0) {
        printf("skipped: the published challenges, since there is no %s\n", path);
        return;
    }
    CHECK(arc_tasks_read(&list, path, why) == OK, "%s", why->text);
    CHECK(list.count == 120 && all_have_outputs(&list), "%ld tasks", list.count);
    CHECK(count_pairs(&list, ARC_EVALUATION, 0) == 358 && count_pairs(&list, ARC_EVALUATION, 1) == 172, "pairs");
    check_first(&list);
    arc_tasks_free(&list);
}

/* Reading is linear in the file: this took a quarter of a minute when each task counted the lines before it. */
static void check_many_tasks(void)
{
    enum { MANY = 50000 };
    error err[1] = {0};
    arc_tasks list = {0};
    file_bytes text;
    FILE *out = open_memstream(&text.bytes, &text.length);
    for (int i = 0; i < MANY; i++)
        fprintf(out, "%s\"t%d\": {\"train\": [{\"input\": [[1]], \"output\": [[1]]}],\n\"test\": [{\"input\": [[1]]}]}",
                i ? ",\n" : "{", i);
    fputc('}', out);
    fclose(out);
    clock_t began = clock();
    CHECK(arc_tasks_parse(&list, "many", &text, err) == OK && list.count == MANY, "%s", err->text);
    double seconds = (double)(clock() - began) / CLOCKS_PER_SEC;
    CHECK(seconds < 5, "%d tasks took %.1f seconds", MANY, seconds);
    CHECK(list.count && list.items[list.count - 1].line > 1, "line %ld", list.items[list.count - 1].line);
    arc_tasks_free(&list);
    free(text.bytes);
}

int main(void)
{
    open_folder();
    test_task_file();
    test_folders();
    test_concepts();
    test_leaks();
    test_challenges();
    test_bad_tasks();
    test_bad_solutions();
    test_truncations();
    test_mutations();
    test_tokens();
    test_tokens_and_back();
    test_garbage();
    test_augmentations();
    test_few_augmentations();
    test_examples();
    test_blindness();
    test_ballot();
    test_scores();
    test_submission();
    check_many_tasks();
    test_published();
    close_folder();
    return check_done("tasks");
}
