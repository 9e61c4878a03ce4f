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
    if (!c->puzzle_ids) return 0;
    if (task_index_fingerprint(was->index, (int)was->views, (uint64_t)was->seed) != c->puzzle_ids_hash) return -1;
    return task_index_count(was->index) * was->views == c->puzzle_ids ? 0 : -1;
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
    x->examples.crop = !mixers[m->net.config.mixer]->size_bound;
    x->shape = (geometry){.planes = x->code.planes,
                          .cells = x->code.cells,
                          .rows = x->code.rows,
                          .cols = x->code.cols,
                          .relation = x->code.relation,
                          .frame = x->examples.crop ? (int)was.frame : 0};
    if (network_fits(&m->net.config, &(puzzle_sizes){x->code.vocabulary, x->code.classes, x->code.relations, x->code.cells, (int)m->net.config.puzzle_ids})) return 0;
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
    const infer_inputs put = {
        .count = asked->count, .tokens = asked->tokens, .puzzles = asked->ids, .sides = sides_for(x, asked->sides)};
    prediction *predictions = malloc((size_t)asked->count * sizeof *predictions);
    int failed = !predictions || infer(&x->m->w, &x->shape, &x->how, &put, answers, predictions, NULL);
    for (long i = 0; !failed && i < asked->count; i++) {
        confidence[i] = 1 / (1 + exp(-predictions[i].halt));
        x->effort.steps += predictions[i].work;
    }
    x->effort.views += asked->count;
    free(predictions);
    return failed ? -1 : 0;
}

int task_solver_ask(task_solver *x, const infer_options *how, int views, int attempts, error *err)
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

/* The task itself, view 0, is asked once more. (Its trace could be kept with its votes.) */
static int show_test(const task_solver *x, FILE *out, long number, int test, int k, int colour)
{
    uint8_t tokens[COLOUR_GRID_MAX_CELLS], answer[COLOUR_GRID_MAX_CELLS];
    trace kept = {0};
    prediction p;
    colour_grid *grids = calloc((size_t)x->how.steps, sizeof *grids);
    long id = task_examples_question(&x->examples, number, test, 0, tokens);
    const int32_t side = task_examples_side(&x->examples, number), puzzle = (int32_t)id;
    const infer_inputs in = {.count = 1, .tokens = tokens, .puzzles = &puzzle, .sides = sides_for(x, &side)};
    int failed = !grids || (id >= 0 && infer(&x->m->w, &x->shape, &x->how, &in, answer, &p, &kept));
    task_trace shown = {.steps = failed ? 0 : kept.frames, .halts = kept.halts, .grids = grids};
    for (int i = 0; i < shown.steps; i++)
        task_examples_answer(&x->examples, number, 0, trace_answer(&kept, i), &grids[i]);
    if (!failed) task_report_test(out, &x->attempts, number, test, k, &shown, colour);
    trace_close(&kept);
    free(grids);
    return failed;
}

int task_solver_show(const task_solver *x, FILE *out, int k, int colour, error *err)
{
    int failed = 0;
    for (long i = 0; i < x->list.count && !failed; i++) {
        if (i > 0) fputc('\n', out);
        task_report_task(out, &x->list.items[i], colour);
        for (int p = 0; p < x->list.items[i].test_count && !failed; p++) failed = show_test(x, out, i, p, k, colour);
    }
    return failed ? fail_memory(err, "showing a task") : OK;
}

int task_solver_submit(const task_solver *x, const char *path, error *err)
{
    char *text = task_submission(&x->attempts);
    if (!text) return refuse(NO_FILE, err, "not enough memory for the submission");
    int status = atomic_write(path, text, strlen(text), err);
    free(text);
    return status;
}
