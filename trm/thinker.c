#include "trm/thinker.h"

#include "autograd/random.h"

#include <stdlib.h>
#include <string.h>

/* --- one thinker ------------------------------------------------------------------------------------------------- */

/* Reals of y or z. */
static size_t state_of(const thinker *t, const network *net)
{
    return (size_t)(t->shape.planes * t->shape.places) * (size_t)net->config.width;
}

static int open_arrays(thinker *t, const network *net)
{
    size_t cells = (size_t)t->shape.cells, tokens = (size_t)t->shape.planes * cells, each = state_of(t, net);
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

int thinker_open(thinker *t, const weights *w, const geometry *shape)
{
    *t = (thinker){0};
    if (layout_open(&t->shape, &w->net->config, shape) || open_arrays(t, w->net) || worker_plan(&t->w)) return -1;
    network_bind(&t->w.net, w, NULL, &t->shape);
    t->s.cycles = (int)w->net->config.cycles;
    answer_step(&t->w.t, &t->w.net, &t->s);
    return worker_open(&t->w);
}

void thinker_close(thinker *t)
{
    worker_close(&t->w);
    free(t->block);
    layout_close(&t->shape);
    *t = (thinker){0};
}

void thinker_start(thinker *t, const uint8_t *tokens, int32_t task)
{
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
    thinker_start(t, a->tokens, a->task);
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
    size_t cells = (size_t)t->shape.cells;
    int step = 0, halted = 0;
    thinker_start(t, a->tokens, a->task);
    for (; step < steps && !halted; step++) {
        perturb(t, how, a, step);
        thinker_step(t);
        memcpy(answers + (size_t)step * cells, t->s.answer, cells);
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
        memcpy(answer, t->s.answer, (size_t)t->shape.cells);
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

int think_all(const weights *w, const geometry *shape, const thinking *how, const uint8_t *tokens, const int32_t *tasks,
              const uint8_t *labels, long count, uint8_t *answers, verdict *verdicts)
{
    int failed = 0, threads = how->threads < count ? how->threads : (int)count;
    size_t cells = (size_t)shape->cells, each = (size_t)shape->planes * cells;
    thinker *thinkers = calloc((size_t)threads + 1, sizeof *thinkers);
    if (!thinkers) return -1;
    for (int i = 0; i < threads; i++) failed |= thinker_open(&thinkers[i], w, shape);
    if (failed) count = 0;
#pragma omp parallel for schedule(dynamic) num_threads(threads)
    for (long i = 0; i < count; i++) {
        uint8_t *answer = answers + (size_t)i * cells;
        attempt first = {.tokens = tokens + (size_t)i * each, .task = tasks ? tasks[i] : 0, .puzzle = i};
        verdicts[i] = think_about(&thinkers[worker_number()], how, first, answer);
        judge(answer, labels ? labels + (size_t)i * cells : NULL, (int)cells, &verdicts[i]);
    }
    for (int i = 0; i < threads; i++) thinker_close(&thinkers[i]);
    free(thinkers);
    return failed;
}
