/* Less is more: recursive reasoning with a tiny network (arXiv 2510.04871).
 *
 *     latent recursion     n times  z <- net(x + y + z),  then once  y <- net(y + z)
 *     deep recursion       T - 1 latent recursions without gradient, one with
 *     deep supervision     after each deep recursion: loss, backward, optimiser step; (y, z) carried on, detached
 *     halting              an example leaves when its halting logit says so, a new one takes its place
 *
 * The first three are in this file, read from top to bottom; who leaves and who comes is in trainer.c.
 * x: the embedded question, y: the answer, z: the latent, all [B, P, S, D]; one network serves both updates.
 */
#include "trm/recursion.h"

#include <string.h>

/* One pass through the network. Where nothing is recorded only the result stays in memory. */
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

static state latent_recursion(tape *t, bound *b, tensor *x, state s)
{
    tensor *x_and_y = add(t, x, s.y, 1); /* neither changes while z does */
    for (int i = 0; i < b->net->config.latent_updates; i++) s.z = net(t, b, add(t, s.z, x_and_y, 1));
    s.y = net(t, b, add(t, s.y, s.z, 1));
    return s;
}

/* Copies a state into the carried arrays. That is all detaching takes: arrays have no gradient. */
static void carry_on(const tape *t, const supervision *c, state s)
{
    if (!t->memory->base) return;
    memcpy(c->y, s.y->x, tensor_size(s.y) * sizeof(real));
    memcpy(c->z, s.z->x, tensor_size(s.z) * sizeof(real));
}

static state deep_recursion(tape *t, bound *b, tensor *x, const supervision *c)
{
    state s = {tape_wrap(t, c->y, NULL, 4, x->shape), tape_wrap(t, c->z, NULL, 4, x->shape)};
    int recording = t->recording;
    for (int cycle = 1; cycle < c->cycles; cycle++) {
        tape_point before = tape_mark(t);
        t->recording = 0;
        carry_on(t, c, latent_recursion(t, b, x, s));
        tape_reset(t, before);
    }
    t->recording = recording;
    return latent_recursion(t, b, x, s);
}

/* The most likely class of each cell; the first of equals. */
static void read_answer(const tensor *logits, int example, uint8_t *answer)
{
    int planes = logits->shape[1], cells = logits->shape[2], classes = logits->shape[3];
    const real *v = logits->x + (size_t)example * (size_t)(planes * cells * classes);
    for (int l = 0; l < cells; l++) {
        int best = 0;
        real best_logit = v[l * classes];
        for (int k = 1; k < planes * classes; k++) {
            real logit = v[(k / classes * cells + l) * classes + k % classes];
            if (logit > best_logit) best_logit = logit, best = k;
        }
        answer[l] = (uint8_t)best;
    }
}

static int all_right(const uint8_t *answer, const uint8_t *labels, int cells)
{
    for (int l = 0; l < cells; l++)
        if (labels[l] != NO_LABEL && labels[l] != answer[l]) return 0;
    return 1;
}

static void read_answers(const tape *t, const bound *b, const supervision *s, const tensor *logits, const tensor *halt)
{
    if (!t->memory->base) return;
    int cells = b->shape->cells;
    for (int i = 0; i < s->asked.batch; i++) {
        read_answer(logits, i, s->answer + i * cells);
        s->halt[i] = halt->x[i];
        if (s->labels) s->right[i] = (real)all_right(s->answer + i * cells, s->labels + i * cells, cells);
    }
}

tensor *cross_entropy(tape *t, tensor *logits, const uint8_t *labels, int loss_kind)
{
    return loss_kind == LOSS_STABLEMAX ? stablemax_cross_entropy(t, logits, labels)
                                       : softmax_cross_entropy(t, logits, labels);
}

void supervision_step(tape *t, bound *b, supervision *s, int loss_kind, real halt_weight, int of)
{
    tape_begin(t, 1);
    network_prepare(t, b);
    tensor *x = network_embed(t, b, &s->asked);
    state after = deep_recursion(t, b, x, s);
    tensor *logits = network_logits(t, b, after.y);
    tensor *halt = network_halt(t, b, after.y);
    read_answers(t, b, s, logits, halt);
    tensor *cells_loss = cross_entropy(t, logits, s->labels, loss_kind);
    tensor *loss = add(t, cells_loss, binary_cross_entropy(t, halt, s->right), halt_weight);
    carry_on(t, s, after);
    tape_backward(t, loss, 1 / (real)of);
    if (t->memory->base) memcpy(s->loss, cells_loss->x, (size_t)s->asked.batch * sizeof(real));
}

void answer_step(tape *t, bound *b, supervision *s)
{
    tape_begin(t, 0);
    network_prepare(t, b);
    tensor *x = network_embed(t, b, &s->asked);
    state after = deep_recursion(t, b, x, s);
    read_answers(t, b, s, network_logits(t, b, after.y), network_halt(t, b, after.y));
    carry_on(t, s, after);
}

void start_state(const bound *b, real *y, real *z)
{
    int width = (int)b->net->config.width, tokens = b->shape->planes * b->shape->places;
    for (int i = 0; i < tokens; i++) {
        memcpy(y + i * width, b->y0.x, (size_t)width * sizeof(real));
        memcpy(z + i * width, b->z0.x, (size_t)width * sizeof(real));
    }
}
