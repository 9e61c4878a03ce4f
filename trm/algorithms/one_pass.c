/* A plain transformer: the embedded question through all layers once, the answer read from what comes out.
 *
 *     y <- net(x)
 *
 * Nothing is carried on, and there is one supervision step: what recursion adds shows beside it. */
#include "trm/algorithms/algorithm.h"

static tensor *pass(tape *t, bound *b, const step_io *s)
{
    network_prepare(t, b);
    return network_pass(t, b, network_embed(t, b, &s->in));
}

static void train(tape *t, bound *b, step_io *s, const train_config *c, int of)
{
    tape_begin(t, 1);
    step_learn(t, b, s, pass(t, b, s), c, of);
}

static void infer(tape *t, bound *b, step_io *s)
{
    tape_begin(t, 0);
    step_answer(t, b, s, pass(t, b, s), NULL);
}

static double passes(const network_config *c, int training)
{
    (void)c;
    return training ? 3 : 1;
}

const algorithm algorithm_one_pass = {
    .name = "one-pass",
    .help = "a plain transformer of --layers layers, without recursion",
    .one_step = 1,
    .train = train,
    .infer = infer,
    .passes = passes,
};
