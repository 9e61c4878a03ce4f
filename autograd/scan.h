/* The parts of op_scan.c: sizes, the tokens that are in work, the recurrence itself (scan_steps.c) and what its gates
 * are made of (scan_gates.c). Keys and values of a head are padded with zeros to whole vectors. */
#ifndef AUTOGRAD_SCAN_H
#define AUTOGRAD_SCAN_H

#include "autograd/ops.h"

enum { SCAN_QKV, SCAN_DECAYS, SCAN_WRITES, SCAN_RATE, SCAN_SHIFT, SCAN_SKIP }; /* inputs of the node */

enum { SCAN_STEPS = 16 }; /* tokens in work at a time; the state before each such chunk is saved */

typedef struct scan_sizes {
    scan_form form;
    const places *place;
    int groups, tokens, heads, directions, chunks; /* groups = B P */
    int key_heads, key, value;                     /* G, K, V */
    int keys, values;                              /* K and V up to whole vectors */
    int decays;                                    /* of a direction and token: H, or H K */
    int row, decay_row, write_row, out_row;        /* columns of the tensors */
    size_t state;                                  /* reals of the states of all heads */
} scan_sizes;

/* Tokens of a chunk, in the order of the scan. Arrays of the first group are [STEPS, H, keys], of the second [STEPS, H,
 * values], of the third [STEPS, decays], of the fourth [STEPS, H]. The gradient of an array is named after it. */
typedef struct scan_chunk {
    int direction, number, count, token[SCAN_STEPS];
    real *a, *a_key, *a_query, *da;   /* a; a k; a q */
    real *v, *error, *dout, *dv, *dr; /* error = v - r, of which u = b error */
    real *step, *decay, *ddecay;      /* softplus(decays + shift); a before it is spread over a head */
    real *b, *db;
    real *slope;                  /* [decays]: -e^rate, of the direction */
    real *keys, *dkeys;           /* [S, G, 2, keys]: turned queries and keys of the whole plane */
    real *q_k;                    /* [S, G]: their products */
    real *state;                  /* [H, K, values], in blocks (scan_steps.c) like all states */
    real *state_across;           /* [STEPS, V, keys], of one head */
    real *dstate, *dstate_across; /* [H, K, values], [H, V, keys] */
} scan_chunk;

/* Rows of a token: of all heads of an array [STEPS, H, n], of one head. */
static inline real *scan_at(const scan_sizes *s, real *array, int step, int head, int n)
{
    return array + (ptrdiff_t)(step * s->heads + head) * n;
}

/* The turned query of a head, which its key follows, and their product. */
static inline real *scan_query(const scan_sizes *s, real *keys, int token, int head)
{
    int g = s->key_heads == 1 ? 0 : head;
    return keys + (ptrdiff_t)(token * s->key_heads + g) * 2 * s->keys;
}

static inline real *scan_query_key(const scan_sizes *s, const scan_chunk *c, int token, int head)
{
    return c->q_k + token * s->key_heads + (s->key_heads == 1 ? 0 : head);
}

/* Once for each direction. */
void scan_slopes(const node *n, const scan_sizes *s, const scan_chunk *c, int direction);

/* a and b of a chunk, from the gates' inputs. */
void scan_gates(const node *n, const scan_sizes *s, scan_chunk *c, int group);
void scan_gates_backward(const node *n, const scan_sizes *s, const scan_chunk *c, int group);

/* Runs a chunk from a head's state, which it moves on. out [STEPS, H, values]; NULL: the errors alone are asked for. */
void scan_steps(const scan_sizes *s, const scan_chunk *c, int head, real *state, real *out);

/* From the last token of a chunk to the first: dstate moves back; da, db, dv of the head are set, dkeys added to. */
void scan_steps_backward(const scan_sizes *s, const scan_chunk *c, int head, const real *before);

#endif
