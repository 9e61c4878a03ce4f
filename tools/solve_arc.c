/* ARC tasks in solve.c: asks about their tests, and reports. */
#include "base/clock.h"
#include "data/arc_set/arc_set.h"
#include "data/arc_set/questions.h"
#include "data/arc_set/task_file.h"
#include "report/arc.h"
#include "report/evaluation.h"
#include "tools/solver.h"
#include "tools/wiring.h"

#include <math.h> /* exp */
#include <stdlib.h>

typedef struct arc_work {
    const model *m;
    infer_options how;
    arc_set set;
    encoding code;
    geometry shape;
    arc_attempts attempts;
    evaluation result;
} arc_work;

/* --- reading ----------------------------------------------------------------------------------------------------- */

static int read_tasks(void *work, const char *path, file_bytes *text, const solve_settings *s, const char **kind,
                      error *err)
{
    arc_work *x = work;
    *kind = "arc";
    int bad = text ? arc_tasks_parse(&x->set.tasks, path, text, err) : arc_tasks_read(&x->set.tasks, path, err);
    if (bad) return bad;
    if (s->limit) arc_tasks_keep(&x->set.tasks, (long)s->limit);
    if (s->quiet) return fail(err, BAD_INPUT, "--quiet: an answer to a task fits no line; use --json");
    if (s->choose == SELECT_RULES)
        return fail(err, BAD_INPUT, "--choose rules: the rules of ARC tasks are not known; choose confident or first");
    return s->submission ? atomic_try(s->submission, err) : OK;
}

static void close_work(void *work)
{
    arc_work *x = work;
    arc_attempts_free(&x->attempts);
    encoding_close(&x->code);
    arc_set_free(&x->set);
}

static int recall(arc_work *x, const model *m, error *err)
{
    const network_config *c = &m->net.config;
    x->m = m;
    int bad = arc_set_recall(&x->set, &m->about, c->puzzle_ids, c->puzzle_ids_hash, mixers[c->mixer]->size_bound,
                             &x->code, err);
    if (bad) return bad;
    x->shape = geometry_of(&x->code);
    return solve_fits(m, &x->code)
               ? OK
               : fail(err, BAD_INPUT, "this model was trained on other frames than its metadata says");
}

/* --- asking -------------------------------------------------------------------------------- */

static int answer(arc_work *x, arc_questions *q)
{
    const batch *b = &q->asked;
    const infer_inputs in = {.count = b->count, .tokens = b->tokens, .puzzles = b->ids, .sides = b->sides};
    prediction *predictions = malloc(((size_t)b->count + 1) * sizeof *predictions);
    int failed = !predictions || infer(&x->m->w, &x->shape, &x->how, &in, b->answers, predictions, NULL);
    for (long i = 0; !failed && i < b->count; i++) {
        const prediction *p = &predictions[i];
        const evaluation_row row = {.steps = p->steps, .samples = p->samples, .work = p->work};
        q->confidence[i] = 1 / (1 + exp(-p->halt));
        evaluation_add(&x->result, &row);
    }
    free(predictions);
    return failed;
}

static int ask_all(arc_work *x, const solve_settings *s, error *err)
{
    int k = (int)s->attempts, room = k > EVALUATION_MOST_ATTEMPTS ? k : EVALUATION_MOST_ATTEMPTS;
    int most = x->set.augmentations.most, augmentations = s->augmentations < most ? (int)s->augmentations : most;
    if (augmentations == 0) augmentations = most;
    arc_questions q;
    double began = clock_seconds();
    long input = 0;
    int failed =
        arc_questions_open(&q, &x->code, augmentations) || arc_attempts_make(&x->attempts, &x->set.tasks, room);
    while (!failed && arc_ask(&q, &x->set.examples, augmentations, &input))
        failed = answer(x, &q) || arc_count(&q, &x->set.examples, &x->attempts);
    arc_questions_close(&q);
    x->result.seconds = clock_seconds() - began;
    if (!failed) arc_evaluate(&x->attempts, k, &x->result);
    return failed ? fail_memory(err, "the answers to tasks") : OK;
}

/* --- reporting ----------------------------------------------------------------------------- */

/* The task itself, augmentation 0, is asked again, to show the steps of its answer. */
static int show_test(const arc_work *x, const solve_settings *s, long number, int test)
{
    const arc_examples *e = &x->set.examples;
    uint8_t tokens[ARC_MAX_CELLS], answers[ARC_MAX_CELLS];
    trace kept = {0};
    prediction p;
    arc_grid *grids = calloc((size_t)x->how.steps, sizeof *grids);
    const int32_t id = (int32_t)arc_examples_question(e, number, test, 0, tokens);
    const int32_t side = x->code.frame ? arc_examples_side(e, number) : 0;
    const infer_inputs in = {.count = 1, .tokens = tokens, .puzzles = &id, .sides = &side};
    int failed = !grids || (id >= 0 && infer(&x->m->w, &x->shape, &x->how, &in, answers, &p, &kept));
    const arc_trace shown = {.steps = failed ? 0 : kept.frames, .halts = kept.halts, .grids = grids};
    for (int i = 0; i < shown.steps; i++) arc_examples_answer(e, number, 0, trace_answer(&kept, i), &grids[i]);
    if (!failed) arc_show_test(stdout, &x->attempts, number, test, (int)s->attempts, &shown, s->in_colour);
    trace_close(&kept);
    free(grids);
    return failed;
}

static int show(const arc_work *x, const solve_settings *s, error *err)
{
    const arc_tasks *tasks = &x->set.tasks;
    int failed = 0;
    for (long i = 0; i < tasks->count && !failed; i++) {
        if (i > 0) fputc('\n', stdout);
        arc_show_task(stdout, &tasks->items[i], s->in_colour);
        for (int test = 0; test < tasks->items[i].test_count && !failed; test++) failed = show_test(x, s, i, test);
    }
    return failed ? fail_memory(err, "a task") : OK;
}

static int report(const arc_work *x, const solve_settings *s, error *err)
{
    if (s->eval)
        evaluation_print(stdout, &x->result, s->json);
    else if (s->json)
        arc_print_lines(stdout, &x->attempts, (int)s->attempts);
    else
        return show(x, s, err);
    return OK;
}

static int submit(const arc_work *x, const char *path, error *err)
{
    atomic_file file;
    int bad = atomic_open(&file, path, err);
    if (bad) return bad;
    arc_print_submission(file.out, &x->attempts);
    return atomic_close(&file, 1, err);
}

static int solve(void *work, const model *m, const solve_settings *s, long *unsolved, error *err)
{
    arc_work *x = work;
    x->how = solve_infer_options(s);
    int bad = recall(x, m, err);
    if (!bad && s->eval && x->set.learned_tests)
        fprintf(stderr,
                "solve: this model has learned the test outputs of training/ (--train-tests): asked about those "
                "tasks it passes no test\n");
    if (!bad) bad = ask_all(x, s, err);
    if (!bad) bad = report(x, s, err);
    if (!bad && s->submission) bad = submit(x, s->submission, err);
    if (!bad) *unsolved = arc_attempts_any_missed(&x->attempts, (int)s->attempts);
    return bad;
}

static const char *const own_options[] = {"augmentations", "attempts", "submission", NULL};

const solver_type arc_solver = {.items = "ARC tasks",
                                .options = own_options,
                                .size = sizeof(arc_work),
                                .looks_like = looks_like_arc,
                                .looks_like_text = looks_like_arc_text,
                                .read = read_tasks,
                                .solve = solve,
                                .close = close_work};
