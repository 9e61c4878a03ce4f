/* Tensors, and the tape that remembers what was computed from what.
 *
 * Building is running: calling an operation (ops.h) computes its output at once. While the tape records, it also notes
 * the operation; tape_backward then walks the notes from last to first, each adding to its inputs' gradients.
 *
 *     tape_begin(t, 1);
 *     tensor *y = linear(t, x, w);
 *     tensor *loss = cross_entropy(t, y, labels, 0);
 *     tape_backward(t, loss, 1.0);          // now w->g holds d loss / d w
 *
 * Gradients always accumulate (+=). In a recursive model that is not style but correctness: one weight is used in every
 * pass. The tape zeroes the gradients of what it made itself; those of leaves (weights) are zeroed by their owner.
 * A tensor without gradient memory (g == NULL) is a constant: nothing flows into it. That is how the state carried
 * from one supervision step to the next is detached.
 *
 * Two tapes never share anything but constant weights, so each thread may run its own.
 */
#ifndef AUTOGRAD_TENSOR_H
#define AUTOGRAD_TENSOR_H

#include "autograd/arena.h"
#include "autograd/gemm.h"

enum { MAX_DIMS = 4, MAX_INPUTS = 6, MAX_NODES = 12288 };

/* A weight matrix [out, in] in the two forms that products take. */
typedef struct packed_weight {
    panels forward; /* W^T [in, out], for y = x W^T */
    panels input;   /* W   [out, in], for dx = dy W */
} packed_weight;

typedef struct tensor {
    real *x; /* values, row-major */
    real *g; /* gradient of the loss, the same layout; NULL: constant */
    int dims;
    int shape[MAX_DIMS];
    const packed_weight *packed; /* for matrices used by linear and swiglu, else NULL */
    int owned;                   /* by the tape: the gradient has memory in the backward pass, from this reader on */
    int last_reader; /* number of the last operation noted that takes it, the first one to add to g; -1: none */
} tensor;

typedef struct node node;

/* What an operation is: forward fills out->x from the inputs, backward adds to the inputs' g from out->g. */
typedef struct operation {
    const char *name;
    void (*forward)(node *n);
    void (*backward)(node *n);
} operation;

struct node {
    const operation *op;
    tensor *in[MAX_INPUTS];
    tensor *out;
    real *scratch;     /* the tape's, valid within one forward or backward */
    real *saved;       /* what backward needs besides inputs and output; each operation says what */
    const void *table; /* constants that come with the inputs: tokens, labels, relations, angles */
    int n[3];          /* sizes and counts, as each operation says */
    real scale;
};

/* Memory of the backward pass: few gradients are needed at a time, so they take turns in it and it stays in the cache. */
typedef struct gradient_block {
    real *x;
    size_t size;
    int taken;
} gradient_block;

typedef struct tape {
    arena *memory;
    int recording;
    int count; /* nodes noted */
    size_t scratch_size;
    real *scratch; /* shared by all operations */
    gradient_block *gradients;
    int gradient_count;
    tensor *tensors;
    int tensor_count;
    node *nodes;
} tape;

/* A tape over an arena; while the arena is planning, operations only reserve and nothing is computed.
 * `scratch_size` is found in the plan. Returns 0, or -1 if out of memory. */
int tape_open(tape *t, arena *memory);
void tape_close(tape *t);
/* Bytes of its scratch and its arrays. */
size_t tape_memory(const tape *t);

/* Forgets all notes and tensors and starts to record, or not. The arena is not touched. */
void tape_begin(tape *t, int recording);

/* A point to go back to: what was computed after it is forgotten and its memory is used again. */
typedef struct tape_point {
    size_t memory;
    int count, tensor_count;
} tape_point;

tape_point tape_mark(const tape *t);
void tape_reset(tape *t, tape_point point);

/* After the plan and arena_open: allocates the scratch. Returns 0 or -1. */
int tape_open_scratch(tape *t);

/* A tensor in the arena, with a gradient if `gradient` is 1 and the tape records: it has memory of its own only while
 * tape_backward needs it, but is not NULL before. Contents undefined. */
tensor *tape_tensor(tape *t, int gradient, int dims, const int *shape);

/* A tensor over memory that someone else owns. */
tensor *tape_wrap(tape *t, real *x, real *g, int dims, const int *shape);

/* For operations: notes the node, if the tape records and its output has a gradient, and runs forward. */
tensor *tape_run(tape *t, node n);

/* For operations: how many reals of scratch forward or backward will use at most. */
void tape_need_scratch(tape *t, size_t reals);

/* Seeds every element of loss with `seed` and runs all noted operations backward. To be planned like everything else. */
void tape_backward(tape *t, tensor *loss, real seed);

size_t tensor_size(const tensor *x); /* elements */
int tensor_rows(const tensor *x);    /* elements / last dimension */
int tensor_columns(const tensor *x); /* last dimension */

/* 1 if any of the tensors takes a gradient. */
int any_gradient(const node *n);

/* Unless `holds`, ends the program with the operation's name and both shapes: a wrong shape is a bug, never bad input. */
void require_shape(int holds, const char *name, const tensor *a, const tensor *b);

#endif
