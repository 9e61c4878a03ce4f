#include "trm/inference/infer.h"

#include "base/random.h"
#include "trm/network/worker.h"

#include <math.h> /* NAN */
#include <stdlib.h>
#include <string.h>

infer_options infer_defaults(int threads)
{
    return (infer_options){.steps = INFER_STEPS, .threshold = INFER_THRESHOLD, .samples = 1, .threads = threads};
}

/* --- one thread -------------------------------------------------------------------------------------------------- */

typedef struct solver {
    worker w;
    const layouts *shapes;
    const algorithm *algorithm;
    step_io s;       /* of one example */
    int32_t puzzle;  /* s.in points to it */
    uint64_t key;    /* likewise */
    int states;      /* that it carries */
    uint8_t *labels; /* [cells] room for those of the example at hand */
    uint8_t *block;  /* owns the arrays of s, and the labels */
    trace trace;     /* of the sample at hand; s.frames points to it if traces are wanted */
    int ended;       /* 1: whoever watches wants no further step of the puzzle at hand */
} solver;

static size_t state_size(const layout *l, const network_config *c)
{
    return (size_t)(l->planes * l->sequence) * (size_t)c->width;
}

static int open_arrays(solver *x, const network_config *c)
{
    const layout *whole = layouts_for(x->shapes, 0);
    size_t cells = (size_t)whole->cells, tokens = (size_t)whole->planes * cells, each = state_size(whole, c);
    size_t carried = (size_t)x->states * each, reals = (carried + 3) * sizeof(real);
    x->block = calloc(1, reals + tokens + 2 * cells);
    if (!x->block) return -1;
    x->s.carry = (real *)(void *)x->block;
    x->s.stride = each;
    x->s.halt = x->s.carry + carried;
    x->s.correct = x->s.halt + 1;
    x->s.loss = x->s.correct + 1;
    x->s.answer = x->block + reals;
    x->s.in = (inputs){.batch = 1, .tokens = x->s.answer + cells, .puzzle = &x->puzzle, .key = &x->key};
    x->labels = x->s.labels = x->s.answer + cells + tokens; /* laid out for; each example says whether it has any */
    return 0;
}

static int new_trace(const solver *x, const infer_options *how, trace *t)
{
    const layout *whole = layouts_for(x->shapes, 0);
    const network_config *c = &x->w.net.net->config;
    int per_step = how->trace & TRACE_UPDATES && x->algorithm->updates ? x->algorithm->updates(c) : 1;
    int steps = algorithm_most_steps(x->algorithm, NULL, whole->cells, how->steps);
    size_t logits = (size_t)(whole->planes * whole->cells) * (size_t)c->classes;
    return trace_open(t, how->trace, per_step, per_step * steps, whole->cells, logits, state_size(whole, c));
}

static void take_step(solver *x)
{
    arena_reset(&x->w.memory, 0);
    x->algorithm->infer(&x->w.t, &x->w.net, &x->s);
}

static int open_solver(solver *x, const weights *w, const layouts *shapes, const infer_options *how, int traced)
{
    const network_config *c = &w->net->config;
    *x = (solver){.shapes = shapes, .algorithm = algorithm_of(c)};
    x->states = x->algorithm->states ? x->algorithm->states(c, 0) : 0;
    if (worker_plan(&x->w, w->net) || open_arrays(x, c) || (traced && new_trace(x, how, &x->trace))) return -1;
    network_bind(&x->w.net, w, NULL, layouts_for(shapes, 0));
    x->s.cycles = (int)c->cycles;
    if (traced) x->s.frames = &x->trace;
    for (int i = 0; i < shapes->count; i++) {
        if (!shapes->of[i].cells) continue;
        x->w.net.shape = &shapes->of[i];
        take_step(x);
    }
    return worker_open(&x->w);
}

static void close_solver(solver *x)
{
    worker_close(&x->w);
    trace_close(&x->trace);
    free(x->block);
}

/* --- one puzzle -------------------------------------------------------------------------------------------------- */

typedef struct question {
    const uint8_t *tokens; /* [P, L] */
    const int32_t *rank;   /* [L], or NULL */
    const uint8_t *given;  /* [L], or NULL */
    const uint8_t *labels; /* [L], or NULL */
    int32_t puzzle, side;
    long index;  /* among those of this call */
    long number; /* among all that are ever asked */
} question;

static void start(solver *x, const question *q)
{
    x->w.net.shape = layouts_for(x->shapes, q->side);
    x->s.in.tokens = q->tokens;
    x->s.in.rank = q->rank;
    x->s.in.given = q->given;
    x->s.labels = q->labels ? memcpy(x->labels, q->labels, (size_t)x->w.net.shape->cells) : NULL;
    x->s.loss[0] = NAN;
    x->puzzle = x->w.net.net->config.puzzle_ids ? q->puzzle : 0;
    x->trace.cells = x->w.net.shape->cells;
    x->trace.frames = 0;
    if (x->algorithm->begin) x->algorithm->begin(&x->w.net, 0, x->s.carry, x->s.stride, x->states);
}

/* Before a step: adds the noise of this sample to all that is carried but y. The first sample is free of it, so that
 * what one sample solves is among the samples. */
static void perturb(solver *x, const infer_options *how, const question *q, int sample, int step)
{
    if (sample == 0 || how->noise <= 0 || x->states < 2) return;
    uint64_t key = random_key(how->seed, (uint64_t)q->number);
    key = random_key(random_key(key, (uint64_t)sample), (uint64_t)step);
    size_t n = state_size(x->w.net.shape, &x->w.net.net->config);
    for (size_t k = 1; k < (size_t)x->states; k++) {
        real *z = x->s.carry + k * x->s.stride;
        for (size_t i = 0; i < n; i++) z[i] += (real)(how->noise * random_normal(key, (k - 1) * n + i));
    }
}

static int is_stopped(const infer_options *how)
{
    return how->stop && *how->stop;
}

/* After a step: whether the puzzle gets no further one, whatever the model believes. */
static int is_ended(solver *x, const infer_options *how, const question *q, const prediction *now)
{
    if (how->watch) x->ended = how->watch(how->watcher, q->index, now, x->s.answer);
    return x->ended || is_stopped(how);
}

/* A sample of `steps` steps at most; its answer is left in the solver. */
static prediction run_sample(solver *x, const infer_options *how, const question *q, int sample, int steps)
{
    prediction p = {.sample = sample};
    start(x, q);
    x->key = random_key(random_key(how->seed, (uint64_t)q->number), (uint64_t)sample);
    x->s.unmask = how->unmask;
    x->s.remask = how->remask;
    x->s.steps = algorithm_most_steps(x->algorithm, &x->s.in, x->w.net.shape->cells, steps);
    do {
        x->s.step = p.steps;
        perturb(x, how, q, sample, p.steps);
        take_step(x);
        p.steps++;
        p.halt = (double)x->s.halt[0];
    } while (!is_ended(x, how, q, &p) && p.steps < x->s.steps && (x->algorithm->fills || !(p.halt > how->threshold)));
    return p;
}

/* Whether a sample that came out as `p` takes the place of the best so far. */
static int is_better(const infer_options *how, const prediction *p, const prediction *best)
{
    int halted = p->halt > how->threshold, best_halted = best->halt > how->threshold;
    if (how->select == SELECT_FIRST && halted && best_halted && p->steps != best->steps) return p->steps < best->steps;
    return p->halt > best->halt;
}

/* Keeps the answer of the sample at hand, and its trace, whose memory changes hands. */
static void keep(solver *x, uint8_t *answer, trace *kept)
{
    memcpy(answer, x->s.answer, (size_t)x->w.net.shape->cells);
    if (!kept) return;
    trace t = *kept;
    *kept = x->trace;
    x->trace = t;
}

static prediction run_samples(solver *x, const infer_options *how, const question *q, uint8_t *answer, trace *kept)
{
    prediction best = {0};
    long work = 0;
    int obeyed = 0, made = 0;
    x->ended = 0;
    for (; made < how->samples && !obeyed && !(made && (x->ended || is_stopped(how))); made++) {
        /* A later sample that takes more steps than the best one cannot be the first to halt. */
        int in_time = how->select == SELECT_FIRST && made && best.halt > how->threshold ? best.steps : how->steps;
        prediction p = run_sample(x, how, q, made, in_time);
        work += p.steps;
        obeyed = how->select == SELECT_RULES && how->obeys(how->rules, q->index, x->s.answer);
        int better = !made || obeyed || is_better(how, &p, &best);
        if (how->seen) how->seen(how->viewer, q->index, &p, better, &x->trace);
        if (!better) continue;
        best = p;
        keep(x, answer, kept);
    }
    best.samples = made;
    best.work = work;
    return best;
}

/* --- many puzzles ------------------------------------------------------------------------------------------------ */

static void answer_one(solver *x, const infer_options *how, const infer_inputs *in, long i, uint8_t *answers,
                       prediction *p, trace *kept)
{
    const layout *whole = layouts_for(x->shapes, 0);
    size_t at = (size_t)i * (size_t)whole->cells;
    const question q = {.tokens = in->tokens + at * (size_t)whole->planes,
                        .rank = in->ranks ? in->ranks + at : NULL,
                        .given = in->given ? in->given + at : NULL,
                        .labels = in->labels ? in->labels + at : NULL,
                        .puzzle = in->puzzles ? in->puzzles[i] : 0,
                        .side = in->sides ? in->sides[i] : 0,
                        .index = i,
                        .number = in->first + i};
    *p = run_samples(x, how, &q, answers + at, kept);
    p->loss = q.labels ? (double)x->s.loss[0] : NAN;
}

/* Returns how many traces are open; fewer than `count` if out of memory. */
static long open_traces(trace *traces, long count, const solver *x, const infer_options *how)
{
    long opened = 0;
    while (traces && opened < count && !new_trace(x, how, &traces[opened])) opened++;
    return traces ? opened : count;
}

int infer(const weights *w, const geometry *shape, const infer_options *how, const infer_inputs *in, uint8_t *answers,
          prediction *predictions, trace *traces)
{
    long count = in->count, opened = 0;
    int threads = how->threads < count ? how->threads : (int)count;
    layouts shapes;
    int failed = layouts_open(&shapes, &w->net->config, shape);
    solver *solvers = calloc((size_t)threads + 1, sizeof *solvers);
    for (int i = 0; solvers && !failed && i < threads; i++)
        failed = open_solver(&solvers[i], w, &shapes, how, traces || how->seen);
    if (!solvers) failed = -1;
    if (!failed && count > 0) failed = (opened = open_traces(traces, count, &solvers[0], how)) < count ? -1 : 0;
    if (failed) count = 0;
#pragma omp parallel for schedule(dynamic) num_threads(threads > 0 ? threads : 1)
    for (long i = 0; i < count; i++)
        if (!is_stopped(how))
            answer_one(&solvers[worker_number()], how, in, i, answers, &predictions[i], traces ? &traces[i] : NULL);
    for (long i = 0; failed && traces && i < opened; i++) trace_close(&traces[i]);
    for (int i = 0; solvers && i < threads; i++) close_solver(&solvers[i]);
    free(solvers);
    layouts_close(&shapes);
    return failed;
}
