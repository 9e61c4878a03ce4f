/* Winner takes all (arXiv 2601.19085): TRM in training with one answer y and K latents for an example.
 *
 *     trial        of each k   y_k, z_k <- deep recursion from y, z_k, without gradient
 *     winner                   w = the k whose y_k has the smallest cross-entropy
 *     supervision step         from y, z_w
 *     carried on               y_w, and of each latent its own z_k
 *
 * So the latents can go different ways from one answer, and each step teaches the way that is best at it already.
 * Answers come from the first latent, as TRM's do.
 */
#include "base/random.h"
#include "trm/recursion.h"

#include <math.h>
#include <string.h>

static size_t state_size(const bound *b)
{
    return (size_t)(b->shape->planes * b->shape->sequence) * (size_t)b->net->config.width;
}

static real *reals(tape *t, size_t count)
{
    return arena_alloc(t->memory, count * sizeof(real));
}

static void copy(const tape *t, real *to, const real *from, size_t count)
{
    if (t->memory->base) memcpy(to, from, count * sizeof(real));
}

static void run_trial(tape *t, bound *b, step_io *trial, const train_config *c)
{
    const int shape[] = {trial->in.batch, b->shape->planes, b->shape->sequence, (int)b->net->config.width};
    answer_step(t, b, trial);
    tensor *logits = network_logits(t, b, tape_wrap(t, trial->carry, NULL, 4, shape));
    copy(t, trial->loss, step_loss(t, b, trial, logits, c)->x, (size_t)trial->in.batch);
}

/* If the trial of latent z is the best so far, z is what the winner will start from. The first of equals wins. */
static void judge_trial(const tape *t, const step_io *trial, const real *z, size_t each, int first, step_io *best)
{
    real *best_z = best->carry + CARRY_Z * best->stride;
    for (size_t i = 0; t->memory->base && i < (size_t)trial->in.batch; i++) {
        if (!first && !(trial->loss[i] < best->loss[i])) continue;
        best->loss[i] = trial->loss[i];
        copy(t, best_z + i * each, z + i * each, each);
    }
}

/* What s->answer, halt, correct and loss hold afterwards is the winner's. */
static void train(tape *t, bound *b, step_io *s, const train_config *c, int of)
{
    size_t each = state_size(b), n = (size_t)s->in.batch * each;
    step_io trial = *s, best = *s;
    trial.carry = reals(t, CARRIED * n);
    best.carry = reals(t, CARRIED * n);
    trial.stride = best.stride = n;
    trial.loss = reals(t, (size_t)s->in.batch);
    size_t mark = arena_mark(t->memory);
    for (int64_t k = 0; k < b->net->config.latents; k++) {
        real *z = s->carry + (size_t)(CARRY_Z + k) * s->stride;
        copy(t, trial.carry, s->carry, n);
        copy(t, trial.carry + n, z, n);
        run_trial(t, b, &trial, c);
        judge_trial(t, &trial, z, each, k == 0, &best);
        copy(t, z, trial.carry + n, n);
        arena_reset(t->memory, mark);
    }
    copy(t, best.carry, s->carry, n);
    supervision_step(t, b, &best, c, of);
    copy(t, s->carry, best.carry, n);
}

/* The start [P, S, D] of a latent other than the network's own: one random vector of the length of z0 for every token,
 * planes included, so that no symbol is set apart. */
static void begin_latent(const bound *b, uint64_t key, real *z)
{
    size_t width = (size_t)b->net->config.width, each = state_size(b);
    const real *z0 = b->tensors[b->net->z0].x;
    double wanted = 0, found = 0;
    for (size_t j = 0; j < width; j++) {
        z[j] = (real)random_normal(key, j);
        wanted += (double)z0[j] * (double)z0[j];
        found += (double)z[j] * (double)z[j];
    }
    for (size_t j = 0; j < width; j++) z[j] *= (real)sqrt(wanted / found);
    for (size_t at = width; at < each; at += width) memcpy(z + at, z, width * sizeof(real));
}

static int carried_states(const network_config *c, int training)
{
    return training ? CARRY_Z + (int)c->latents : CARRIED;
}

static void begin(const bound *b, uint64_t seed, real *carry, size_t stride, int states)
{
    enum { PURPOSE_LATENTS = 3 };
    uint64_t key = random_key(seed, PURPOSE_LATENTS);
    algorithm_trm.begin(b, seed, carry, stride, CARRIED);
    for (int k = 1; k < states - CARRY_Z; k++)
        begin_latent(b, random_key(key, (uint64_t)k), carry + (size_t)(CARRY_Z + k) * stride);
}

/* A trial of each latent, then TRM's step. */
static double passes(const network_config *c, int training)
{
    double trials = training ? (double)c->latents * algorithm_trm.passes(c, 0) : 0;
    return trials + algorithm_trm.passes(c, training);
}

static int updates(const network_config *c)
{
    return algorithm_trm.updates(c);
}

const algorithm algorithm_winner_takes_all = {
    .name = "winner-takes-all",
    .help = "TRM with --latents latents; at each step only the best one learns",
    .varies = 1,
    .states = carried_states,
    .begin = begin,
    .train = train,
    .infer = answer_step,
    .passes = passes,
    .updates = updates,
};
