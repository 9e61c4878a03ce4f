/* ARC tasks in solve.c: asks about their tests, and reports. */
#include "base/clock.h"
#include "base/program.h"
#include "data/arc_set/arc_set.h"
#include "data/arc_set/questions.h"
#include "data/arc_set/task_file.h"
#include "report/arc.h"
#include "report/evaluation.h"
#include "tools/exhibit_arc.h"
#include "tools/solver.h"
#include "lib/wiring.h"

#include <math.h> /* exp */
#include <stdlib.h>
#include <string.h>

typedef struct arc_work {
    arc_set set;
    encoding code;
    geometry shape;
    arc_attempts attempts;
    trace *traces;   /* [attempts.inputs] of each test input as it is, augmentation 0, if they are to be shown */
    arc_views views; /* the same for a page, if one is wanted */
    evaluation result;
} arc_work;

/* --- reading ----------------------------------------------------------------------------------------------------- */

/* Files are known by what is in them, since boards of puzzles come as JSON too. */
static int looks_like_tasks(const char *path, const text_source *text)
{
    return text ? looks_like_arc_text(text->bytes, text->length) : folder_exists(path) && looks_like_arc(path);
}

/* Answers may replace earlier answers, but nothing else that a slip of the hand names: the tasks, the model. */
static int check_submission(const char *path, error *err)
{
    char first[4096] = "";
    FILE *old = fopen(path, "rb");
    size_t length = old ? fread(first, 1, sizeof first - 1, old) : 0;
    if (old) fclose(old);
    if (length > 0 && (*first != '{' || !strstr(first, "\"attempt_1\"")))
        return fail(err, BAD_INPUT, "--submission: %s is no submission, and would be replaced; name another file",
                    path);
    return atomic_try(path, err);
}

static int read_text(arc_tasks *tasks, const char *path, text_source *text, error *err)
{
    file_bytes bytes;
    int status = text_source_take(text, &bytes, err);
    if (status == OK) status = arc_tasks_parse(tasks, path, &bytes, err);
    file_free(&bytes);
    return status;
}

/* The path of a file says more than its text: the name of a task, and where solutions are. */
static int read_tasks(void *work, const char *path, text_source *text, const solve_settings *s, solve_subject *what,
                      error *err)
{
    arc_tasks *tasks = &((arc_work *)work)->set.tasks;
    what->kind = "arc";
    int status = looks_like_arc(path) ? arc_tasks_read(tasks, path, err) : read_text(tasks, path, text, err);
    if (status != OK) return status;
    if (tasks->too_large)
        fprintf(stderr, "%s: %ld tasks with grids beyond 30x30 are left out; the first: %s\n", program_name(s->program),
                tasks->too_large, tasks->first_too_large);
    if (s->skip >= tasks->count)
        return fail(err, BAD_INPUT, "--skip %lld: there are only %ld tasks", (long long)s->skip, tasks->count);
    arc_tasks_skip(tasks, (long)s->skip);
    if (s->limit) arc_tasks_keep(tasks, (long)s->limit);
    if (s->quiet) return fail(err, BAD_INPUT, "--quiet: an answer to a task fits no line; use --json");
    if (s->how.select == SELECT_RULES)
        return fail(err, BAD_INPUT, "--choose rules: the rules of ARC tasks are not known; choose confident or first");
    return s->submission ? check_submission(s->submission, err) : OK;
}

static void close_work(void *work)
{
    arc_work *x = work;
    for (long i = 0; x->traces && i < x->attempts.inputs; i++) trace_close(&x->traces[i]);
    free(x->traces);
    arc_views_close(&x->views);
    arc_attempts_free(&x->attempts);
    encoding_close(&x->code);
    arc_set_free(&x->set);
}

static int recall(arc_work *x, const model *m, error *err)
{
    const network_config *c = &m->net.config;
    int status = arc_set_recall(&x->set, &m->about, c->puzzle_ids, c->puzzle_ids_hash, mixer_needs_of(c).size_bound,
                                &x->code, err);
    if (status != OK) return status;
    const puzzle_sizes sizes = sizes_of(&x->code, c->puzzle_ids);
    x->shape = geometry_of(&x->code);
    return network_fits(c, &sizes)
               ? OK
               : fail(err, BAD_INPUT, "this model was trained on other frames than its metadata says");
}

/* --- asking ------------------------------------------------------------------------------------------------------ */

static void keep_traces(arc_work *x, const arc_questions *q, trace *traces)
{
    for (long i = 0; i < q->asked.count; i++) {
        const arc_question *asked = &q->of[i];
        if (asked->v == 0)
            x->traces[x->attempts.first[asked->task] + asked->test] = traces[i];
        else
            trace_close(&traces[i]);
    }
}

/* Returns OK, NO_MEMORY or BAD_INPUT. */
static int answer(arc_work *x, const model *m, const solve_settings *s, arc_questions *q, error *err)
{
    const batch *b = &q->asked;
    prediction *predictions = malloc(((size_t)b->count + 1) * sizeof *predictions);
    int traced = s->shown && !s->exhibit;
    trace *traces = traced ? calloc((size_t)b->count + 1, sizeof *traces) : NULL;
    infer_options how = s->how;
    int failed = !predictions || (traced && !traces);
    if (!failed && s->exhibit) failed = arc_views_watch(&x->views, q, &x->set.examples, s->exhibit->file, &how);
    if (!failed) failed = infer_all(&m->w, &x->shape, &how, b, predictions, traces);
    for (long i = 0; !failed && i < b->count; i++) {
        const prediction *p = &predictions[i];
        const evaluation_row row = {.steps = p->steps, .samples = p->samples, .work = p->work};
        q->confidence[i] = 1 / (1 + exp(-p->halt));
        evaluation_add(&x->result, &row);
    }
    if (!failed && traces) keep_traces(x, q, traces);
    int status = failed ? fail_memory(err, "the answers to tasks") : check_predictions(predictions, b->count, err);
    free(predictions);
    free(traces);
    return status;
}

static int ask_all(arc_work *x, const model *m, const solve_settings *s, error *err)
{
    int k = (int)s->attempts, room = k > EVALUATION_MOST_ATTEMPTS ? k : EVALUATION_MOST_ATTEMPTS;
    int most = x->set.augmentations.most;
    if (s->augmentations && s->augmentations < most) most = (int)s->augmentations;
    arc_questions q;
    double began = clock_seconds();
    int failed = arc_questions_open(&q, &x->set.examples, &x->code, most) ||
                 arc_attempts_make(&x->attempts, &x->set.tasks, room);
    if (!failed && (s->shown || s->exhibit))
        failed = !(x->traces = calloc((size_t)x->attempts.inputs + 1, sizeof *x->traces));
    if (!failed && s->exhibit) failed = arc_views_open(&x->views, &x->attempts, x->traces);
    int status = failed ? fail_memory(err, "the answers to tasks") : OK;
    while (status == OK && arc_ask(&q)) {
        status = answer(x, m, s, &q, err);
        if (status == OK && arc_count(&q, &x->attempts)) status = fail_memory(err, "the answers to tasks");
    }
    arc_questions_close(&q);
    x->result.seconds = clock_seconds() - began;
    if (status == OK) arc_evaluate(&x->attempts, k, &x->result);
    return status;
}

/* --- reporting --------------------------------------------------------------------------------------------------- */

static void show_test(const arc_work *x, const solve_settings *s, long number, int test)
{
    const trace *t = &x->traces[x->attempts.first[number] + test];
    arc_show_input(stdout, &x->attempts, number, test, s->in_colour);
    if (t->frames == 0) printf("too large for the frame of the model, so it was not asked\n");
    for (int i = 0; i < t->frames / t->per_step; i++) {
        arc_grid grid = {0};
        arc_examples_answer(&x->set.examples, number, 0, trace_answer(t, i), &grid);
        arc_show_step(stdout, i + 1, trace_halt(t, i), &grid, s->in_colour);
    }
    arc_show_attempts(stdout, &x->attempts, number, test, (int)s->attempts, s->in_colour);
}

static void report(const arc_work *x, const solve_settings *s)
{
    const arc_tasks *tasks = &x->set.tasks;
    if (s->eval) evaluation_print(stdout, &x->result, s->json);
    if (s->json && !s->eval) arc_print_lines(stdout, &x->attempts, (int)s->attempts);
    for (long i = 0; s->shown && i < tasks->count; i++) {
        if (i > 0) fputc('\n', stdout);
        arc_show_task(stdout, &tasks->items[i], s->in_colour);
        for (int test = 0; test < tasks->items[i].test_count; test++) show_test(x, s, i, test);
    }
}

/* All test inputs, for a page. */
static int exhibit_all(arc_work *x, const solve_settings *s, error *err)
{
    const arc_tasks *tasks = &x->set.tasks;
    int failed = 0;
    for (long i = 0; i < tasks->count; i++)
        for (int test = 0; test < tasks->items[i].test_count; test++)
            failed |= arc_views_put(&x->views, s->exhibit, i, test, (int)s->attempts);
    return failed ? fail_memory(err, "the page") : OK;
}

static int submit(const arc_work *x, const char *path, error *err)
{
    atomic_file file;
    int status = atomic_open(&file, path, err);
    if (status != OK) return status;
    arc_print_submission(file.out, &x->attempts);
    return atomic_close(&file, 1, err);
}

static int solve(void *work, const model *m, const solve_settings *s, long *unsolved, error *err)
{
    arc_work *x = work;
    int status = recall(x, m, err);
    if (status == OK && s->eval && x->set.learned_tests)
        program_complain(s->program,
                         "this model has learned the test outputs of training/ (--train-tests): asked about "
                         "those tasks it passes no test");
    if (status == OK) status = ask_all(x, m, s, err);
    if (status != OK) return status;
    report(x, s);
    if (s->exhibit && exhibit_all(x, s, err) != OK) return NO_MEMORY;
    *unsolved = arc_attempts_any_missed(&x->attempts, (int)s->attempts);
    return s->submission ? submit(x, s->submission, err) : OK;
}

static const char *const own_options[] = {"augmentations", "attempts", "submission", NULL};

const solver_type arc_solver = {.items = "ARC tasks",
                                .options = own_options,
                                .size = sizeof(arc_work),
                                .looks_like = looks_like_tasks,
                                .read = read_tasks,
                                .solve = solve,
                                .close = close_work};
