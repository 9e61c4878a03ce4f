/* Lessons are what the rooms below give, whatever they were read from, and a model that knows every answer passes the
 * exam that solve gives. */
#include "autograd/ops.h"
#include "data/paper.h"
#include "data/arc_set/exam.h"
#include "data/arc_set/index.h"
#include "base/random.h"
#include "tests/check.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h> /* mkdir, stat */
#include <unistd.h>   /* rmdir, unlink */

enum { TASKS = 6, VIEWS = 5, CELLS = COLOUR_GRID_MAX_CELLS, SEED = 7 };

static char folder[400];

static void path_of(char path[512], const char *set, int number)
{
    snprintf(path, 512, number < 0 ? "%s/%s" : "%s/%s/task%d.json", folder, set, number);
}

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

static void write_tasks(void)
{
    const char *base = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%.300s/trm-lessons-XXXXXX", base && *base ? base : "/tmp");
    if (!mkdtemp(folder)) exit(1);
    for (int i = 0; i < TASKS; i++) {
        char path[512];
        stream r = stream_open((uint64_t)i);
        path_of(path, i < TASKS / 2 ? "training" : "evaluation", -1);
        mkdir(path, 0777);
        path_of(path, i < TASKS / 2 ? "training" : "evaluation", i);
        FILE *file = fopen(path, "w");
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
    char path[512];
    for (int i = 0; i < TASKS; i++) {
        path_of(path, i < TASKS / 2 ? "training" : "evaluation", i);
        unlink(path);
    }
    path_of(path, "training", -1);
    rmdir(path);
    path_of(path, "evaluation", -1);
    rmdir(path);
    CHECK(rmdir(folder) == 0, "%s is not empty", folder);
}

/* --- puzzles ------------------------------------------------------------------------------- */

static void test_puzzles(void)
{
    lessons l;
    error why[1] = {0};
    const lesson_choices choices = {.seed = SEED, .planes = 1, .views = 1};
    CHECK(lessons_read(&l, "data/sudoku", why) == OK, "%s", why->text);
    CHECK(!strcmp(l.kind, "sudoku") && !strcmp(l.trial, "/test.csv"), "kind %s", l.kind);
    CHECK(lessons_prepare(&l, &choices, why) == OK, "%s", why->text);
    CHECK(l.code.planes == 9 && l.code.cells == 81 && l.ids == 0 && !l.index, "%d planes", l.code.planes);
    CHECK(l.count == 16000 && l.tests == 2000, "%ld and %ld", l.count, l.tests);
    const sampler source = {&l.set.train, &l.set.test, l.set.kind, l.set.shape, SEED};
    for (int64_t draw = 0; draw < 50; draw++) {
        uint8_t question[81], answer[81], tokens[729], labels[81], expected[729], right[81];
        sampler_draw(&source, draw, question, answer);
        encode_question(&l.code, question, expected);
        encode_answer(&l.code, answer, right);
        int32_t side;
        CHECK(lessons_draw(&l, draw, tokens, labels, &side) == 0 && side == 0, "an id");
        CHECK(!memcmp(tokens, expected, 729) && !memcmp(labels, right, 81), "draw %d differs", (int)draw);
        encode_question(&l.code, l.set.test.items[draw].question, expected);
        CHECK(lessons_test(&l, (long)draw, tokens, labels, &side) == 0 && !memcmp(tokens, expected, 729), "test %d",
              (int)draw);
    }
    lessons_free(&l);
}

/* --- tasks --------------------------------------------------------------------------------- */

/* Whether a lesson is a pair of the task as the view shows it, wherever in the frame. */
static int shows(const lessons *l, int32_t id, const task_pair *pair, const uint8_t *tokens, const uint8_t *labels)
{
    task_view view;
    colour_grid input, output;
    uint8_t expected[CELLS];
    int side = task_examples_side(&l->examples, id / l->views.most);
    size_t cells = (size_t)(side * side);
    task_view_get(&l->views, id / l->views.most, id % l->views.most, &view);
    task_view_apply(&view, &pair->input, &input);
    task_view_apply(&view, &pair->output, &output);
    for (int top = 0; top < side; top++)
        for (int left = 0; left < side; left++) {
            if (!task_fits(&input, side, top, left) || !task_fits(&output, side, top, left)) continue;
            task_encode(&input, side, top, left, expected);
            if (memcmp(expected, tokens, cells)) continue;
            task_encode_labels(&output, side, top, left, expected);
            if (!memcmp(expected, labels, cells)) return 1;
        }
    return 0;
}

static void check_drawing(const lessons *l, int with_tests)
{
    long wrong = 0, leaked = 0, learned = 0;
    for (int64_t draw = 0; draw < 3000; draw++) {
        uint8_t tokens[CELLS], labels[CELLS], expected[CELLS], right[CELLS];
        int32_t side, own;
        int32_t id = lessons_draw(l, draw, tokens, labels, &side);
        wrong += id != task_examples_draw(&l->examples, SEED, draw, expected, right, &own) || id < 0 || id >= l->ids;
        wrong += side != (l->crop ? own : 0) || own > l->frame || (!l->crop && own != l->frame);
        wrong += memcmp(tokens, expected, (size_t)(own * own)) || memcmp(labels, right, (size_t)(own * own));
        const task *t = &l->tasks.items[id / VIEWS];
        for (int i = 0; i < t->test_count; i++) {
            int shown = shows(l, id, &t->tests[i], tokens, labels);
            *(with_tests && t->set == TASK_TRAINING ? &learned : &leaked) += shown;
        }
    }
    CHECK(wrong == 0, "%ld draws differ", wrong);
    CHECK(leaked == 0, "%ld draws are test pairs that are held out", leaked);
    CHECK(with_tests ? learned > 0 : learned == 0, "%ld test pairs learned", learned);
}

static void check_tests(const lessons *l)
{
    for (long i = 0; i < l->tests; i++) {
        uint8_t tokens[CELLS], labels[CELLS];
        int32_t side, id = lessons_test(l, i, tokens, labels, &side);
        int hits = 0;
        CHECK(id % VIEWS == 0 && id < l->ids, "test %ld: id %d", i, id);
        const task *t = &l->tasks.items[id / VIEWS];
        int frame = task_examples_side(&l->examples, id / VIEWS);
        for (int k = 0; k < t->test_count; k++)
            hits += task_fits(&t->tests[k].output, frame, 0, 0) ? shows(l, id, &t->tests[k], tokens, labels)
                                                                : labels[0] == TASK_NEVER_RIGHT;
        CHECK(hits > 0, "test %ld is none of task %s", i, t->name);
    }
}

/* Each task once before any comes again, and the first few of both sets. */
static void check_order(const lessons *l)
{
    int seen[TASKS] = {0}, evaluation = 0;
    for (long i = 0; i < TASKS; i++) {
        uint8_t tokens[CELLS], labels[CELLS];
        int32_t side;
        int number = lessons_test(l, i, tokens, labels, &side) / VIEWS;
        seen[number]++;
        if (i < TASKS / 2) evaluation += l->tasks.items[number].set == TASK_EVALUATION;
    }
    for (int i = 0; i < TASKS; i++) CHECK(seen[i] == 1, "task %d comes %d times in the first round", i, seen[i]);
    CHECK(evaluation > 0 && evaluation < TASKS / 2, "%d of the first %d tests are evaluation", evaluation, TASKS / 2);
}

static void test_tasks(int with_tests, int frame, int crop)
{
    lessons l;
    error why[1] = {0};
    const lesson_choices choices = {
        .seed = SEED, .views = VIEWS, .frame = frame, .crop = crop, .with_tests = with_tests};
    CHECK(lessons_read(&l, folder, why) == OK, "%s", why->text);
    CHECK(!strcmp(l.kind, "arc"), "kind %s", l.kind);
    CHECK(lessons_prepare(&l, &choices, why) == OK, "%s", why->text);
    CHECK(l.frame == (frame ? frame : task_examples_longest(&l.tasks, with_tests)) &&
              l.code.cells == l.frame * l.frame && l.crop == (crop && !frame),
          "%d", l.frame);
    CHECK(l.ids == TASKS * VIEWS && l.tests == (with_tests ? TASKS : 2 * TASKS), "%d ids, %ld tests", l.ids, l.tests);
    CHECK(l.count == 2 * TASKS + (with_tests ? TASKS : 0), "%ld pairs", l.count);
    check_drawing(&l, with_tests);
    check_tests(&l);
    if (!with_tests) check_order(&l);
    lessons_free(&l);
}

/* --- what is held out ---------------------------------------------------------------------- */

/* Other outputs of evaluation tests, larger than any grid that may be seen. */
static void poison(task_list *list)
{
    for (long i = 0; i < list->count; i++)
        for (int k = 0; list->items[i].set == TASK_EVALUATION && k < list->items[i].test_count; k++) {
            colour_grid *output = &list->items[i].tests[k].output;
            output->rows = output->cols = COLOUR_GRID_MAX_SIDE;
            memset(output->cell, 1 + (int)(i + k) % 9, sizeof output->cell);
        }
}

static void open_lessons(lessons *l, const char *path, const lesson_choices *choices, int poisoned)
{
    error why[1] = {0};
    CHECK(lessons_read(l, path, why) == OK, "%s", why->text);
    if (poisoned) poison(&l->tasks);
    CHECK(lessons_prepare(l, choices, why) == OK, "%s", why->text);
}

/* Nothing that training is made of is a function of the outputs of evaluation tests: whatever they are, the frame, the
 * views, the index and all draws are the same. */
static void check_blindness(const char *path, int with_tests, int draws)
{
    lessons here, there;
    const lesson_choices choices = {.seed = SEED, .views = VIEWS, .crop = 1, .with_tests = with_tests};
    long differ = 0;
    open_lessons(&here, path, &choices, 0);
    open_lessons(&there, path, &choices, 1);
    CHECK(here.frame == there.frame && here.rows == there.rows && !strcmp(here.index, there.index), "frame or index");
    CHECK(here.count == there.count && here.ids == there.ids, "%ld and %ld pairs", here.count, there.count);
    for (int64_t draw = 0; draw < draws; draw++) {
        uint8_t tokens[2][CELLS], labels[2][CELLS];
        int32_t sides[2], one = lessons_draw(&here, draw, tokens[0], labels[0], &sides[0]);
        int32_t other = lessons_draw(&there, draw, tokens[1], labels[1], &sides[1]);
        size_t cells = (size_t)(sides[0] * sides[0]);
        differ += sides[0] != sides[1] || one != other || memcmp(tokens[0], tokens[1], cells) ||
                  memcmp(labels[0], labels[1], cells);
    }
    CHECK(differ == 0, "%ld draws depend on outputs that are held out", differ);
    lessons_free(&here);
    lessons_free(&there);
}

/* The i-th test, whose order is the lessons' own business: the one whose question it asks. */
typedef struct test_seen {
    long task;
    const task_pair *pair;
} test_seen;

static test_seen test_of(const lessons *l, long i)
{
    uint8_t tokens[CELLS], labels[CELLS], expected[CELLS];
    int32_t side, id = lessons_test(l, i, tokens, labels, &side);
    const task *t = &l->tasks.items[id / VIEWS];
    int test = 0, frame = task_examples_side(&l->examples, id / VIEWS);
    for (; test < t->test_count; test++) {
        task_examples_question(&l->examples, id / VIEWS, test, 0, expected);
        if (!memcmp(expected, tokens, (size_t)(frame * frame))) break;
    }
    CHECK(test < t->test_count, "test %ld asks nothing that task %s does", i, t->name);
    return (test_seen){id / VIEWS, &t->tests[test < t->test_count ? test : 0]};
}

/* Papers filled in with the labels are right, but where an output fits no frame. */
static void test_marks(int poisoned, int crop)
{
    lessons l;
    paper p;
    const lesson_choices choices = {.seed = SEED, .views = VIEWS, .crop = crop};
    open_lessons(&l, folder, &choices, poisoned);
    CHECK(paper_open(&p, &l, l.tests) == 0, "memory");
    memset(p.answers, 0, (size_t)(p.count * p.cells)); /* also where a smaller frame has no cells */
    for (long i = 0; i < p.count * p.cells; i++)
        if (!p.sides[i / p.cells] || i % p.cells < p.sides[i / p.cells] * p.sides[i / p.cells])
            p.answers[i] = p.labels[i] < TASK_VOCABULARY ? p.labels[i] : (uint8_t)((unsigned long)i % TASK_VOCABULARY);
    long fit = 0;
    for (long i = 0; i < l.tests; i++) {
        const test_seen at = test_of(&l, i);
        fit += task_fits(&at.pair->output, task_examples_side(&l.examples, at.task), 0, 0);
    }
    marks m = paper_marks(&p);
    CHECK(p.count == 12 && fit == (poisoned ? 6 : crop ? 11 : 12), "%ld of %ld fit", fit, p.count);
    CHECK(m.exact == (double)fit / (double)p.count && (m.cells < 1) == (fit < p.count), "%g, %g", m.exact, m.cells);
    paper_close(&p);
    lessons_free(&l);
}

static void check_refused(const lesson_choices *choices, const char *expected)
{
    lessons l;
    error why[1] = {0};
    CHECK(lessons_read(&l, folder, why) == OK, "%s", why->text);
    CHECK(lessons_prepare(&l, choices, why) == BAD_INPUT && strstr(why->text, expected), "'%s'", why->text);
    lessons_free(&l);
}

/* --- the exam ------------------------------------------------------------------------------ */

/* Knows the answer to every view of the tests, or of other ones, by its id and question. */
typedef struct oracle {
    const task_examples *e;
    int shuffled;
    long asked;
} oracle;

/* The output of another test: the task's next one, or the next task's. */
static const colour_grid *wrong_output(const oracle *o, long number, int test)
{
    const task *t = &o->e->list->items[number], *next = &o->e->list->items[(number + 1) % o->e->list->count];
    return test + 1 < t->test_count ? &t->tests[test + 1].output : &next->tests[0].output;
}

static void say(const oracle *o, long number, int v, const uint8_t *tokens, uint8_t *answer)
{
    uint8_t expected[CELLS];
    task_view view;
    colour_grid moved;
    const task *t = &o->e->list->items[number];
    for (int i = 0; i < t->test_count; i++) {
        task_examples_question(o->e, number, i, v, expected);
        int side = task_examples_side(o->e, number);
        if (memcmp(expected, tokens, (size_t)(side * side))) continue;
        task_view_get(o->e->views, number, v, &view);
        task_view_apply(&view, o->shuffled ? wrong_output(o, number, i) : &t->tests[i].output, &moved);
        if (task_fits(&moved, side, 0, 0)) task_encode(&moved, side, 0, 0, answer);
    }
}

static int answer_truly(void *model, const task_questions *asked, uint8_t *answers, double *confidence)
{
    oracle *o = model;
    size_t cells = (size_t)(o->e->frame * o->e->frame);
    for (long i = 0; i < asked->count; i++) {
        memset(answers + (size_t)i * cells, 0, cells);
        for (long n = 0; n < o->e->list->count; n++)
            if (o->e->views->orbits[n].row == asked->ids[i] / VIEWS) {
                CHECK(asked->sides[i] == task_examples_side(o->e, n), "question %ld: side %d", i, asked->sides[i]);
                say(o, n, asked->ids[i] % VIEWS, asked->tokens + (size_t)i * cells, answers + (size_t)i * cells);
            }
        confidence[i] = 0.5;
    }
    o->asked += asked->count;
    return 0;
}

static long count_views(const task_examples *e, int views)
{
    long count = 0;
    for (long i = 0; i < e->list->count; i++) {
        int has = e->views->orbits[i].count;
        count += (long)e->list->items[i].test_count * (views < has ? views : has);
    }
    return count;
}

static void check_exam(const task_examples *e, int views, int shuffled, double expected)
{
    oracle o = {e, shuffled, 0};
    task_attempts a;
    long tasks;
    CHECK(task_attempts_make(&a, e->list, 10) == 0, "memory");
    CHECK(task_exam(e, views, answer_truly, &o, &a) == 0, "the exam ended early");
    CHECK(o.asked == count_views(e, views), "%ld asked", o.asked);
    double share = task_pass_at(&a, shuffled ? 10 : 1, &tasks);
    CHECK(share == expected && tasks == e->list->count, "%g of %ld tasks", share, tasks);
    task_attempts_free(&a);
}

static void shrink(task_pair *pairs, int count)
{
    for (int i = 0; i < count; i++) pairs[i].input = pairs[i].output = (colour_grid){1, 1, {0}};
}

/* Files with the same names and nothing but cells: their frames are those of training. */
static void test_frames(void)
{
    lessons l;
    task_list shrunk;
    task_views views;
    task_examples e;
    error why[1] = {0};
    char path[512];
    const lesson_choices choices = {.seed = SEED, .views = VIEWS, .crop = 1};
    open_lessons(&l, folder, &choices, 0);
    path_of(path, "evaluation", -1);
    CHECK(task_list_read(&shrunk, path, why) == OK, "%s", why->text);
    for (long i = 0; i < shrunk.count; i++) {
        shrink(shrunk.items[i].demonstrations, shrunk.items[i].demonstration_count);
        shrink(shrunk.items[i].tests, shrunk.items[i].test_count);
    }
    CHECK(task_index_views(l.index, &shrunk, VIEWS, SEED, &views, why) == OK, "%s", why->text);
    CHECK(task_examples_make(&e, &shrunk, &views, l.frame, 0, why) == 0, "%s", why->text);
    e.crop = 1;
    for (long i = 0; i < shrunk.count; i++) {
        int side = task_examples_side(&e, i), then = task_examples_side(&l.examples, i + TASKS / 2);
        CHECK(side == then && then > 1, "task %ld in a frame of %d, in training of %d", i, side, then);
        views.orbits[i].side = 0;
        CHECK(task_examples_side(&e, i) == 1, "task %ld: the frame comes from elsewhere", i);
    }
    task_views_free(&views);
    task_list_free(&shrunk);
    lessons_free(&l);
}

/* Asked about a part of the tasks, by the names that training left. */
static void test_exam(void)
{
    lessons l;
    task_list some;
    task_views views;
    task_examples e;
    error why[1] = {0};
    char path[512];
    const lesson_choices choices = {.seed = SEED, .views = VIEWS, .crop = 1};
    if (lessons_read(&l, folder, why) || lessons_prepare(&l, &choices, why)) exit(1);
    CHECK(task_index_count(l.index) == TASKS, "%s", l.index);
    path_of(path, "evaluation", -1);
    CHECK(task_list_read(&some, path, why) == OK && some.count == TASKS / 2, "%s", why->text);
    some.items[0].tests[0].input = (colour_grid){1, 5, {0}}; /* fewer colours, the same views */
    CHECK(task_index_views(l.index, &some, VIEWS, SEED, &views, why) == OK, "%s", why->text);
    for (long i = 0; i < some.count; i++)
        for (int v = 0; v < VIEWS; v++) {
            task_view here, there;
            task_view_get(&views, i, v, &here);
            task_view_get(&l.views, i + TASKS / 2, v, &there);
            CHECK(task_view_id(&views, i, v) == (i + TASKS / 2) * VIEWS + v, "id of task %ld", i);
            CHECK(here.symmetry == there.symmetry && !memcmp(here.colour, there.colour, COLOURS),
                  "view %d of task %ld is another one", v, i);
        }
    CHECK(task_examples_make(&e, &some, &views, l.frame, 0, why) == 0, "%s", why->text);
    for (e.crop = 0; e.crop <= 1; e.crop++) {
        check_exam(&e, VIEWS, 0, 1);
        check_exam(&e, 1, 0, 1);
        check_exam(&e, VIEWS, 1, 0);
    }
    e.crop = 0;
    some.items[1].tests[0].output = (colour_grid){30, 30, {0}}; /* larger than the frame: nobody can answer that */
    check_exam(&e, VIEWS, 0, (1 + 0.5 + 1) / 3);
    task_views_free(&views);
    snprintf(some.items[1].name, 6, "other");
    CHECK(task_index_views(l.index, &some, VIEWS, SEED, &views, why) == BAD_INPUT, "an unknown task");
    CHECK(strstr(why->text, "task other: the model was not trained on it") != NULL, "%s", why->text);
    CHECK(task_index_views("01 0 8 0123456789abcdef a\n10 0 8 0123456789abcdef b\n", &some, VIEWS, SEED, &views, why) == BAD_INPUT,
          "odd");
    CHECK(strstr(why->text, "damaged") != NULL, "%s", why->text);
    for (int side = 0; side <= 31; side += 31) {
        char index[64];
        snprintf(index, sizeof index, "0 0 %d 0123456789abcdef %s\n", side, some.items[0].name);
        int status = task_index_views(index, &some, VIEWS, SEED, &views, why);
        CHECK(status == BAD_INPUT && strstr(why->text, "damaged") != NULL, "side %d: %s", side, why->text);
    }
    task_list_free(&some);
    lessons_free(&l);
}

/* --- names and fingerprints ---------------------------------------------------------------- */

static void test_names(void)
{
    lessons l;
    task_list list;
    file_bytes text;
    error why[1] = {0};
    char path[512];
    const lesson_choices choices = {.seed = SEED, .views = VIEWS};
    open_lessons(&l, folder, &choices, 0);
    path_of(path, "evaluation", TASKS - 1);
    CHECK(file_read(&text, path, TEXT_LIMIT, why) == 0 && looks_like_task_text(&text), "%s", why->text);
    CHECK(task_list_parse(&list, "-", &text, why) == OK && list.count == 1, "%s", why->text);
    CHECK(!*list.items[0].name && list.items[0].set == TASK_EVALUATION, "'%s'", list.items[0].name);
    CHECK(task_index_name(l.index, &list, why) == OK, "%s", why->text);
    CHECK(!strcmp(list.items[0].name, l.tasks.items[TASKS - 1].name), "'%s'", list.items[0].name);
    *list.items[0].name = '\0';
    list.items[0].demonstrations[0].output.cell[0] ^= 1;
    CHECK(task_index_name(l.index, &list, why) == BAD_INPUT, "other demonstrations");
    CHECK(!strncmp(why->text, "stdin:1: task: without a name, and the model was trained on no task", 67), "%s", why->text);
    task_list_free(&list);
    file_free(&text);
    lessons_free(&l);
}

static void test_fingerprints(void)
{
    const char *index = "0 0 8 0123456789abcdef a\n", *other = "0 0 8 0123456789abcdef b\n";
    int64_t print = task_index_fingerprint(index, 8, 1);
    CHECK(print > 0 && print <= 1000000000000000, "%lld", (long long)print);
    CHECK(print == task_index_fingerprint(index, 8, 1), "no function");
    CHECK(print != task_index_fingerprint(other, 8, 1), "blind to names");
    CHECK(print != task_index_fingerprint(index, 9, 1), "blind to the number of views");
    CHECK(print != task_index_fingerprint(index, 8, 2), "blind to the seed");
}

/* --- the published tasks ------------------------------------------------------------------- */

static void test_published(void)
{
    const char *base = getenv("ARC");
    struct stat facts;
    lessons l;
    const lesson_choices choices = {.seed = SEED, .views = VIEWS, .crop = 1};
    if (base == NULL) base = "../shared/data/arc";
    if (stat(base, &facts) != 0) {
        printf("skipped: the published tasks, since there is no folder %s (ARC=FOLDER names another)\n", base);
        return;
    }
    check_blindness(base, 0, 3000);
    check_blindness(base, 1, 3000);
    open_lessons(&l, base, &choices, 0);
    CHECK(l.tasks.count == 800 && l.ids == 800 * VIEWS && l.tests == 835, "%ld tests", l.tests);
    CHECK(l.count == 1302 + 1363, "%ld pairs to learn", l.count);
    l.examples.crop = 0;
    check_exam(&l.examples, VIEWS, 0, 1);
    check_exam(&l.examples, VIEWS, 1, 0);
    l.examples.crop = 1; /* where eight outputs are larger than all that may be seen leads to expect */
    long fit = 0;
    for (long i = 0; i < l.tests; i++) {
        const test_seen at = test_of(&l, i);
        fit += task_fits(&at.pair->output, task_examples_side(&l.examples, at.task), 0, 0);
    }
    CHECK(fit == 827, "%ld of %ld outputs fit the frames", fit, l.tests);
    lessons_free(&l);
}

int main(void)
{
    write_tasks();
    test_puzzles();
    test_tasks(0, 0, 0);
    test_tasks(1, 0, 0);
    test_tasks(0, 9, 0);
    test_tasks(0, 0, 1);
    test_tasks(1, 0, 1);
    test_tasks(0, 9, 1);
    check_refused(&(lesson_choices){.views = 1, .frame = 2}, "--frame 2 cannot hold");
    check_refused(&(lesson_choices){.views = 1, .fresh = 1}, "--fresh");
    check_refused(&(lesson_choices){.views = 10000000}, "--views");
    check_blindness(folder, 0, 1000);
    check_blindness(folder, 1, 1000);
    test_marks(0, 0);
    test_marks(1, 0);
    test_marks(0, 1);
    test_marks(1, 1);
    test_frames();
    test_exam();
    test_names();
    test_fingerprints();
    test_published();
    remove_tasks();
    return check_done("lessons");
}
