/* Less is more: recursive reasoning with a tiny network (arXiv 2510.04871).
 *
 *     latent recursion     n times  z <- net(x + y + z),  then once  y <- net(y + z)
 *     deep recursion       T - 1 latent recursions without gradient, then one with (--gradient-cycles: more)
 *     deep supervision     after each deep recursion: loss, backward, optimiser step; (y, z) carried on, detached
 *     halting              an example leaves when its halting logit says so, a new one takes its place
 *
 * The first three are in this file, read from top to bottom; which examples leave and come is in training/trainer.c.
 * x: the embedded question, y: the answer, z: the latent, all [B, P, S, D]; one network serves both updates.
 */
#include "trm/recursion.h"

#include "trm/algorithms/look_ahead.h"

#include <string.h>

/* Of the updates of z in the last cycle the last ones have gradient: all in TRM, one in HRM. */
static int64_t recorded_updates(const network_config *c)
{
    int64_t n = c->latent_updates, some = c->gradient_updates;
    return some && some < n ? some : n;
}

static state think(tape *t, bound *b, tensor *x, state s, const step_io *io, int64_t times)
{
    if (times == 0) return s;
    tensor *x_and_y = add(t, x, s.y, 1); /* neither changes while z does */
    for (int64_t i = 0; i < times; i++) {
        s.z = network_update(t, b, NET_Z, add(t, s.z, x_and_y, 1));
        step_note(t, b, io, s.y, s.z, 0);
    }
    return s;
}

static state latent_recursion(tape *t, bound *b, tensor *x, state s, const step_io *io, int last)
{
    const network_config *c = &b->net->config;
    int recording = t->recording;
    int64_t taught = recording ? recorded_updates(c) : c->latent_updates;
    t->recording = 0;
    s = think(t, b, x, s, io, c->latent_updates - taught);
    t->recording = recording;
    s = think(t, b, x, s, io, taught);
    s.y = network_update(t, b, NET_Y, add(t, s.y, s.z, 1));
    if (!last) step_note(t, b, io, s.y, s.z, 1);
    return s;
}

void carry_on(const tape *t, const step_io *io, state s)
{
    if (!t->memory->base) return;
    memcpy(io->carry + CARRY_Y * io->stride, s.y->x, tensor_size(s.y) * sizeof(real));
    memcpy(io->carry + CARRY_Z * io->stride, s.z->x, tensor_size(s.z) * sizeof(real));
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

state carried(tape *t, const bound *b, const step_io *io, const tensor *x)
{
    size_t each = tensor_size(x) / (size_t)io->in.batch;
    for (int i = 0; t->memory->base && !b->net->config.carry && i < io->in.batch; i++)
        begin(b, 0, io->carry + (size_t)i * each, io->stride, CARRIED);
    return (state){tape_wrap(t, io->carry + CARRY_Y * io->stride, NULL, 4, x->shape),
                   tape_wrap(t, io->carry + CARRY_Z * io->stride, NULL, 4, x->shape)};
}

static state deep_recursion(tape *t, bound *b, tensor *x, const step_io *io)
{
    state s = carried(t, b, io, x);
    int recording = t->recording, left = io->cycles;
    int taught = recording ? network_recorded_cycles(&b->net->config, left) : 1;
    for (t->recording = 0; left > taught; left--) {
        tape_point before = tape_mark(t);
        carry_on(t, io, latent_recursion(t, b, x, s, io, 0));
        tape_reset(t, before);
    }
    for (t->recording = recording; left > 1; left--) s = latent_recursion(t, b, x, s, io, 0);
    return latent_recursion(t, b, x, s, io, 1);
}

void supervision_step(tape *t, bound *b, step_io *s, const train_config *c, int of)
{
    tape_begin(t, 1);
    network_prepare(t, b);
    tensor *x = network_embed(t, b, &s->in);
    state after = deep_recursion(t, b, x, s);
    if (b->net->config.continue_head == CONTINUE_LEARNED) look_ahead(t, b, x, s, after, deep_recursion);
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

/* T (n + 1) forward, twice if the next step is run for its worth; those that are recorded once more backward, at twice
 * the cost. */
static double passes(const network_config *c, int training)
{
    double forward = (double)c->cycles * (double)(c->latent_updates + 1);
    if (!training) return forward;
    double recorded = network_recorded_cycles(c, (int)c->cycles) * (double)(recorded_updates(c) + 1);
    return forward * (1 + (c->continue_head == CONTINUE_LEARNED)) + 2 * recorded;
}

static int updates(const network_config *c)
{
    return (int)(c->cycles * (c->latent_updates + 1));
}

const algorithm algorithm_trm = {
    .name = "trm",
    .help = "a tiny recursive model: z and y updated in turns by one network",
    .varies = 1,
    .states = carried_states,
    .begin = begin,
    .train = supervision_step,
    .infer = answer_step,
    .passes = passes,
    .updates = updates,
};
