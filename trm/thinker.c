#include "trm/thinker.h"

#include <stdlib.h>
#include <string.h>

/* --- one thinker ------------------------------------------------------------------------------------------------- */

static size_t tokens_of(const geometry *shape)
{
    return (size_t)shape->planes * (size_t)shape->cells;
}

static int open_arrays(thinker *t, size_t width)
{
    size_t n = (size_t)t->batch, tokens = tokens_of(&t->shape), cells = (size_t)t->shape.cells;
    size_t each = n * tokens * width;
    size_t reals = (2 * each + 3 * n) * sizeof(real);
    t->block = calloc(1, reals + n * (tokens + cells));
    if (!t->block) return -1;
    real *r = (real *)(void *)t->block;
    t->s.y = r;
    t->s.z = r + each;
    t->s.halt = t->s.z + each;
    t->s.right = t->s.halt + n;
    t->s.loss = t->s.right + n;
    t->s.answer = t->block + reals;
    t->s.tokens = t->s.answer + n * cells;
    return 0;
}

int thinker_open(thinker *t, const weights *w, const geometry *shape, int batch)
{
    *t = (thinker){.shape = *shape, .batch = batch};
    t->angles = network_angles(w->net, shape);
    if (!t->angles || open_arrays(t, (size_t)w->net->config.width) || worker_plan(&t->w)) return -1;
    network_bind(&t->w.net, w, NULL, &t->shape, t->angles);
    t->s.batch = batch;
    answer_step(&t->w.t, &t->w.net, &t->s);
    return worker_open(&t->w);
}

void thinker_close(thinker *t)
{
    worker_close(&t->w);
    free(t->block);
    free(t->angles);
    *t = (thinker){0};
}

void thinker_start(thinker *t, const uint8_t *tokens, int count)
{
    size_t each = tokens_of(&t->shape) * (size_t)t->w.net.net->config.width;
    t->s.batch = count;
    t->s.tokens = tokens;
    for (int i = 0; i < count; i++) start_state(&t->w.net, t->s.y + (size_t)i * each, t->s.z + (size_t)i * each);
}

void thinker_step(thinker *t)
{
    arena_reset(&t->w.memory, 0);
    answer_step(&t->w.t, &t->w.net, &t->s);
}

/* --- many puzzles ------------------------------------------------------------------------------------------------ */

static void judge(const uint8_t *answer, const uint8_t *labels, int cells, verdict *v)
{
    v->cells = 0;
    for (int l = 0; l < cells; l++) v->cells += !labels || labels[l] == NO_LABEL || labels[l] == answer[l];
    v->all_right = v->cells == cells;
}

/* Runs puzzles [first, first + count) until each has halted; what a halted one would do further is ignored. */
static void think_chunk(thinker *t, const uint8_t *tokens, const uint8_t *labels, long first, int count, int steps,
                        double threshold, uint8_t *answers, verdict *verdicts)
{
    size_t cells = (size_t)t->shape.cells;
    int thinking = count;
    thinker_start(t, tokens + (size_t)first * tokens_of(&t->shape), count);
    for (int i = 0; i < count; i++) verdicts[first + i].steps = 0;
    for (int step = 1; step <= steps && thinking; step++) {
        thinker_step(t);
        for (int i = 0; i < count; i++) {
            verdict *v = &verdicts[first + i];
            if (v->steps || !(step == steps || (double)t->s.halt[i] > threshold)) continue;
            size_t at = (size_t)(first + i) * cells;
            memcpy(answers + at, t->s.answer + (size_t)i * cells, cells);
            *v = (verdict){.steps = step, .halt = (double)t->s.halt[i]};
            judge(answers + at, labels ? labels + at : NULL, (int)cells, v);
            thinking--;
        }
    }
}

int think_all(const weights *w, const geometry *shape, const uint8_t *tokens, const uint8_t *labels, long count,
              int steps, double threshold, int threads, uint8_t *answers, verdict *verdicts)
{
    int chunk = worker_chunk(w->net, shape, 64), failed = 0;
    long chunks = (count + chunk - 1) / chunk;
    if (threads > chunks) threads = (int)chunks;
    thinker *thinkers = calloc((size_t)threads, sizeof *thinkers);
    if (!thinkers) return -1;
    for (int i = 0; i < threads; i++) failed |= thinker_open(&thinkers[i], w, shape, chunk);
    if (failed) chunks = 0;
#pragma omp parallel for schedule(dynamic) num_threads(threads)
    for (long c = 0; c < chunks; c++) {
        long first = c * chunk;
        int here = count - first < chunk ? (int)(count - first) : chunk;
        think_chunk(&thinkers[worker_number()], tokens, labels, first, here, steps, threshold, answers, verdicts);
    }
    for (int i = 0; i < threads; i++) thinker_close(&thinkers[i]);
    free(thinkers);
    return failed;
}
