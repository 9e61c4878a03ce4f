#include "tools/train/calibrate.h"

#include "base/clock.h"
#include "lib/wiring.h"
#include "tools/stop.h"
#include "tools/train/evaluate.h"
#include "tools/train/save.h"

enum { FEWEST = 16, FEWEST_RIGHT = 4 }; /* puzzles, and right answers among them, that a threshold is chosen by */

typedef struct asked {
    const batch *b;
    int by_rules;
} asked;

static int is_right(const void *rules, long i, const uint8_t *answer)
{
    const asked *a = rules;
    const uint8_t *labels = batch_labels(a->b, i);
    const int side = a->b->sides[i], cells = side ? side * side : a->b->code->cells;
    if (a->by_rules) return encoding_accepts(a->b->code, batch_tokens(a->b, i), side, answer);
    for (int l = 0; l < cells; l++)
        if (labels[l] != NO_LABEL && labels[l] != answer[l]) return 0;
    return 1;
}

/* Better than all before, or as good: the later one has learned longer. */
static int keep_if_best(training_run *r, double score)
{
    if (score < r->s.best_score) return OK;
    r->s.best_score = score;
    r->s.best_step = r->t.step;
    return save_best(r);
}

int keep_best(training_run *r)
{
    return r->data.held_out ? keep_if_best(r, evaluation_solved(&r->tested)) : OK;
}

/* How these weights answer a batch. */
static int measure(training_run *r, const weights *w, const batch *b, calibration *c, calibration_report *report)
{
    const puzzle_kind *kind = r->data.code.kind;
    const asked rules = {b, kind && !kind->one_answer};
    const judge j = {is_right, &rules};
    const infer_inputs in = inputs_of(b);
    infer_options how = infer_defaults(r->t.threads);
    records said;
    how.stop = stop_flag();
    int failed = records_open(&said, b->count, (int)r->s.test_steps) || records_add(&said, w, &r->shape, &how, &in, &j);
    if (!failed && !stop_asked()) {
        calibrate(&said, c, report);
        if (report->right_before * (double)b->count < FEWEST_RIGHT - 0.5) *c = calibration_none();
    }
    records_close(&said);
    return failed ? fail(&r->err, NO_MEMORY, "not enough memory to test") : OK;
}

/* An earlier model that stays the best gets a threshold of its own. */
static int calibrate_best(training_run *r, const batch *b)
{
    model best = {0};
    calibration c = calibration_none();
    calibration_report report;
    int status = model_read(&best, r->folder.best, &r->err);
    if (status != OK) return status;
    status = measure(r, &best.w, b, &c, &report);
    if (status == OK && !stop_asked() && c.fitted) status = rewrite_best(r, &best, &c);
    model_close(&best);
    return status;
}

static int choose_by(training_run *r, const batch *b)
{
    calibration c = calibration_none();
    calibration_report report = {0};
    weights_pack(&r->t.average);
    int status = measure(r, &r->t.average, b, &c, &report);
    if (status != OK || stop_asked()) return status;
    if (c.fitted) r->sure = c;
    status = keep_if_best(r, report.right_before);
    return status == OK && r->s.best_step < r->t.step ? calibrate_best(r, b) : status;
}

/* As many as are affordable, and if there were checks not fewer than in those, to compare with them. */
static long count_puzzles(const training_run *r)
{
    double affordable = TEST_SHARE * run_flops(r) / test_flops(r, 1);
    long count = affordable < (double)r->data.held_out ? (long)affordable : r->data.held_out;
    if (r->s.best_step && r->s.best_step < r->t.step && count < check_count(r)) count = (long)check_count(r);
    return count;
}

/* Without a threshold to choose there is still a best model. */
static int compare_last(training_run *r)
{
    if (!r->s.best_step) return keep_if_best(r, 0);
    int status = check(r);
    return status == OK && !stop_asked() ? keep_best(r) : status;
}

int choose_threshold(training_run *r)
{
    batch b;
    double began = clock_seconds();
    long count = count_puzzles(r);
    if (r->data.held_out == 0) return OK;
    if (count < FEWEST || network_reads_answers(&r->s.net)) return compare_last(r);
    int failed = dataset_held_out(&r->data, count, &b);
    int status = failed ? fail(&r->err, NO_MEMORY, "not enough memory to test") : choose_by(r, &b);
    batch_close(&b);
    r->testing += clock_seconds() - began;
    return status;
}
