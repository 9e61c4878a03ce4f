#include "trm/inference/inference.h"

#include "base/random.h"

#include <stdlib.h>
#include <string.h>

/* --- one thinker ------------------------------------------------------------------------------------------------- */

/* Reals of y or z of the puzzle at hand. */
static size_t state_of(const thinker *t, const network *net)
{
    const layout *shape = t->w.net.shape;
    return (size_t)(shape->planes * shape->places) * (size_t)net->config.width;
}

static int open_arrays(thinker *t, const network *net)
{
    const layout *whole = layouts_for(t->shapes, 0);
    size_t cells = (size_t)whole->cells, tokens = (size_t)whole->planes * cells, each = state_of(t, net);
    size_t reals = (2 * each + 3) * sizeof(real);
    t->block = calloc(1, reals + tokens + cells);
    if (!t->block) return -1;
    real *r = (real *)(void *)t->block;
    t->s.y = r;
    t->s.z = r + each;
    t->s.halt = t->s.z + each;
    t->s.right = t->s.halt + 1;
    t->s.loss = t->s.right + 1;
    t->s.answer = t->block + reals;
    t->s.asked = (prompt){.batch = 1, .tokens = t->s.answer + cells, .task = &t->task};
    return 0;
}

int thinker_open(thinker *t, const weights *w, const layouts *shapes)
{
    *t = (thinker){.shapes = shapes};
    if (worker_plan(&t->w)) return -1;
    network_bind(&t->w.net, w, NULL, layouts_for(shapes, 0));
    if (open_arrays(t, w->net)) return -1;
    t->s.cycles = (int)w->net->config.cycles;
    for (int i = 0; i < shapes->count; i++) {
        t->w.net.shape = &shapes->of[i];
        thinker_step(t);
    }
    return worker_open(&t->w);
}

void thinker_close(thinker *t)
{
    worker_close(&t->w);
    free(t->block);
    *t = (thinker){0};
}

void thinker_start(thinker *t, const uint8_t *tokens, int32_t task, int side)
{
    t->w.net.shape = layouts_for(t->shapes, side);
    t->s.asked.tokens = tokens;
    t->task = t->w.net.net->config.tasks ? task : 0;
    start_state(&t->w.net, t->s.y, t->s.z);
}

void thinker_step(thinker *t)
{
    arena_reset(&t->w.memory, 0);
    answer_step(&t->w.t, &t->w.net, &t->s);
}

/* --- many puzzles, several tries --------------------------------------------------------------------------------- */

thinking thinking_defaults(int threads)
{
    return (thinking){.steps = ANSWER_STEPS, .threshold = HALTING_SURE, .tries = 1, .threads = threads};
}

/* Before a step: adds the noise of this try to z. The first try is free of it, so that what one try solves is among the
 * tries. */
static void perturb(thinker *t, const thinking *how, const attempt *a, int step)
{
    if (a->number == 0 || how->noise <= 0) return;
    uint64_t key = random_key(how->seed, (uint64_t)a->puzzle);
    key = random_key(random_key(key, (uint64_t)a->number), (uint64_t)step);
    size_t n = state_of(t, t->w.net.net);
    for (size_t i = 0; i < n; i++) t->s.z[i] += (real)(how->noise * random_normal(key, i));
}

/* A try of `steps` steps at most; its answer is left in the thinker. */
static verdict think_once(thinker *t, const thinking *how, const attempt *a, int steps)
{
    verdict v = {.chosen = a->number};
    thinker_start(t, a->tokens, a->task, a->side);
    do {
        perturb(t, how, a, v.steps);
        thinker_step(t);
        v.steps++;
        v.halt = (double)t->s.halt[0];
    } while (v.steps < steps && !(v.halt > how->threshold));
    return v;
}

/* Whether a try that came out as `v` takes the place of the best so far. */
static int better(const thinking *how, const verdict *v, const verdict *best)
{
    int halted = v->halt > how->threshold, best_halted = best->halt > how->threshold;
    if (how->choose == CHOOSE_FIRST && halted && best_halted && v->steps != best->steps) return v->steps < best->steps;
    return v->halt > best->halt;
}

int think_again(thinker *t, const thinking *how, const attempt *a, int steps, uint8_t *answers, double *halts)
{
    size_t cells = (size_t)layouts_for(t->shapes, 0)->cells;
    int step = 0, halted = 0;
    thinker_start(t, a->tokens, a->task, a->side);
    for (; step < steps && !halted; step++) {
        perturb(t, how, a, step);
        thinker_step(t);
        memcpy(answers + (size_t)step * cells, t->s.answer, (size_t)t->w.net.shape->cells);
        halts[step] = (double)t->s.halt[0];
        halted = halts[step] > how->threshold;
    }
    return step;
}

static verdict think_about(thinker *t, const thinking *how, attempt a, uint8_t *answer)
{
    verdict best = {0};
    long work = 0;
    int obeyed = 0, made = 0;
    for (; made < how->tries && !obeyed; made++) {
        a.number = made;
        int in_time = how->choose == CHOOSE_FIRST && made && best.halt > how->threshold ? best.steps : how->steps;
        verdict v = think_once(t, how, &a, in_time);
        work += v.steps;
        obeyed = how->choose == CHOOSE_RULES && how->obeys(how->rules, a.puzzle, t->s.answer);
        if (made && !obeyed && !better(how, &v, &best)) continue;
        best = v;
        memcpy(answer, t->s.answer, (size_t)t->w.net.shape->cells);
    }
    best.tries = made;
    best.work = work;
    return best;
}

static void judge(const uint8_t *answer, const uint8_t *labels, int cells, verdict *v)
{
    v->cells = 0;
    for (int l = 0; l < cells; l++) v->cells += !labels || labels[l] == NO_LABEL || labels[l] == answer[l];
    v->all_right = v->cells == cells;
}

static void answer_one(thinker *t, const thinking *how, const questions *asked, long i, uint8_t *answers, verdict *v)
{
    const layout *whole = layouts_for(t->shapes, 0);
    size_t at = (size_t)i * (size_t)whole->cells;
    uint8_t *answer = answers + at;
    const attempt first = {.tokens = asked->tokens + at * (size_t)whole->planes,
                           .task = asked->tasks ? asked->tasks[i] : 0,
                           .side = asked->sides ? asked->sides[i] : 0,
                           .puzzle = i};
    *v = think_about(t, how, first, answer);
    judge(answer, asked->labels ? asked->labels + at : NULL, t->w.net.shape->cells, v);
}

int think_all(const weights *w, const geometry *shape, const thinking *how, const questions *asked, uint8_t *answers,
              verdict *verdicts)
{
    long count = asked->count;
    int threads = how->threads < count ? how->threads : (int)count;
    layouts shapes;
    int failed = layouts_open(&shapes, &w->net->config, shape);
    thinker *thinkers = calloc((size_t)threads + 1, sizeof *thinkers);
    for (int i = 0; thinkers && !failed && i < threads; i++) failed = thinker_open(&thinkers[i], w, &shapes);
    if (!thinkers || failed) count = failed = -1;
#pragma omp parallel for schedule(dynamic) num_threads(threads)
    for (long i = 0; i < count; i++) answer_one(&thinkers[worker_number()], how, asked, i, answers, &verdicts[i]);
    for (int i = 0; thinkers && i < threads; i++) thinker_close(&thinkers[i]);
    free(thinkers);
    layouts_close(&shapes);
    return failed;
}
