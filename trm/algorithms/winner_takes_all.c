#include "trm/algorithms/winner_takes_all.h"

#include "base/random.h"

#include <math.h>
#include <string.h>

static size_t state_each(const bound *b)
{
    return (size_t)(b->shape->planes * b->shape->places) * (size_t)b->net->config.width;
}

static real *reals(tape *t, size_t count)
{
    return arena_alloc(t->memory, count * sizeof(real));
}

static void copy(const tape *t, real *to, const real *from, size_t count)
{
    if (t->memory->base) memcpy(to, from, count * sizeof(real));
}

static void run_trial(tape *t, bound *b, supervision *trial, int loss_kind)
{
    const int shape[] = {trial->asked.batch, b->shape->planes, b->shape->places, (int)b->net->config.width};
    answer_step(t, b, trial);
    tensor *logits = network_logits(t, b, tape_wrap(t, trial->y, NULL, 4, shape));
    copy(t, trial->loss, cross_entropy(t, logits, trial->labels, loss_kind)->x, (size_t)trial->asked.batch);
}

/* Where the trial of latent z is the best so far, z is what the winner will start from. The first of equals wins. */
static void judge_trial(const tape *t, const supervision *trial, const real *z, size_t each, int first,
                        supervision *best)
{
    for (size_t i = 0; t->memory->base && i < (size_t)trial->asked.batch; i++) {
        if (!first && !(trial->loss[i] < best->loss[i])) continue;
        best->loss[i] = trial->loss[i];
        copy(t, best->z + i * each, z + i * each, each);
    }
}

void winner_step(tape *t, bound *b, const supervision *s, int latents, size_t stride, int loss_kind, real halt_weight,
                 int of)
{
    size_t each = state_each(b), n = (size_t)s->asked.batch * each;
    supervision trial = *s, best = *s;
    trial.y = reals(t, n);
    trial.z = reals(t, n);
    trial.loss = reals(t, (size_t)s->asked.batch);
    best.z = reals(t, n);
    size_t mark = arena_mark(t->memory);
    for (int k = 0; k < latents; k++) {
        real *z = s->z + (size_t)k * stride;
        copy(t, trial.y, s->y, n);
        copy(t, trial.z, z, n);
        run_trial(t, b, &trial, loss_kind);
        judge_trial(t, &trial, z, each, k == 0, &best);
        copy(t, z, trial.z, n);
        arena_reset(t->memory, mark);
    }
    supervision_step(t, b, &best, loss_kind, halt_weight, of);
}

void start_latent(const bound *b, uint64_t key, real *z)
{
    size_t width = (size_t)b->net->config.width, each = state_each(b);
    double wanted = 0, found = 0;
    for (size_t j = 0; j < width; j++) {
        z[j] = (real)random_normal(key, j);
        wanted += (double)b->z0.x[j] * (double)b->z0.x[j];
        found += (double)z[j] * (double)z[j];
    }
    for (size_t j = 0; j < width; j++) z[j] *= (real)sqrt(wanted / found);
    for (size_t at = width; at < each; at += width) memcpy(z + at, z, width * sizeof(real));
}
