/* TRM with y and n latents, each updated once in a latent recursion (arXiv 2510.04871, table 2: "multi-scale z", which is
 * how the paper reads the two levels of HRM):
 *
 *     latent recursion     for i = 1..n  z_i <- net(x + y + z_1 + ... + z_n),  then once  y <- net(y + z_1 + ... + z_n)
 *     deep recursion       T - 1 latent recursions without gradient, one with
 *
 * As many passes as TRM. All latents start from the same vector; the order of the updates sets them apart. */
#include "trm/algorithms/algorithm.h"

#include <string.h>

enum { STATE_Y, STATE_Z };

typedef struct features {
    tensor *y, *z[MAX_LATENT_UPDATES]; /* [B, P, S, D] */
    tensor *sum;                       /* of all z: what traces show as z, since y is made from it */
} features;

static int latents(const bound *b)
{
    return (int)b->net->config.latent_updates;
}

static void update_latent(tape *t, bound *b, features *f, int i, tensor *x_and_y)
{
    tensor *others = add(t, f->sum, f->z[i], -1);
    f->z[i] = network_update(t, b, NET_Z, add(t, f->sum, x_and_y, 1));
    f->sum = add(t, others, f->z[i], 1);
}

static features latent_recursion(tape *t, bound *b, tensor *x, features f, const step_io *io, int last)
{
    tensor *x_and_y = add(t, x, f.y, 1);
    for (int i = 0; i < latents(b); i++) {
        update_latent(t, b, &f, i, x_and_y);
        step_note(t, b, io, f.y, f.sum, 0);
    }
    f.y = network_update(t, b, NET_Y, add(t, f.y, f.sum, 1));
    if (!last) step_note(t, b, io, f.y, f.sum, 1);
    return f;
}

static void carry_on(const tape *t, const bound *b, const step_io *io, features f)
{
    if (!t->memory->base) return;
    size_t bytes = tensor_size(f.y) * sizeof(real);
    memcpy(io->carry + STATE_Y * io->stride, f.y->x, bytes);
    for (int i = 0; i < latents(b); i++) memcpy(io->carry + (size_t)(STATE_Z + i) * io->stride, f.z[i]->x, bytes);
}

static features carried(tape *t, const bound *b, const step_io *io, const tensor *x)
{
    features f = {.y = tape_wrap(t, io->carry + STATE_Y * io->stride, NULL, 4, x->shape)};
    for (int i = 0; i < latents(b); i++)
        f.z[i] = tape_wrap(t, io->carry + (size_t)(STATE_Z + i) * io->stride, NULL, 4, x->shape);
    f.sum = f.z[0];
    for (int i = 1; i < latents(b); i++) f.sum = add(t, f.sum, f.z[i], 1);
    return f;
}

static features deep_recursion(tape *t, bound *b, const step_io *io)
{
    tensor *x = network_embed(t, b, &io->in);
    int recording = t->recording;
    t->recording = 0;
    for (int cycle = 1; cycle < io->cycles; cycle++) {
        tape_point before = tape_mark(t);
        carry_on(t, b, io, latent_recursion(t, b, x, carried(t, b, io, x), io, 0));
        tape_reset(t, before);
    }
    t->recording = recording;
    return latent_recursion(t, b, x, carried(t, b, io, x), io, 1);
}

static void train(tape *t, bound *b, step_io *s, const train_config *c, int of)
{
    tape_begin(t, 1);
    network_prepare(t, b);
    features f = deep_recursion(t, b, s);
    step_learn(t, b, s, f.y, c, of);
    carry_on(t, b, s, f);
}

static void infer(tape *t, bound *b, step_io *s)
{
    tape_begin(t, 0);
    network_prepare(t, b);
    features f = deep_recursion(t, b, s);
    step_answer(t, b, s, f.y, f.sum);
    carry_on(t, b, s, f);
}

static int carried_states(const network_config *c, int training)
{
    (void)training;
    return STATE_Z + (int)c->latent_updates;
}

static void begin(const bound *b, uint64_t seed, real *carry, size_t stride, int states)
{
    size_t width = (size_t)b->net->config.width, tokens = (size_t)(b->shape->planes * b->shape->sequence);
    (void)seed;
    for (int k = 0; k < states; k++)
        for (size_t i = 0; i < tokens; i++)
            memcpy(carry + (size_t)k * stride + i * width, b->tensors[k == STATE_Y ? b->net->y0 : b->net->z0].x,
                   width * sizeof(real));
}

static double passes(const network_config *c, int training)
{
    return algorithm_single_latent.passes(c, training);
}

static int updates(const network_config *c)
{
    return algorithm_trm.updates(c);
}

const algorithm algorithm_multi_scale = {
    .name = "multi-scale",
    .help = "TRM with a latent for each of the n updates of a cycle (multi-scale z)",
    .states = carried_states,
    .begin = begin,
    .train = train,
    .infer = infer,
    .passes = passes,
    .updates = updates,
};
