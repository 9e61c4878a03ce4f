/* Less is more: recursive reasoning with a tiny network (arXiv 2510.04871).
 *
 *     latent recursion     n times  z <- net(x + y + z),  then once  y <- net(y + z)
 *     deep recursion       T - 1 latent recursions without gradient, one with
 *     deep supervision     after each deep recursion: loss, backward, optimiser step; (y, z) carried on, detached
 *     halting              an example leaves when its halting logit says so, a new one takes its place
 *
 * The first three are in this file, read from top to bottom; which examples leave and come is in training/trainer.c.
 * x: the embedded question, y: the answer, z: the latent, all [B, P, S, D]; one network serves both updates.
 */
#include "trm/recursion.h"

#include <string.h>

typedef struct state {
    tensor *y, *z; /* [B, P, S, D] */
} state;

/* One pass through the network. If nothing is recorded only the result stays in memory. */
static tensor *net(tape *t, bound *b, tensor *h)
{
    if (t->recording) return network_pass(t, b, h);
    tensor *result = tape_tensor(t, 0, h->dims, h->shape);
    tape_point before = tape_mark(t);
    tensor *last = network_pass(t, b, h);
    if (t->memory->base) memcpy(result->x, last->x, tensor_size(result) * sizeof(real));
    tape_reset(t, before);
    return result;
}

static state latent_recursion(tape *t, bound *b, tensor *x, state s, const step_io *io, int last)
{
    tensor *x_and_y = add(t, x, s.y, 1); /* neither changes while z does */
    for (int i = 0; i < b->net->config.latent_updates; i++) {
        s.z = net(t, b, add(t, s.z, x_and_y, 1));
        step_note(t, b, io, s.y, s.z, 0);
    }
    s.y = net(t, b, add(t, s.y, s.z, 1));
    if (!last) step_note(t, b, io, s.y, s.z, 1);
    return s;
}

/* Copies a state into the carried arrays. That is all detaching takes: arrays have no gradient. */
static void carry_on(const tape *t, const step_io *io, state s)
{
    if (!t->memory->base) return;
    memcpy(io->carry + CARRY_Y * io->stride, s.y->x, tensor_size(s.y) * sizeof(real));
    memcpy(io->carry + CARRY_Z * io->stride, s.z->x, tensor_size(s.z) * sizeof(real));
}

static state deep_recursion(tape *t, bound *b, tensor *x, const step_io *io)
{
    state s = {tape_wrap(t, io->carry + CARRY_Y * io->stride, NULL, 4, x->shape),
               tape_wrap(t, io->carry + CARRY_Z * io->stride, NULL, 4, x->shape)};
    int recording = t->recording;
    for (int cycle = 1; cycle < io->cycles; cycle++) {
        tape_point before = tape_mark(t);
        t->recording = 0;
        carry_on(t, io, latent_recursion(t, b, x, s, io, 0));
        tape_reset(t, before);
    }
    t->recording = recording;
    return latent_recursion(t, b, x, s, io, 1);
}

void supervision_step(tape *t, bound *b, step_io *s, const train_config *c, int of)
{
    tape_begin(t, 1);
    network_prepare(t, b);
    tensor *x = network_embed(t, b, &s->in);
    state after = deep_recursion(t, b, x, s);
    step_learn(t, b, s, after.y, c, of);
    carry_on(t, s, after);
}

void answer_step(tape *t, bound *b, step_io *s)
{
    tape_begin(t, 0);
    network_prepare(t, b);
    tensor *x = network_embed(t, b, &s->in);
    state after = deep_recursion(t, b, x, s);
    step_answer(t, b, s, after.y, after.z);
    carry_on(t, s, after);
}

/* --- the row ----------------------------------------------------------------------------------------------------- */

static int carried_states(const network_config *c, int training)
{
    (void)c, (void)training;
    return CARRIED;
}

/* One frozen vector each for every token. */
static void begin(const bound *b, uint64_t seed, real *carry, size_t stride, int states)
{
    int width = (int)b->net->config.width, tokens = b->shape->planes * b->shape->sequence;
    (void)seed, (void)states;
    for (int i = 0; i < tokens; i++) {
        memcpy(carry + CARRY_Y * stride + i * width, b->tensors[b->net->y0].x, (size_t)width * sizeof(real));
        memcpy(carry + CARRY_Z * stride + i * width, b->tensors[b->net->z0].x, (size_t)width * sizeof(real));
    }
}

/* T (n + 1) forward; the n + 1 of the last cycle are recorded. */
static double passes(const network_config *c, int training)
{
    return ((double)c->cycles + (training ? 2 : 0)) * (double)(c->latent_updates + 1);
}

static int updates(const network_config *c)
{
    return (int)(c->cycles * (c->latent_updates + 1));
}

const algorithm algorithm_trm = {
    .name = "trm",
    .help = "a tiny recursive model: z and y updated in turns by one network",
    .states = carried_states,
    .begin = begin,
    .train = supervision_step,
    .infer = answer_step,
    .passes = passes,
    .updates = updates,
};
