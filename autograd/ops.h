/* The operations: one formula each here, forward and backward side by side in op_NAME.c.
 *
 * Symbols: B examples, P planes, L cells (tokens of a plane), D width, H heads, E = D/H, h inner width of a SwiGLU,
 * V tokens, R relations, C classes. Shapes in brackets, row-major. If no input of an operation has a gradient,
 * its output is a constant. Outputs live in the tape's arena.
 */
#ifndef AUTOGRAD_OPS_H
#define AUTOGRAD_OPS_H

#include "autograd/bias_index.h"
#include "autograd/places.h"
#include "autograd/tensor.h"
#include "base/label.h"

/* y = scale * table[tokens]                                    table [V, D], tokens [B, P, L] -> y [B, P, L, D] */
tensor *embedding(tape *t, tensor *table, const uint8_t *tokens, int b, int p, int l, real scale);

/* y[i] = table[rows[i]]                                        table [R, D], rows [count] -> y [count, D] */
tensor *take_rows(tape *t, tensor *table, const int32_t *rows, int count);

/* y = the examples from `first` on                              x [B, ..] -> y [count, ..] */
tensor *take_examples(tape *t, tensor *x, int first, int count);

/* y = a + scale * b; b repeats along the leading dimensions of a           a [.., n], b [n] -> y [.., n] */
tensor *add(tape *t, tensor *a, tensor *b, real scale);

/* y = x W^T                                                    x [.., I], W [O, I] -> y [.., O] */
tensor *linear(tape *t, tensor *x, tensor *w);

/* y = s / sqrt(mean(s^2) + 1e-5), s = x + branch; no gain                  x, branch, y [.., D]
 * The mean runs over D, or over the cells of each plane and channel (add_rmsnorm_cells, [B, P, L, D]). */
tensor *add_rmsnorm(tape *t, tensor *x, tensor *branch);
tensor *add_rmsnorm_cells(tape *t, tensor *x, tensor *branch);
static const real RMS_EPSILON = (real)1e-5; /* the reference implementation's */

/* y = W_down (silu(g) * u), g = W_gate x, u = W_up x, context added to both
 *   x [B, P, L, I], W_gate, W_up [h, I], W_down [O, h], context [B, L, 2h] or NULL -> y [B, P, L, O]
 * The planes of a cell share its context, what they exchange, projected once per cell. */
tensor *swiglu(tape *t, tensor *x, tensor *context, tensor *w_gate, tensor *w_up, tensor *w_down);

/* The same along the cells of each plane instead of the channels of each token
 *   x [B, P, L, D], W_gate, W_up [h, L], W_down [L, h] -> y [B, P, L, D] */
tensor *swiglu_cells(tape *t, tensor *x, tensor *w_gate, tensor *w_up, tensor *w_down);

/* o = softmax(scale q k^T + bias) v, per plane and head; every cell attends to every cell of its plane
 *   qkv [B, P, L, 3D] (q, k, v side by side; heads side by side within each), bias from relation_bias with the
 *   same index, or NULL -> o [B, P, L, D]. The L x L matrix never leaves the cache. */
tensor *attention(tape *t, tensor *qkv, tensor *bias, const bias_index *index, int heads, real scale);

/* Who sees whom: query i of example b sees key j if shown[b mod examples][j] <= sees[b][i]. A query that sees nothing
 * gets zeros. Example b looks at the keys and values of example b mod `examples`. */
typedef struct attention_sight {
    const real *shown; /* [examples, L up to whole vectors] */
    const real *sees;  /* [B, L up to whole vectors] */
    int examples;      /* 0: all cells see all of their own example */
} attention_sight;

typedef struct attention_form {
    int heads;    /* H */
    int kv_heads; /* G, a divisor of H: head h of the queries looks at head h G / H of keys and values */
    real scale;   /* of q k^T */
    attention_sight sight;
} attention_form;

/* The same in general (grouped queries, arXiv 2305.13245)      q [B, P, L, D], kv [B, P, L, 2 G E] keys before values,
 *   or both side by side in q [B, P, L, D + 2 G E] and kv NULL; either both have gradients or neither -> [B, P, L, D] */
tensor *grouped_attention(tape *t, tensor *q, tensor *kv, tensor *bias, const bias_index *index, attention_form form);

/* The same among the planes of each cell, without bias         qkv [B, P, L, 3D] -> o [B, P, L, D] */
tensor *attention_planes(tape *t, tensor *qkv, int heads);

/* o = softmax(q k^T / sqrt(E) + scale bias) v, q, k, v = x W^T, of each cell and the cells at most `radius` rows and
 * columns away on a grid of L cells, `cols` in a row; memory and time are linear in L
 *   x [B, P, L, I], W [3D, I] as in attention, bias [H, (2 radius + 1)^2] by offset, or NULL -> o [B, P, L, D] */
enum { WINDOW_MAX_RADIUS = 15 };
typedef struct window {
    int heads, cols, radius;
    real scale; /* of the bias */
} window;
tensor *attention_window(tape *t, tensor *x, tensor *w, tensor *bias, const window *win);

/* Each channel of a grid of L cells, `cols` in a row, with a filter of its own; outside the grid x is 0
 *   x [B, P, L, D], filter [9, D]: 3 x 3 by rows -> y [B, P, L, D] */
tensor *convolution(tape *t, tensor *x, tensor *filter, int cols);

/* The bias of each relation, scale * r, written out for the K patterns of an index            r [H, R] -> [H, K, VL] */
tensor *relation_bias(tape *t, tensor *r, const bias_index *index, real scale);

/* o = n / d, n = sum over all tokens j of (f(q) . f(k_j)) v_j, d the same without v; f = elu + 1, in n turned by the
 * place on the grid (arXiv 2006.16236). Linear in the tokens         qkv [B, P, S, 3D] -> o [B, P, S, D] */
tensor *linear_attention(tape *t, tensor *qkv, const places *place, int heads);

/* y = silu(sum over the 3 x 3 neighbours of a cell, channel by channel)    x [B, P, S, C], w [9, C] -> [B, P, S, C] */
tensor *short_convolution(tape *t, tensor *x, tensor *w, const places *g);

/* Linear recurrences along the tokens of a plane, both ways along its rows and, with M = 4, down its columns:
 *   S' = a S;   S = S' + b k (v - S'^T k)^T, or in SCAN_PLAIN S' + b k v^T;   o = S^T q, summed over the directions
 *   a = e^(-e^rate t), t = softplus(decays + shift), one for each head or, in SCAN_CHANNELS, each channel of its keys
 *   b = sigmoid(writes), in SCAN_PLAIN t;   q and k of length 1, in SCAN_PLAIN as they are, and turned by place */
typedef enum { SCAN_DELTA, SCAN_CHANNELS, SCAN_PLAIN } scan_form;
typedef struct scan_inputs {
    tensor *qkv;    /* [B, P, S, 2 G K + H V]: q and k of G = H heads, in SCAN_PLAIN of one for all; v */
    tensor *decays; /* [B, P, S, M N], or N that all directions share; N = H, in SCAN_CHANNELS H K */
    tensor *writes; /* [B, P, S, M H]; NULL in SCAN_PLAIN */
    tensor *rate;   /* [M, H] */
    tensor *shift;  /* [M, N] */
    tensor *skip;   /* [1, H]: o += skip v; or NULL */
} scan_inputs;
tensor *scan(tape *t, const scan_inputs *in, const places *place, int heads, scan_form form); /* -> [B, P, S, H V] */

/* y = m gain s / sqrt(mean(m^2) + 1e-5): m = x, s = silu(gate) or sigmoid(gate); in GATE_FIRST m = x silu(gate), s = 1
 * The mean runs over groups of E channels                      x, gate, y [.., D], gain [1, E] */
typedef enum { GATE_SILU, GATE_SIGMOID, GATE_FIRST } gate_form;
tensor *gated_rmsnorm(tape *t, tensor *x, tensor *gate, tensor *gain, gate_form form);

/* Rotary positions (arXiv 2104.09864) on the first `turned` heads of width E, half-split pairs (i, i + E/2); what comes
 * after them passes through                                    x [B, P, L, W], angles [L, E/2, 2] of (cos, sin) -> x's */
tensor *rope(tape *t, tensor *x, const real *angles, int turned, int head_width);

/* angles[l, i] = l * base^(-2 i / E) as (cos, sin)             -> angles [L, E/2, 2] */
void rope_angles(int l, int head_width, double base, real *angles);

/* y = scale * mean over the planes                             x [B, P, L, D] -> [B, L, D] */
tensor *mean_over_planes(tape *t, tensor *x, real scale);

/* y = sum over the planes of w x, w = softmax over the planes of scale s x, channel by channel
 *   x [B, P, L, D], s [1, D] -> [B, L, D] */
tensor *pool_planes(tape *t, tensor *x, tensor *sharpness, real scale);

/* y = mean over planes and cells                               x [B, P, L, D] -> [B, D] */
tensor *mean_over_tokens(tape *t, tensor *x);

/* y = mean over planes of the first token of each              x [B, P, L, D] -> [B, D] */
tensor *mean_over_first_tokens(tape *t, tensor *x);

/* Puts N tokens in front of those of every plane, the same for all planes of an example: y = (scale * r, x)
 *   x [B, P, L, D], r [B, N, D] -> y [B, P, N + L, D] */
tensor *add_prefix(tape *t, tensor *x, tensor *r, real scale);

/* y = x without the first N tokens of every plane              x [B, P, N + L, D] -> y [B, P, L, D] */
tensor *drop_prefix(tape *t, tensor *x, int tokens);

/* Cross-entropy over the P C classes of each cell, mean over the cells with a label, in nats
 *   logits [B, P, L, C], labels [B, L]: class p C + c, or NO_LABEL -> loss [B]
 * stable = 0: softmax, p_k = exp v_k / sum;  1: stablemax (arXiv 2501.04697), s(v_k) / sum, s(v) = v + 1 (v >= 0),
 * 1 / (1 - v) (v < 0) */
tensor *cross_entropy(tape *t, tensor *logits, const uint8_t *labels, int stable);

/* -y log s(q) - (1 - y) log(1 - s(q)), s the logistic function             q [B, 1], target [B] -> loss [B] */
tensor *binary_cross_entropy(tape *t, tensor *q, const real *target);

/* The same for K questions a cell, mean over cells that have answers and k
 *   logits [B, 1, L, K], facts [B, L]: bit k is the answer to question k, or NO_LABEL -> loss [B] */
tensor *facts_cross_entropy(tape *t, tensor *logits, const uint8_t *facts);

/* y = e log(1 + x / e), element by element, x >= 0: the Cauchy loss                             x, y [any] */
tensor *robust(tape *t, tensor *x, real e);

#endif
