/* ARC tasks in solve.c: asks about their tests, and reports. */
#include "base/clock.h"
#include "base/program.h"
#include "data/arc_set/task_file.h"
#include "report/arc.h"
#include "report/evaluation.h"
#include "lib/task_view.h"
#include "tools/draw_task.h"
#include "tools/solver.h"

#include <stdlib.h>
#include <string.h>

typedef struct arc_work {
    task_group g;
    task_views views; /* of each test input as it is, augmentation 0, if they are to be shown */
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
        return fail(err, BAD_INPUT, "--submission: %s is not a submission and would be replaced; name another file",
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
    arc_tasks *tasks = &((arc_work *)work)->g.set.tasks;
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
    if (s->quiet) return fail(err, BAD_INPUT, "--quiet: an answer to a task does not fit on a line; use --json");
    if (s->how.select == SELECT_RULES)
        return fail(err, BAD_INPUT, "--choose rules: the rules of ARC tasks are not known; choose confident or first");
    return s->submission ? check_submission(s->submission, err) : OK;
}

static void close_work(void *work)
{
    arc_work *x = work;
    task_views_close(&x->views);
    task_group_close(&x->g);
}

/* --- asking ------------------------------------------------------------------------------------------------------ */

/* The questions at hand. */
static int answer(arc_work *x, const model *m, const solve_settings *s, error *err)
{
    const long count = x->g.q.asked.count;
    prediction *predictions = malloc(((size_t)count + 1) * sizeof *predictions);
    infer_options how = s->how;
    int failed = !predictions || (x->views.of && task_views_watch(&x->views, s->exhibit ? s->exhibit->file : "", &how));
    int status =
        failed ? fail_memory(err, "the answers to tasks") : task_group_answer(&x->g, m, &how, predictions, err);
    for (long i = 0; status == OK && i < count; i++) {
        const prediction *p = &predictions[i];
        evaluation_add(&x->result, &(evaluation_row){.steps = p->steps, .samples = p->samples, .work = p->work});
    }
    free(predictions);
    return status;
}

static int ask_all(arc_work *x, const model *m, const solve_settings *s, error *err)
{
    double began = clock_seconds();
    int status = OK;
    if ((s->shown || s->exhibit) && task_views_open(&x->views, &x->g, calibration_belief(&s->belief),
                                                    s->how.trace & (TRACE_LOGITS | TRACE_UPDATES), s->html != NULL))
        status = fail_memory(err, "the answers to tasks");
    while (status == OK && arc_ask(&x->g.q)) status = answer(x, m, s, err);
    x->result.seconds = clock_seconds() - began;
    if (status == OK) arc_evaluate(&x->g.attempts, (int)s->attempts, &x->result);
    return status;
}

/* --- reporting --------------------------------------------------------------------------------------------------- */

static void show_test(const arc_work *x, const solve_settings *s, long number, int test)
{
    task_view *v = &x->views.of[x->g.attempts.first[number] + test];
    const trace *t = &v->kept;
    arc_show_input(stdout, &x->g.attempts, number, test, s->in_colour);
    if (t->frames == 0) printf("too large for the frame of the model, which was not asked\n");
    if (t->frames && s->animate) draw_task_animate(v, s);
    for (int i = 0; t->frames && !s->animate && i < t->frames / t->per_step; i++) {
        arc_grid grid = {0};
        arc_examples_answer(&x->g.set.examples, number, 0, trace_answer(t, i), &grid);
        arc_show_step(stdout, i + 1, trace_halt(t, i), &grid, s->in_colour);
    }
    arc_show_attempts(stdout, &x->g.attempts, number, test, (int)s->attempts, s->in_colour);
}

static void report(const arc_work *x, const solve_settings *s)
{
    const arc_tasks *tasks = &x->g.set.tasks;
    if (s->eval) evaluation_print(stdout, &x->result, s->json);
    if (s->json && !s->eval) arc_print_lines(stdout, &x->g.attempts, (int)s->attempts);
    for (long i = 0; s->shown && i < tasks->count; i++) {
        if (i > 0) fputc('\n', stdout);
        arc_show_task(stdout, &tasks->items[i], s->in_colour);
        for (int test = 0; test < tasks->items[i].test_count; test++) show_test(x, s, i, test);
    }
}

/* All test inputs, for a page. */
static int exhibit_all(arc_work *x, const solve_settings *s, error *err)
{
    int failed = 0;
    if (s->svg) {
        if (!x->views.of[0].kept.frames)
            return fail(err, BAD_INPUT, "--svg: the first test input was not asked, so there is nothing to draw");
        int status = draw_task(s->exhibit, &x->views.of[0], s, err);
        if (status != OK) return status;
    }
    for (long i = 0; i < x->views.inputs && !failed; i++) {
        task_view *v = &x->views.of[i];
        if (v->r.out) failed = task_view_end(v, &x->g.attempts, (int)s->attempts) || exhibit_put(s->exhibit, &v->r);
    }
    return failed ? fail_memory(err, "the page") : OK;
}

static int submit(const arc_work *x, const char *path, error *err)
{
    atomic_file file;
    int status = atomic_open(&file, path, err);
    if (status != OK) return status;
    arc_print_submission(file.out, &x->g.attempts);
    return atomic_close(&file, 1, err);
}

static int solve(void *work, const model *m, const solve_settings *s, long *unsolved, error *err)
{
    arc_work *x = work;
    const int k = (int)s->attempts, room = k > EVALUATION_MOST_ATTEMPTS ? k : EVALUATION_MOST_ATTEMPTS;
    int status = task_group_open(&x->g, m, (int)s->augmentations, room, err);
    if (status == OK && s->eval && x->g.set.learned_tests)
        program_complain(
            s->program,
            "this model has learned the test outputs of training/ (--train-tests), so those tasks do not test it");
    if (status == OK) status = ask_all(x, m, s, err);
    if (status != OK) return status;
    report(x, s);
    if (s->exhibit && (status = exhibit_all(x, s, err)) != OK) return status;
    *unsolved = arc_attempts_any_missed(&x->g.attempts, (int)s->attempts);
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
