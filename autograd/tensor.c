#include "autograd/tensor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_TENSORS = 2 * MAX_NODES };

int tape_open(tape *t, arena *memory)
{
    *t = (tape){.memory = memory};
    t->nodes = malloc(MAX_NODES * sizeof *t->nodes);
    t->tensors = malloc(MAX_TENSORS * sizeof *t->tensors);
    t->gradients = malloc(MAX_TENSORS * sizeof *t->gradients);
    return t->nodes && t->tensors && t->gradients ? 0 : -1;
}

int tape_open_scratch(tape *t)
{
    size_t bytes = (t->scratch_size * sizeof(real) + 2 * ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN + 256;
    t->scratch = aligned_alloc(ARENA_ALIGN, bytes);
#ifdef ARENA_HOSTILE
    if (t->scratch) memset(t->scratch, 0xff, bytes); /* NaN: nothing may come of what was not written */
#else
    if (t->scratch) memset(t->scratch, 0, bytes);
#endif
    return t->scratch ? 0 : -1;
}

void tape_close(tape *t)
{
    free(t->nodes);
    free(t->tensors);
    free(t->gradients);
    free(t->scratch);
    *t = (tape){0};
}

size_t tape_memory(const tape *t)
{
    return t->scratch_size * sizeof(real) + MAX_NODES * sizeof *t->nodes +
           MAX_TENSORS * (sizeof *t->tensors + sizeof *t->gradients);
}

void tape_begin(tape *t, int recording)
{
    t->count = 0;
    t->tensor_count = 0;
    t->recording = recording;
}

tape_point tape_mark(const tape *t)
{
    return (tape_point){arena_mark(t->memory), t->count, t->tensor_count};
}

void tape_reset(tape *t, tape_point point)
{
    arena_reset(t->memory, point.memory);
    t->count = point.count;
    t->tensor_count = point.tensor_count;
}

size_t tensor_size(const tensor *x)
{
    size_t n = 1;
    for (int i = 0; i < x->dims; i++) n *= (size_t)x->shape[i];
    return n;
}

int tensor_columns(const tensor *x)
{
    return x->shape[x->dims - 1];
}

int tensor_rows(const tensor *x)
{
    return (int)(tensor_size(x) / (size_t)tensor_columns(x));
}

/* Limits are part of the program: a network that exceeds one is a bug. */
static void require_at_most(size_t most, size_t count, const char *what)
{
    if (count <= most) return;
    fprintf(stderr, "autograd: %zu %s, at most %zu are possible\n", count, what, most);
    abort();
}

tensor *tape_wrap(tape *t, real *x, real *g, int dims, const int *shape)
{
    require_at_most(MAX_TENSORS, (size_t)t->tensor_count + 1, "tensors on a tape");
    require_at_most(MAX_DIMS, (size_t)dims, "dimensions of a tensor");
    tensor *out = &t->tensors[t->tensor_count++];
    *out = (tensor){.x = x, .g = g, .dims = dims};
    memcpy(out->shape, shape, (size_t)dims * sizeof *shape);
    return out;
}

tensor *tape_tensor(tape *t, int gradient, int dims, const int *shape)
{
    tensor *out = tape_wrap(t, NULL, NULL, dims, shape);
    size_t bytes = tensor_size(out) * sizeof(real);
    out->owned = 1;
    out->last_reader = -1;
    out->x = arena_alloc(t->memory, bytes);
    if (gradient && t->recording) out->g = out->x; /* not NULL; the backward pass gives it memory */
    return out;
}

int any_gradient(const node *n)
{
    for (int i = 0; i < MAX_INPUTS; i++)
        if (n->in[i] && n->in[i]->g) return 1;
    return 0;
}

tensor *tape_run(tape *t, node n)
{
    n.scratch = t->scratch;
    if (t->recording && n.out->g) {
        require_at_most(MAX_NODES, (size_t)t->count + 1, "operations on a tape");
        for (int i = 0; i < MAX_INPUTS; i++)
            if (n.in[i]) n.in[i]->last_reader = t->count;
        t->nodes[t->count++] = n;
    }
    if (t->memory->base) n.op->forward(&n);
    return n.out;
}

void tape_need_scratch(tape *t, size_t reals)
{
    if (t->scratch) require_at_most(t->scratch_size, reals, "reals of scratch after the plan");
    if (reals > t->scratch_size) t->scratch_size = reals;
}

/* Zeros for the gradient of a tensor, in the smallest block that is free and large enough. */
static void begin_gradient(tape *t, tensor *x)
{
    gradient_block *best = NULL;
    size_t size = tensor_size(x);
    for (gradient_block *b = t->gradients; b < t->gradients + t->gradient_count; b++)
        if (!b->taken && b->size >= size && (!best || b->size < best->size)) best = b;
    if (!best) {
        best = &t->gradients[t->gradient_count++];
        *best = (gradient_block){.x = arena_alloc(t->memory, size * sizeof(real)), .size = size};
    }
    best->taken = 1;
    x->g = best->x;
    if (t->memory->base) memset(x->g, 0, size * sizeof(real));
}

static void end_gradient(tape *t, const tensor *x)
{
    for (int i = 0; i < t->gradient_count; i++)
        if (t->gradients[i].x == x->g) t->gradients[i].taken = 0;
}

/* 1 if the node's input has a gradient to which this node is the first to add. */
static int begins(const tape *t, int i, int input)
{
    const node *n = &t->nodes[i];
    const tensor *in = n->in[input];
    for (int k = 0; k < input; k++)
        if (n->in[k] == in) return 0;
    return in && in->g && in->owned && in->last_reader == i;
}

/* A gradient begins with the first operation that adds to it, and ends with the one whose output it belongs to. */
static void run_backward(tape *t, int i)
{
    node *n = &t->nodes[i];
    for (int k = 0; k < MAX_INPUTS; k++)
        if (begins(t, i, k)) begin_gradient(t, n->in[k]);
    if (t->memory->base) n->op->backward(n);
    end_gradient(t, n->out);
}

void tape_backward(tape *t, tensor *loss, real seed)
{
    size_t mark = arena_mark(t->memory);
    t->gradient_count = 0;
    for (int i = 0; i < t->count; i++)
        if (t->nodes[i].out->last_reader < 0) begin_gradient(t, t->nodes[i].out); /* no operation takes it */
    for (size_t i = 0; t->memory->base && i < tensor_size(loss); i++) loss->g[i] = seed;
    for (int i = t->count - 1; i >= 0; i--) run_backward(t, i);
    arena_reset(t->memory, mark);
}

static void print_shape(const tensor *x)
{
    fprintf(stderr, "[");
    for (int i = 0; x && i < x->dims; i++) fprintf(stderr, i ? ", %d" : "%d", x->shape[i]);
    fprintf(stderr, "]");
}

void require_shape(int holds, const char *name, const tensor *a, const tensor *b)
{
    if (holds) return;
    fprintf(stderr, "autograd: %s does not take shapes ", name);
    print_shape(a);
    fprintf(stderr, " and ");
    print_shape(b);
    fprintf(stderr, "\n");
    abort();
}
