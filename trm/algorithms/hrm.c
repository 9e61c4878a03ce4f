/* The Hierarchical Reasoning Model (arXiv 2506.21734; models/hrm/hrm_act_v1.py of its code), TRM's forerunner: a fast
 * low-level network L and a slow high-level network H, each with a state of its own.
 *
 *     supervision step     H_cycles times:  L_cycles times  z_L <- L(z_L + (z_H + x)),  then once  z_H <- H(z_H + z_L)
 *     one-step gradient    only the last call of L and the last call of H have gradient; all before is constant (:188-204)
 *     answer, logits       read from z_H; q_halt and q_continue from its first token (:207-212)
 *     halting              in training when q_halt > q_continue, or at N_sup; exploration as in TRM (:262-273)
 *     loss                 cross-entropy + halt_weight (BCE(q_halt, all cells right) + BCE(q_continue, G)), G: look_ahead.h
 *
 * In TRM's words z_H is y and z_L is z, H_cycles is T (--cycles) and L_cycles is n (--latent-updates). So this is TRM
 * with --networks 2 --gradient-updates 1 --continue-head learned, bit for bit; a test holds both against each other. */
#include "trm/algorithms/look_ahead.h"

/* All but the last call of each: L_cycles H_cycles - 1 of L, H_cycles - 1 of H. */
static state settle(tape *t, bound *b, tensor *x, state s, const step_io *io)
{
    int64_t low = b->net->config.latent_updates;
    for (int cycle = 1; cycle <= io->cycles; cycle++) {
        int last = cycle == io->cycles;
        tensor *above = add(t, s.y, x, 1);
        for (int64_t i = 0; i < low - last; i++) {
            s.z = network_update(t, b, NET_Z, add(t, s.z, above, 1));
            step_note(t, b, io, s.y, s.z, 0);
        }
        if (!last) {
            s.y = network_update(t, b, NET_Y, add(t, s.y, s.z, 1));
            step_note(t, b, io, s.y, s.z, 1);
        }
    }
    return s;
}

static state recurse(tape *t, bound *b, tensor *x, const step_io *io)
{
    int recording = t->recording;
    t->recording = 0;
    state s = settle(t, b, x, carried(t, b, io, x), io);
    t->recording = recording;
    s.z = network_update(t, b, NET_Z, add(t, s.z, add(t, s.y, x, 1), 1));
    step_note(t, b, io, s.y, s.z, 0);
    s.y = network_update(t, b, NET_Y, add(t, s.y, s.z, 1));
    return s;
}

static void train(tape *t, bound *b, step_io *s, const train_config *c, int of)
{
    tape_begin(t, 1);
    network_prepare(t, b);
    tensor *x = network_embed(t, b, &s->in);
    state after = recurse(t, b, x, s);
    look_ahead(t, b, x, s, after, recurse);
    step_learn(t, b, s, after.y, c, of);
    carry_on(t, s, after);
}

static void infer(tape *t, bound *b, step_io *s)
{
    tape_begin(t, 0);
    network_prepare(t, b);
    state after = recurse(t, b, network_embed(t, b, &s->in), s);
    step_answer(t, b, s, after.y, after.z);
    carry_on(t, s, after);
}

static int carried_states(const network_config *c, int training)
{
    (void)c, (void)training;
    return CARRIED;
}

static void begin(const bound *b, uint64_t seed, real *carry, size_t stride, int states)
{
    algorithm_trm.begin(b, seed, carry, stride, states);
}

/* Forward, forward again for the continue logit, and two calls backward. */
static double passes(const network_config *c, int training)
{
    double forward = (double)c->cycles * (double)(c->latent_updates + 1);
    return training ? 2 * forward + 4 : forward;
}

static int updates(const network_config *c)
{
    return algorithm_trm.updates(c);
}

const algorithm algorithm_hrm = {
    .name = "hrm",
    .help = "the Hierarchical Reasoning Model: two networks, one-step gradient, halting by Q-learning",
    .preset = {"networks 2", "continue-head learned"},
    .two_networks = 1,
    .states = carried_states,
    .begin = begin,
    .train = train,
    .infer = infer,
    .passes = passes,
    .updates = updates,
};
