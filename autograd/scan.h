/* The parts of op_scan.c: sizes, the steps in work, how they are read and written (scan_lanes.c), queries and keys
 * (scan_keys.c), gates (scan_gates.c), and the recurrence itself (scan_steps.c).
 *
 * A chain is one recurrence: one head of one direction of one plane. A tile holds up to VL of them, each in a lane of
 * its own, so that no sum is ever one within a vector and all chains take their steps at once. */
#ifndef AUTOGRAD_SCAN_H
#define AUTOGRAD_SCAN_H

#include "autograd/ops.h"

enum { SCAN_QKV, SCAN_DECAYS, SCAN_WRITES, SCAN_RATE, SCAN_SHIFT, SCAN_SKIP }; /* inputs of the node */

enum {
    SCAN_STEPS = 32,                                       /* of a chunk; the state before each chunk is saved */
    SCAN_COLUMNS = 4,                                      /* of a state that are in registers at a time */
    SCAN_ROWS = VEC_BYTES == 32 && REAL_BYTES == 4 ? 2 : 4 /* or rows; AVX2 has but 16 registers */
};

typedef struct scan_sizes {
    scan_form form;
    const places *place;
    int groups, tokens, heads, directions, chunks; /* groups = B P */
    int key_heads, key, value;                     /* G, K, V */
    int keys, values;                              /* K and V up to whole SCAN_ROWS and SCAN_COLUMNS */
    int decays, each, each_row;             /* of a direction and token: H, or H K; of a head: 1 or K; 1 or keys */
    int row, decay_row, write_row, out_row; /* columns of the tensors */
    int together, batches, tiles; /* planes whose chains share tiles; groups of such planes; tiles of each of them */
    size_t state;                 /* reals of the states of a tile */
} scan_sizes;

/* A tile, and the steps of a chunk of it, in the order of the scans. Arrays of the first group are [STEPS, keys, VL], of
 * the second [STEPS, values, VL], of the third [STEPS, each_row, VL], of the fourth [STEPS, VL]. The gradient of an
 * array is named after it. What is past K, V and the chains is 0. */
typedef struct scan_work {
    int first;                              /* plane of the batch */
    int tile, lanes, number, count;         /* lanes that are chains; number and steps of the chunk */
    int group[VL], direction[VL], head[VL]; /* of the chain of a lane */
    ptrdiff_t query_at[VL], key_at[VL], value_at[VL], out_at[VL]; /* where a chain's numbers are in a token's row */
    ptrdiff_t decay_at[VL], write_at[VL], angle_at[VL];
    ptrdiff_t token[SCAN_STEPS][VL]; /* of a lane at a step, counted from the first of the batch */
    real *q, *k, *dq, *dk, *angle;   /* angle: cosines, then sines, of the places */
    real *v, *u, *dout, *dr;         /* u = b e; v becomes dv */
    real *e;                         /* e = v - r; saved */
    real *step, *decay, *dlog;       /* softplus(decays + shift), a, and the gradient of log a */
    real *b, *db;
    real *q_unit, *k_unit;   /* factors that made queries and keys what they are */
    real *state, *dstate;    /* [values / COLUMNS, keys, COLUMNS, VL] */
    real *read[2];           /* [max(keys, values), VL], of a pair of steps */
    real *key[2], *dread[2]; /* [keys, VL] likewise */
    real *dlog_next;         /* [keys, VL] */
    real *slope, *shift;     /* [VL]: -e^rate; [each_row, VL] */
    real *drate, *dshift;
} scan_work;

/* Chooses the tile's chains. */
void scan_begin_tile(const scan_sizes *s, scan_work *w, int tile);

/* Chooses the tokens of a chunk. */
void scan_begin_chunk(const scan_sizes *s, scan_work *w, int number);

/* to [count, to_row, VL] = `columns` numbers of each chain, from rows of tokens that are `row` apart, `at` in them. */
void scan_gather(const scan_work *w, int columns, const real *from, int row, const ptrdiff_t *at, real *to, int to_row);

/* Adds them where they came from. */
void scan_scatter(const scan_work *w, int columns, const real *from, int from_row, real *to, int row,
                  const ptrdiff_t *at);

/* Of a tensor with a row for each token, the first row of the batch. */
static inline real *scan_rows(const scan_sizes *s, const scan_work *w, real *x, int row)
{
    return x + (size_t)(w->first * s->tokens) * (size_t)row;
}

/* Queries and keys of a chunk, mapped and turned, and what the tensor gets from their gradients. */
void scan_keys(const node *n, const scan_sizes *s, scan_work *w);
void scan_keys_backward(const node *n, const scan_sizes *s, scan_work *w);

/* Rate and shift of the tile's chains, and the gradients of both: zero, then added to where they belong. */
void scan_begin_gates(const node *n, const scan_sizes *s, scan_work *w);
void scan_end_gates(const node *n, const scan_sizes *s, const scan_work *w);

/* a and b of a chunk, from the gates' inputs, and the gradients of those from dlog and db. */
void scan_gates(const node *n, const scan_sizes *s, scan_work *w);
void scan_gates_backward(const node *n, const scan_sizes *s, scan_work *w);

/* Runs a chunk from the tile's state, which it moves on. e and dout (which holds the outputs) are set. */
void scan_steps(const scan_sizes *s, scan_work *w);

/* From the state before a chunk and the gradient of that after it, which moves back. v (which holds dv), dq, dk, dlog
 * and db are set. */
void scan_steps_backward(const scan_sizes *s, scan_work *w);

#endif
