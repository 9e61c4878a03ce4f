#include "tools/solve_arc.h"

#include "base/atomic_file.h"
#include "base/clock.h"
#include "data/arc_set/arc_set.h"
#include "data/arc_set/questions.h"
#include "report/arc.h"
#include "report/evaluation.h"

#include <math.h> /* exp */
#include <stdlib.h>
#include <string.h>

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
    int bad = arc_set_recall(&x->set, &x->m->about, c->tasks, c->task_rows, network_is_size_bound(c), &x->code, err);
    if (bad) return bad;
    const encoding *e = &x->code;
    x->shape = (geometry){e->planes, e->cells, e->relation, e->frame};
    if (network_fits(c, e->vocabulary, e->classes, e->relations, e->cells)) return OK;
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
    const questions asked = {.count = b->count, .tokens = b->tokens, .tasks = b->ids, .sides = b->sides};
    verdict *verdicts = malloc(((size_t)b->count + 1) * sizeof *verdicts);
    int failed = !verdicts || think_all(&x->m->w, &x->shape, &x->o->how, &asked, b->answers, verdicts);
    for (long i = 0; !failed && i < b->count; i++) {
        const verdict *v = &verdicts[i];
        const evaluation_row row = {.steps = v->steps, .samples = v->tries, .work = v->work};
        q->confidence[i] = 1 / (1 + exp(-v->halt));
        evaluation_add(&x->result, &row);
    }
    free(verdicts);
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

/* Room for the steps of an answer. */
typedef struct steps_room {
    uint8_t *answers; /* [steps, F, F] */
    arc_grid *grids;  /* [steps] */
    double *halts;    /* [steps] */
} steps_room;

/* The task itself, augmentation 0, is asked again. */
static arc_trace trace_test(const arc_solver *x, thinker *t, long number, int test, const steps_room *room)
{
    uint8_t tokens[ARC_MAX_CELLS];
    arc_trace trace = {.halts = room->halts, .grids = room->grids};
    long id = arc_examples_question(&x->set.examples, number, test, 0, tokens);
    if (id < 0) return trace;
    const int32_t side = x->code.frame ? arc_examples_side(&x->set.examples, number) : 0;
    const attempt first = {.tokens = tokens, .task = (int32_t)id, .side = side};
    trace.steps = think_again(t, &x->o->how, &first, x->o->how.steps, room->answers, room->halts);
    for (int i = 0; i < trace.steps; i++) {
        room->grids[i].rows = 0;
        arc_examples_answer(&x->set.examples, number, 0, room->answers + i * x->code.cells, &room->grids[i]);
    }
    return trace;
}

static void show_tasks(const arc_solver *x, thinker *t, const steps_room *room)
{
    const arc_tasks *tasks = &x->set.tasks;
    for (long i = 0; i < tasks->count; i++) {
        if (i > 0) fputc('\n', stdout);
        arc_show_task(stdout, &tasks->items[i], x->o->colour);
        for (int test = 0; test < tasks->items[i].test_count; test++) {
            const arc_trace trace = trace_test(x, t, i, test, room);
            arc_show_test(stdout, &x->attempts, i, test, x->o->attempts, &trace, x->o->colour);
        }
    }
}

static int show(const arc_solver *x, error *err)
{
    thinker t = {0};
    layouts shapes;
    size_t steps = (size_t)x->o->how.steps;
    steps_room room = {.answers = malloc(steps * (size_t)x->code.cells),
                       .grids = malloc(steps * sizeof *room.grids),
                       .halts = malloc(steps * sizeof *room.halts)};
    int failed = layouts_open(&shapes, &x->m->net.config, &x->shape) || thinker_open(&t, &x->m->w, &shapes) ||
                 !room.answers || !room.grids || !room.halts;
    if (!failed) show_tasks(x, &t, &room);
    thinker_close(&t);
    layouts_close(&shapes);
    free(room.answers);
    free(room.grids);
    free(room.halts);
    return failed ? fail_memory(err, "a task") : OK;
}

static int report(const arc_solver *x, error *err)
{
    if (x->o->eval) {
        evaluation_print(stdout, &x->result, x->o->json);
        return OK;
    }
    if (!x->o->json) return show(x, err);
    return arc_print_lines(stdout, &x->attempts, x->o->attempts) ? fail_memory(err, "the name of a task") : OK;
}

static int submit(const arc_solver *x, error *err)
{
    char *text = NULL;
    size_t size;
    FILE *memory = open_memstream(&text, &size);
    int failed = !memory || arc_print_submission(memory, &x->attempts);
    if (memory && fclose(memory)) failed = 1;
    int bad = failed                                            ? fail_memory(err, "the submission")
              : atomic_write(x->o->submission, text, size, err) ? OK
                                                                : NO_FILE;
    free(text);
    return bad;
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
