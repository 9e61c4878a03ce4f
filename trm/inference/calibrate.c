#include "trm/inference/calibrate.h"

#include "base/belief.h"

#include <math.h>
#include <stdlib.h>

/* Thresholds that are tried. Below 0 the head itself finds an answer more likely wrong than right, which only a young head
 * does of right ones; above the last one, 99.97%, an example is not asked further. */
static const double YOUNG = -12, LEAST = 0, MOST = 8, APART = 0.01;
static const double MOST_RIGHT = 0.9; /* of the right answers: they are to be above the lowest threshold tried */

static const double TOLERANCE = 0.001; /* of right answers that may be lost for fewer steps, */
static const double SAVED = 0.05;      /* if that saves this share of them; */
static const double FEW_STEPS = 0.25;  /* one example, however few there are, if no more than this share stays */

/* --- records ------------------------------------------------------------------------------- */

int records_open(records *r, long room, int steps)
{
    size_t n = (size_t)room;
    *r = (records){.room = room, .steps = steps};
    r->taken = malloc((n + 1) * sizeof *r->taken);
    r->halt = malloc((n * (size_t)steps + 1) * sizeof *r->halt);
    r->right = malloc(n * (size_t)steps + 1);
    return r->taken && r->halt && r->right ? 0 : -1;
}

void records_close(records *r)
{
    free(r->taken);
    free(r->halt);
    free(r->right);
    *r = (records){0};
}

static void note(records *r, const trace *t, const prediction *p, long example, const judge *j)
{
    size_t at = (size_t)r->count * (size_t)r->steps;
    r->taken[r->count++] = p->steps;
    for (int k = 0; k < p->steps; k++) {
        r->halt[at + (size_t)k] = t->halts[k];
        r->right[at + (size_t)k] = j->is_right(j->rules, example, trace_answer(t, k)) != 0;
    }
}

/* The examples from `first` on. */
static infer_inputs part_of(const infer_inputs *in, const geometry *shape, long first, long count)
{
    size_t at = (size_t)first, cells = at * (size_t)shape->cells;
    return (infer_inputs){.count = count,
                          .first = in->first + first,
                          .tokens = in->tokens + cells * (size_t)shape->planes,
                          .puzzles = in->puzzles ? in->puzzles + at : NULL,
                          .sides = in->sides ? in->sides + at : NULL,
                          .ranks = in->ranks ? in->ranks + cells : NULL,
                          .given = in->given ? in->given + cells : NULL};
}

/* So many at a time that their traces stay small. */
enum { PART = 64 };

static int add_part(records *r, const weights *w, const geometry *shape, const infer_options *how,
                    const infer_inputs *in, long first, const judge *j)
{
    prediction predictions[PART];
    trace traces[PART];
    uint8_t *answers = malloc((size_t)in->count * (size_t)shape->cells);
    if (!answers || infer(w, shape, how, in, answers, predictions, traces)) {
        free(answers);
        return -1;
    }
    int stopped = how->stop && *how->stop;
    for (long i = 0; i < in->count; i++) {
        if (!stopped) note(r, &traces[i], &predictions[i], first + i, j);
        trace_close(&traces[i]);
    }
    free(answers);
    return 0;
}

int records_add(records *r, const weights *w, const geometry *shape, const infer_options *how, const infer_inputs *in,
                const judge *j)
{
    const long before = r->count;
    infer_options all = *how;
    all.threshold = MOST;
    all.steps = r->steps;
    all.samples = 1;
    all.select = SELECT_CONFIDENT;
    all.trace = 0;
    for (long first = 0; first < in->count && !(how->stop && *how->stop); first += PART) {
        long left = in->count - first;
        const infer_inputs part = part_of(in, shape, first, left < PART ? left : PART);
        if (add_part(r, w, shape, &all, &part, first, j)) return -1;
    }
    if (how->stop && *how->stop) r->count = before;
    return 0;
}

/* --- the threshold ------------------------------------------------------------------------- */

/* The step after which an example stops, from 0. */
static int last_step(const records *r, long example, double threshold)
{
    const double *halt = r->halt + (size_t)example * (size_t)r->steps;
    int k = 0;
    while (k + 1 < r->taken[example] && !(halt[k] > threshold)) k++;
    return k;
}

static void try_threshold(const records *r, double threshold, double *right, double *steps)
{
    long sum_right = 0, sum_steps = 0;
    for (long i = 0; i < r->count; i++) {
        int k = last_step(r, i, threshold);
        sum_steps += k + 1;
        sum_right += r->right[(size_t)i * (size_t)r->steps + (size_t)k];
    }
    *right = (double)sum_right / (double)r->count;
    *steps = (double)sum_steps / (double)r->count;
}

/* The share of the right answers after the last step whose logit is above a threshold. */
static double share_above(const records *r, double threshold)
{
    long right = 0, above = 0;
    for (long i = 0; i < r->count; i++) {
        size_t at = (size_t)i * (size_t)r->steps + (size_t)r->taken[i] - 1;
        right += r->right[at];
        above += r->right[at] && r->halt[at] > threshold;
    }
    return right ? (double)above / (double)right : 1;
}

/* LEAST, or lower if the head has yet to learn that answers are right. What has a logit below those of right answers is
 * thought about further. */
static double least_threshold(const records *r)
{
    double least = LEAST;
    while (least > YOUNG && share_above(r, least) < MOST_RIGHT) least -= APART;
    return least;
}

/* Share of the examples that are right at the one threshold and wrong at the other. */
static double lost(const records *r, double threshold, double best)
{
    long sum = 0;
    for (long i = 0; i < r->count; i++) {
        const uint8_t *right = r->right + (size_t)i * (size_t)r->steps;
        sum += right[last_step(r, i, best)] && !right[last_step(r, i, threshold)];
    }
    return (double)sum / (double)r->count;
}

/* The lowest threshold of those tried at which at most that share of the examples is lost. A higher one never takes fewer
 * steps. */
static double lowest(const records *r, double least, double best, double share)
{
    const int last = (int)lround((MOST - least) / APART);
    int i = 0;
    while (i < last && lost(r, least + APART * i, best) > share) i++;
    return least + APART * i;
}

static double steps_at(const records *r, double threshold)
{
    double right, steps;
    try_threshold(r, threshold, &right, &steps);
    return steps;
}

/* The highest of those at which most are right. */
static double best_threshold(const records *r, double least)
{
    const int last = (int)lround((MOST - least) / APART);
    double best = MOST, most = -1, right, steps;
    for (int i = 0; i <= last; i++) {
        try_threshold(r, least + APART * i, &right, &steps);
        if (right < most) continue;
        most = right;
        best = least + APART * i;
    }
    return best;
}

/* Among some hundred examples one may by itself keep all others thinking to the end. */
static double choose_threshold(const records *r)
{
    const double least = least_threshold(r), best = best_threshold(r, least);
    const double all = lowest(r, least, best, 0), most = lowest(r, least, best, TOLERANCE);
    const double quick = lowest(r, least, best, 1.5 / (double)r->count);
    const double chosen = steps_at(r, most) <= (1 - SAVED) * steps_at(r, all) ? most : all;
    return quick < chosen && steps_at(r, quick) <= FEW_STEPS * steps_at(r, chosen) ? quick : chosen;
}

/* --- the probability ----------------------------------------------------------------------- */

/* The last logit of an example, and whether its answer is right. */
static double last_halt(const records *r, long i, double threshold, int *right)
{
    size_t at = (size_t)i * (size_t)r->steps + (size_t)last_step(r, i, threshold);
    *right = r->right[at];
    return r->halt[at];
}

/* Those examples whose number leaves `rest` when divided by 2; 2: all. */
static int is_in(long example, int rest)
{
    return rest == 2 || example % 2 == rest;
}

/* Log loss of a part of the examples, in sum. */
static double loss_of(const records *r, const calibration *c, int rest)
{
    double sum = 0;
    for (long i = 0; i < r->count; i++) {
        int right;
        double x = c->scale * last_halt(r, i, c->threshold, &right) + c->offset;
        if (!is_in(i, rest)) continue;
        sum += belief_loss(x, right);
    }
    return sum;
}

/* The loss and the prior, -log N(scale; 1, 1) - log N(offset; 0, 1). */
static double cost_of(const records *r, const calibration *c, int rest)
{
    return loss_of(r, c, rest) + 0.5 * ((c->scale - 1) * (c->scale - 1) + c->offset * c->offset);
}

/* Newton's step for that: gradient g, Hessian [h00 h01; h01 h11]. */
static void newton_step(const records *r, const calibration *c, int rest, double *scale, double *offset)
{
    double g0 = c->scale - 1, g1 = c->offset, h00 = 1, h01 = 0, h11 = 1;
    for (long i = 0; i < r->count; i++) {
        int right;
        double h = last_halt(r, i, c->threshold, &right), p = calibration_sure(c, h), v = p * (1 - p);
        if (!is_in(i, rest)) continue;
        g0 += (p - right) * h;
        g1 += p - right;
        h00 += v * h * h;
        h01 += v * h;
        h11 += v;
    }
    double determinant = h00 * h11 - h01 * h01;
    *scale = (h11 * g0 - h01 * g1) / determinant;
    *offset = (h00 * g1 - h01 * g0) / determinant;
}

/* The cost is convex; a step that does not lower it is halved. */
static calibration fit(const records *r, double threshold, int rest)
{
    enum { STEPS = 30, HALVINGS = 30 };
    calibration c = {.threshold = threshold, .scale = 1, .fitted = 1};
    double cost = cost_of(r, &c, rest);
    for (int k = 0; k < STEPS; k++) {
        double scale, offset, before = cost;
        newton_step(r, &c, rest, &scale, &offset);
        for (int n = 0; n < HALVINGS; n++, scale /= 2, offset /= 2) {
            calibration next = c;
            next.scale -= scale;
            next.offset -= offset;
            double lower = cost_of(r, &next, rest);
            if (!(lower < cost)) continue;
            c = next;
            cost = lower;
            break;
        }
        if (!(cost < before - 1e-9)) break;
    }
    return c;
}

void calibrate(const records *r, calibration *c, calibration_report *report)
{
    const calibration usual = calibration_none();
    const double n = (double)r->count;
    *report = (calibration_report){.examples = r->count};
    *c = (calibration){.threshold = choose_threshold(r), .scale = 1, .fitted = 1};
    try_threshold(r, usual.threshold, &report->right_before, &report->steps_before);
    try_threshold(r, c->threshold, &report->right, &report->steps);
    const calibration of_even = fit(r, c->threshold, 0), of_odd = fit(r, c->threshold, 1);
    report->loss_before = loss_of(r, c, 2) / n;
    report->loss_after = (loss_of(r, &of_even, 1) + loss_of(r, &of_odd, 0)) / n;
    if (report->loss_after < report->loss_before) *c = fit(r, c->threshold, 2);
}
