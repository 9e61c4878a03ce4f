/* TRM with a single latent, from which the answer is read too (arXiv 2510.04871, table 2: "single z"):
 *
 *     latent recursion     n + 1 times  z <- net(z + x)
 *     deep recursion       T - 1 latent recursions without gradient, one with
 *
 * As many passes as TRM: what is missing is an answer that stands still while the latent works on it. */
#include "trm/algorithms/algorithm.h"

#include <string.h>

static tensor *latent_recursion(tape *t, bound *b, tensor *x, tensor *z, const step_io *io, int last)
{
    for (int64_t i = 0; i <= b->net->config.latent_updates; i++) {
        z = network_update(t, b, NET_Z, add(t, z, x, 1));
        if (!last || i < b->net->config.latent_updates) step_note(t, b, io, z, z, 1);
    }
    return z;
}

static void carry_on(const tape *t, const step_io *io, const tensor *z)
{
    if (t->memory->base) memcpy(io->carry, z->x, tensor_size(z) * sizeof(real));
}

static tensor *deep_recursion(tape *t, bound *b, const step_io *io)
{
    tensor *x = network_embed(t, b, &io->in), *z = tape_wrap(t, io->carry, NULL, 4, x->shape);
    int recording = t->recording;
    t->recording = 0;
    for (int cycle = 1; cycle < io->cycles; cycle++) {
        tape_point before = tape_mark(t);
        carry_on(t, io, latent_recursion(t, b, x, z, io, 0));
        tape_reset(t, before);
    }
    t->recording = recording;
    return latent_recursion(t, b, x, z, io, 1);
}

static void train(tape *t, bound *b, step_io *s, const train_config *c, int of)
{
    tape_begin(t, 1);
    network_prepare(t, b);
    tensor *z = deep_recursion(t, b, s);
    step_learn(t, b, s, z, c, of);
    carry_on(t, s, z);
}

static void infer(tape *t, bound *b, step_io *s)
{
    tape_begin(t, 0);
    network_prepare(t, b);
    tensor *z = deep_recursion(t, b, s);
    step_answer(t, b, s, z, z);
    carry_on(t, s, z);
}

static int carried_states(const network_config *c, int training)
{
    (void)c, (void)training;
    return 1;
}

/* One frozen vector for every token. */
static void begin(const bound *b, uint64_t seed, real *carry, size_t stride, int states)
{
    size_t width = (size_t)b->net->config.width;
    (void)seed, (void)stride, (void)states;
    for (int i = 0; i < b->shape->planes * b->shape->sequence; i++)
        memcpy(carry + (size_t)i * width, b->tensors[b->net->z0].x, width * sizeof(real));
}

static double passes(const network_config *c, int training)
{
    return ((double)c->cycles + (training ? 2 : 0)) * (double)(c->latent_updates + 1);
}

static int updates(const network_config *c)
{
    return algorithm_trm.updates(c);
}

const algorithm algorithm_single_latent = {
    .name = "single-latent",
    .help = "TRM without y: one latent, which the answer is read from too",
    .states = carried_states,
    .begin = begin,
    .train = train,
    .infer = infer,
    .passes = passes,
    .updates = updates,
};
