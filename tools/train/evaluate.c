#include "tools/train/evaluate.h"

#include "base/clock.h"
#include "lib/wiring.h"
#include "tools/stop.h"
#include "tools/train/shown.h"
#include "tools/train/tell.h"

#include <stdlib.h>

enum { PART = 64, PARTS = 16 }; /* puzzles answered together, at least; parts of a test, at most unless it is bounded */
enum { USUAL_TESTS = 2000 };    /* in the last test, if FLOPs allow them */

double run_flops(const training_run *r)
{
    return (double)r->t.step * (double)r->s.train.batch * step_flops(r, 1);
}

double test_flops(const training_run *r, int64_t count)
{
    int steps = algorithm_most_steps(algorithm_of(&r->s.net), NULL, r->data.code.cells, (int)r->s.test_steps);
    return (double)count * steps * step_flops(r, 0);
}

/* A part of a batch. */
static batch part_of(const batch *all, long first, long count)
{
    size_t cells = (size_t)first * (size_t)all->code->cells;
    batch part = *all;
    part.count = count;
    part.first = all->first + first;
    part.tokens = batch_tokens(all, first);
    part.labels = batch_labels(all, first);
    part.answers = batch_answer(all, first);
    part.ids = all->ids + first;
    part.sides = all->sides + first;
    part.given = all->given ? all->given + cells : NULL;
    part.ranks = all->ranks ? all->ranks + cells : NULL;
    return part;
}

static void add_answer(training_run *r, const batch *b, long i, const prediction *p, int of_tests)
{
    uint8_t open[KIND_MAX_CELLS];
    const uint8_t *tokens = batch_tokens(b, i);
    evaluation_row row = row_of(b, i, p);
    for (int l = 0; l < row.cells; l++) open[l] = r->t.open[tokens[l]];
    row.open = open;
    if (r->data.type->class_of) row.class = r->data.type->class_of(&r->data, b->first + i, of_tests);
    row.solved = r->tested.by_rules && encoding_accepts(b->code, tokens, b->sides[i], row.answer);
    evaluation_add(&r->tested, &row);
}

static int answer(training_run *r, const batch *b, prediction *predictions, int watched)
{
    infer_options how = infer_defaults(r->t.threads);
    infer_inputs in = inputs_of(b);
    if (b->count == 0) return 0;
    in.labels = b->labels;
    how.stop = stop_flag();
    how.steps = (int)r->s.test_steps;
    how.threshold = r->halt_asked ? r->s.test_halt : r->sure.threshold;
    if (watched && run_report_watch(&r->shown, b, &how, network_reads_answers(&r->s.net))) return -1;
    if (infer(&r->t.average, &r->shape, &how, &in, b->answers, predictions, NULL)) return -1;
    return watched && !stop_asked() ? run_report_keep(&r->shown, b, predictions) : 0;
}

/* The first puzzles of a test are watched for the report: what comes out is the same. */
static int answer_part(training_run *r, const batch *b, prediction *predictions, int of_tests)
{
    long watched = b->first || r->s.report == REPORT_OFF || !b->code->kind ? 0 : RUN_REPORT_SHOWN;
    if (watched > b->count) watched = b->count;
    const batch head = part_of(b, 0, watched), rest = part_of(b, watched, b->count - watched);
    if (answer(r, &head, predictions, 1) || answer(r, &rest, predictions + watched, 0)) return -1;
    for (long i = 0; !stop_asked() && i < b->count; i++) add_answer(r, b, i, &predictions[i], of_tests);
    return 0;
}

/* How many puzzles come next, of those that are left, so that FLOPs do not run out whatever steps they take. */
static long next_part(const training_run *r, const batch *all, long done, double flops)
{
    long left = all->count - done, part = all->count / PARTS > PART ? all->count / PARTS : PART;
    double most = (flops - (double)r->tested.work * step_flops(r, 0)) / test_flops(r, 1);
    if (left < part) part = left;
    if (most < (double)part) part = (long)most;
    return part < 1 && done == 0 ? 1 : part;
}

/* All of a batch, or as many as the FLOPs allow. The last test says how far it is. */
static int answer_all(training_run *r, const batch *all, double flops, int of_tests)
{
    prediction *predictions = malloc(((size_t)all->count + 1) * sizeof *predictions);
    int failed = !predictions || rank_all(&r->s.net, (batch *)all);
    double began = clock_seconds();
    weights_pack(&r->t.average);
    for (long done = 0, part; !failed && !stop_asked() && (part = next_part(r, all, done, flops)) > 0; done += part) {
        const batch b = part_of(all, done, part);
        failed = answer_part(r, &b, predictions, of_tests);
        if (of_tests && run_done(r) >= 1 && !failed) tell_test(r, all->count, flops, clock_seconds() - began);
    }
    free(predictions);
    return failed;
}

static int evaluate(training_run *r, long count, int of_tests, double flops)
{
    batch b;
    double began = clock_seconds();
    const puzzle_kind *kind = r->data.code.kind;
    r->tested = (evaluation){.by_rules = kind && !kind->one_answer};
    if (count == 0) return OK;
    int failed = of_tests ? dataset_tests(&r->data, count, &b) : dataset_held_out(&r->data, count, &b);
    if (!failed) failed = answer_all(r, &b, flops, of_tests);
    batch_close(&b);
    r->testing += clock_seconds() - began;
    return failed ? fail(&r->err, NO_MEMORY, "not enough memory to test") : OK;
}

int64_t check_count(const training_run *r)
{
    int64_t all = r->data.held_out ? r->data.held_out : r->data.tests;
    return r->s.test_puzzles < all ? r->s.test_puzzles : all;
}

int check(training_run *r)
{
    return evaluate(r, (long)check_count(r), r->data.held_out == 0, INFINITY);
}

long last_count(const training_run *r)
{
    int64_t most = r->asked ? 10 * r->s.test_puzzles : USUAL_TESTS;
    return (long)(most < r->data.tests ? most : r->data.tests);
}

int last_test(training_run *r)
{
    long count = last_count(r);
    if (count > 0) tell_test_begins(r, count);
    return evaluate(r, count, 1, r->asked ? INFINITY : TEST_SHARE * run_flops(r));
}
