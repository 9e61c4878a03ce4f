#include "tools/task_solver.h"

#include "data/arc_set/exam.h"
#include "data/arc_set/index.h"
#include "base/clock.h"
#include "base/file.h"

#include <math.h> /* exp */
#include <stdlib.h>
#include <string.h>

static int refuse(int status, error *err, const char *sentence)
{
    return fail(err, status, "%s", sentence);
}

/* --- opening ------------------------------------------------------------------------------- */

/* A whole number that a model's file notes, or -1. */
static int64_t note_number(const model *m, const char *key, int64_t min, int64_t max)
{
    const char *text = model_note(m, key);
    char *end = NULL;
    long long value = text ? strtoll(text, &end, 10) : -1;
    return end && end != text && !*end && value >= min && value <= max ? value : -1;
}

/* What a model's file notes of its training. */
typedef struct training {
    int64_t frame, views, seed;
    const char *index;
} training;

/* Returns 0, or -1 where the notes do not fit each other or the weights. */
static int read_notes(const model *m, training *was)
{
    const network_config *c = &m->net.config;
    was->frame = note_number(m, "frame", 1, COLOUR_GRID_MAX_SIDE);
    was->views = note_number(m, "views", 1, 1000000);
    was->seed = note_number(m, "seed", 0, 1000000000000000);
    was->index = model_note(m, "index");
    if (was->frame < 0 || was->views < 0 || was->seed < 0 || !was->index) return -1;
    if (!c->tasks) return 0;
    if (task_index_fingerprint(was->index, (int)was->views, (uint64_t)was->seed) != c->task_rows) return -1;
    return task_index_count(was->index) * was->views == c->tasks ? 0 : -1;
}

int task_solver_open(task_solver *x, const model *m, const char *path, task_list *list, error *err)
{
    training was;
    *x = (task_solver){.m = m, .list = *list};
    *list = (task_list){0};
    if (read_notes(m, &was)) {
        return fail(err, BAD_INPUT, "%s: its metadata does not say which tasks it was trained on", path);
    }
    const char *learned = model_note(m, "tests");
    x->learned_tests = learned && !strcmp(learned, "1");
    int bad = task_index_name(was.index, &x->list, err);
    if (!bad) bad = task_index_views(was.index, &x->list, (int)was.views, (uint64_t)was.seed, &x->views, err);
    if (bad) return bad;
    if (task_examples_make(&x->examples, &x->list, &x->views, (int)was.frame, 0, err)) return BAD_INPUT;
    if (task_encoding_open(&x->code, (int)was.frame)) return refuse(NO_FILE, err, "not enough memory");
    x->examples.crop = m->net.config.mixer == MIXER_ATTENTION; /* the other is bound to its cells */
    x->shape = (geometry){x->code.planes, x->code.cells, x->code.relation, x->examples.crop ? (int)was.frame : 0};
    if (network_fits(&m->net.config, x->code.vocabulary, x->code.classes, x->code.relations, x->code.cells)) return 0;
    return refuse(BAD_INPUT, err, "this model was trained on other frames than its metadata says");
}

void task_solver_close(task_solver *x)
{
    task_attempts_free(&x->attempts);
    encoding_close(&x->code);
    task_views_free(&x->views);
    task_list_free(&x->list);
}

/* --- asking -------------------------------------------------------------------------------- */

/* As the thinker takes them: none where all have the whole frame. */
static const int32_t *sides_for(const task_solver *x, const int32_t *sides)
{
    return x->shape.frame ? sides : NULL;
}

/* A task_answerer; confidence is the probability that the halting head gives. */
static int answer_views(void *solver, const task_questions *asked, uint8_t *answers, double *confidence)
{
    task_solver *x = solver;
    const questions put = {
        .count = asked->count, .tokens = asked->tokens, .tasks = asked->ids, .sides = sides_for(x, asked->sides)};
    verdict *verdicts = malloc((size_t)asked->count * sizeof *verdicts);
    int failed = !verdicts || think_all(&x->m->w, &x->shape, &x->how, &put, answers, verdicts);
    for (long i = 0; !failed && i < asked->count; i++) {
        confidence[i] = 1 / (1 + exp(-verdicts[i].halt));
        x->effort.steps += verdicts[i].work;
    }
    x->effort.views += asked->count;
    free(verdicts);
    return failed ? -1 : 0;
}

int task_solver_ask(task_solver *x, const thinking *how, int views, int attempts, error *err)
{
    int room = attempts > TASK_PASSES ? attempts : TASK_PASSES;
    double began = clock_seconds();
    x->how = *how;
    if (views == 0 || views > x->views.most) views = x->views.most;
    int failed = task_attempts_make(&x->attempts, &x->list, room) ||
                 task_exam(&x->examples, views, answer_views, x, &x->attempts);
    x->effort.seconds = clock_seconds() - began;
    return failed ? refuse(NO_FILE, err, "not enough memory to think about tasks") : OK;
}

/* --- showing ------------------------------------------------------------------------------- */

/* Room for what shows how a test was answered. */
typedef struct trace_room {
    uint8_t *answers;   /* [steps, F, F] */
    colour_grid *grids; /* [steps] */
    double *halts;      /* [steps] */
} trace_room;

/* The task itself, view 0, is asked again. */
static task_trace trace_test(const task_solver *x, thinker *t, long number, int test, const trace_room *room)
{
    uint8_t tokens[COLOUR_GRID_MAX_CELLS];
    task_trace trace = {.halts = room->halts, .grids = room->grids};
    long id = task_examples_question(&x->examples, number, test, 0, tokens);
    if (id < 0) return trace;
    const int32_t side = task_examples_side(&x->examples, number), *said = sides_for(x, &side);
    const attempt first = {.tokens = tokens, .task = (int32_t)id, .side = said ? *said : 0};
    trace.steps = think_again(t, &x->how, &first, x->how.steps, room->answers, room->halts);
    for (int i = 0; i < trace.steps; i++) {
        room->grids[i].rows = 0;
        task_examples_answer(&x->examples, number, 0, room->answers + i * x->code.cells, &room->grids[i]);
    }
    return trace;
}

static void show_list(const task_solver *x, thinker *t, const trace_room *room, FILE *out, int k, int colour)
{
    for (long i = 0; i < x->list.count; i++) {
        if (i > 0) fputc('\n', out);
        task_report_task(out, &x->list.items[i], colour);
        for (int p = 0; p < x->list.items[i].test_count; p++) {
            task_trace trace = trace_test(x, t, i, p, room);
            task_report_test(out, &x->attempts, i, p, k, &trace, colour);
        }
    }
}

int task_solver_show(const task_solver *x, FILE *out, int k, int colour, error *err)
{
    thinker t = {0};
    layouts shapes;
    size_t steps = (size_t)x->how.steps;
    trace_room room = {.answers = malloc(steps * (size_t)x->code.cells),
                       .grids = malloc(steps * sizeof *room.grids),
                       .halts = malloc(steps * sizeof *room.halts)};
    int failed = layouts_open(&shapes, &x->m->net.config, &x->shape) || thinker_open(&t, &x->m->w, &shapes) ||
                 !room.answers || !room.grids || !room.halts;
    if (!failed) show_list(x, &t, &room, out, k, colour);
    thinker_close(&t);
    layouts_close(&shapes);
    free(room.answers);
    free(room.grids);
    free(room.halts);
    return failed ? refuse(NO_FILE, err, "not enough memory to show a task") : OK;
}

int task_solver_submit(const task_solver *x, const char *path, error *err)
{
    char *text = task_submission(&x->attempts);
    if (!text) return refuse(NO_FILE, err, "not enough memory for the submission");
    int status = atomic_write(path, text, strlen(text), err);
    free(text);
    return status;
}
