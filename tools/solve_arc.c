#include "tools/solve_arc.h"

#include "base/clock.h"
#include "base/file.h"
#include "data/arc_set/arc_set.h"
#include "data/arc_set/questions.h"
#include "report/arc.h"
#include "report/evaluation.h"

#include <math.h> /* exp */
#include <stdlib.h>

typedef struct arc_solver {
    const model *m;
    const arc_solve_options *o;
    arc_set set;
    encoding code;
    geometry shape;
    arc_attempts attempts;
    evaluation result;
} arc_solver;

static int open_solver(arc_solver *x, arc_tasks *tasks, error *err)
{
    const network_config *c = &x->m->net.config;
    x->set.tasks = *tasks;
    *tasks = (arc_tasks){0};
    int bad = arc_set_recall(&x->set, &x->m->about, c->puzzle_ids, c->puzzle_ids_hash, mixers[c->mixer]->size_bound,
                             &x->code, err);
    if (bad) return bad;
    const encoding *e = &x->code;
    x->shape = (geometry){.planes = e->planes,
                          .cells = e->cells,
                          .rows = e->rows,
                          .cols = e->cols,
                          .relation = e->relation,
                          .frame = e->frame};
    if (network_fits(c, &(puzzle_sizes){e->vocabulary, e->classes, e->relations, e->cells, (int)c->puzzle_ids}))
        return OK;
    return fail(err, BAD_INPUT, "this model was trained on other frames than its metadata says");
}

static void close_solver(arc_solver *x)
{
    arc_attempts_free(&x->attempts);
    encoding_close(&x->code);
    arc_set_free(&x->set);
}

/* --- asking -------------------------------------------------------------------------------- */

static int answer(arc_solver *x, arc_questions *q)
{
    const batch *b = &q->asked;
    const infer_inputs in = {.count = b->count, .tokens = b->tokens, .puzzles = b->ids, .sides = b->sides};
    prediction *predictions = malloc(((size_t)b->count + 1) * sizeof *predictions);
    int failed = !predictions || infer(&x->m->w, &x->shape, &x->o->how, &in, b->answers, predictions, NULL);
    for (long i = 0; !failed && i < b->count; i++) {
        const prediction *p = &predictions[i];
        const evaluation_row row = {.steps = p->steps, .samples = p->samples, .work = p->work};
        q->confidence[i] = 1 / (1 + exp(-p->halt));
        evaluation_add(&x->result, &row);
    }
    free(predictions);
    return failed;
}

static int ask_all(arc_solver *x, error *err)
{
    int room = x->o->attempts > EVALUATION_MOST_ATTEMPTS ? x->o->attempts : EVALUATION_MOST_ATTEMPTS;
    int most = x->set.augmentations.most, augmentations = x->o->augmentations;
    if (augmentations == 0 || augmentations > most) augmentations = most;
    arc_questions q;
    double began = clock_seconds();
    long input = 0;
    int failed =
        arc_questions_open(&q, &x->code, augmentations) || arc_attempts_make(&x->attempts, &x->set.tasks, room);
    while (!failed && arc_ask(&q, &x->set.examples, augmentations, &input))
        failed = answer(x, &q) || arc_count(&q, &x->set.examples, &x->attempts);
    arc_questions_close(&q);
    x->result.seconds = clock_seconds() - began;
    if (!failed) arc_evaluate(&x->attempts, x->o->attempts, &x->result);
    return failed ? fail_memory(err, "the answers to tasks") : OK;
}

/* --- reporting ----------------------------------------------------------------------------- */

/* The task itself, augmentation 0, is asked again, to show the steps of its answer. */
static int show_test(const arc_solver *x, long number, int test)
{
    const arc_examples *e = &x->set.examples;
    uint8_t tokens[ARC_MAX_CELLS], answers[ARC_MAX_CELLS];
    trace kept = {0};
    prediction p;
    arc_grid *grids = calloc((size_t)x->o->how.steps, sizeof *grids);
    const int32_t id = (int32_t)arc_examples_question(e, number, test, 0, tokens);
    const int32_t side = x->code.frame ? arc_examples_side(e, number) : 0;
    const infer_inputs in = {.count = 1, .tokens = tokens, .puzzles = &id, .sides = &side};
    int failed = !grids || (id >= 0 && infer(&x->m->w, &x->shape, &x->o->how, &in, answers, &p, &kept));
    const arc_trace shown = {.steps = failed ? 0 : kept.frames, .halts = kept.halts, .grids = grids};
    for (int i = 0; i < shown.steps; i++) arc_examples_answer(e, number, 0, trace_answer(&kept, i), &grids[i]);
    if (!failed) arc_show_test(stdout, &x->attempts, number, test, x->o->attempts, &shown, x->o->colour);
    trace_close(&kept);
    free(grids);
    return failed;
}

static int show(const arc_solver *x, error *err)
{
    const arc_tasks *tasks = &x->set.tasks;
    int failed = 0;
    for (long i = 0; i < tasks->count && !failed; i++) {
        if (i > 0) fputc('\n', stdout);
        arc_show_task(stdout, &tasks->items[i], x->o->colour);
        for (int test = 0; test < tasks->items[i].test_count && !failed; test++) failed = show_test(x, i, test);
    }
    return failed ? fail_memory(err, "a task") : OK;
}

static int report(const arc_solver *x, error *err)
{
    if (x->o->eval) {
        evaluation_print(stdout, &x->result, x->o->json);
        return OK;
    }
    if (!x->o->json) return show(x, err);
    arc_print_lines(stdout, &x->attempts, x->o->attempts);
    return OK;
}

static int submit(const arc_solver *x, error *err)
{
    atomic_file file;
    int bad = atomic_open(&file, x->o->submission, err);
    if (bad) return bad;
    arc_print_submission(file.out, &x->attempts);
    return atomic_close(&file, 1, err);
}

int arc_solve(const model *m, arc_tasks *tasks, const arc_solve_options *o, int *missed, error *err)
{
    arc_solver x = {.m = m, .o = o};
    int bad = open_solver(&x, tasks, err);
    if (!bad && o->eval && x.set.learned_tests)
        fprintf(stderr,
                "solve: this model has learned the test outputs of training/ (--train-tests): asked about those "
                "tasks it passes no test\n");
    if (!bad) bad = ask_all(&x, err);
    if (!bad) bad = report(&x, err);
    if (!bad && o->submission) bad = submit(&x, err);
    *missed = !bad && arc_attempts_any_missed(&x.attempts, o->attempts);
    close_solver(&x);
    return bad;
}
