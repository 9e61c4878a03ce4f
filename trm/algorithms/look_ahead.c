#include "trm/algorithms/look_ahead.h"

#include <math.h>

static real logistic(real v)
{
    return (real)(1 / (1 + exp(-(double)v)));
}

void look_ahead(tape *t, bound *b, tensor *x, step_io *s, state after,
                state (*recurse)(tape *t, bound *b, tensor *x, const step_io *io))
{
    size_t batch = (size_t)s->in.batch, size = tensor_size(x);
    int64_t last = b->net->config.supervision_steps;
    int recording = t->recording;
    real *target = arena_alloc(t->memory, batch * sizeof(real));
    tape_point before = tape_mark(t);
    step_io next = *s;
    next.carry = arena_alloc(t->memory, CARRIED * size * sizeof(real));
    next.stride = size;
    t->recording = 0;
    carry_on(t, &next, after);
    state then = recurse(t, b, x, &next);
    const tensor *halt = network_halt(t, b, then.y), *more = network_continue(t, b, then.y);
    for (size_t i = 0; t->memory->base && i < batch; i++) {
        int must_halt = s->depth && s->depth[i] + 1 >= last;
        target[i] = logistic(must_halt || halt->x[i] > more->x[i] ? halt->x[i] : more->x[i]);
    }
    tape_reset(t, before);
    t->recording = recording;
    s->target = target;
}
