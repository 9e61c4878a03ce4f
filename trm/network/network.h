/* The one tiny network of a TRM: `layers` blocks, each mixing cells and then channels, with post-norm residuals
 * (arXiv 2510.04871 §2.1 and the released code):
 *
 *     h <- rms(h + mix(h))         over the cells of a plane: mixer.h
 *     h <- rms(h + exchange(h))    among the planes of a cell, if the exchange has such a sublayer: exchange.h
 *     h <- rms(h + swiglu(h, context of h))
 *
 * With --networks 2 there are two of them, of one form. The context is what every plane of a cell is told of all of them. With --registers N every plane has S = N + L
 * tokens, the registers first (layout.h); without, S = L.
 *
 * Three things are kept apart: the blueprint (network: names, shapes, roles), the weights (values and their packed
 * forms, weights.h; a network may have several: trained, averaged), and the binding of weights to one tape's gradients.
 */
#ifndef TRM_NETWORK_NETWORK_H
#define TRM_NETWORK_NETWORK_H

#include "autograd/ops.h"
#include "trm/network/exchange.h"
#include "trm/network/layout.h"
#include "trm/network/weights.h"

/* Numbers of tensors: of the first one of each part of a layer. */
typedef struct layer_tensors {
    int mix, exchange, gate, up, context, pool, down;
} layer_tensors;

typedef struct network {
    network_config config;
    parameters list;
    layer_tensors *layers;                                                         /* [networks, layers] */
    int tokens, puzzles, positions, answers, head, halt, halt_bias, y0, z0, facts; /* numbers of their tensors */
} network;

/* Weights of one tape: the values shared, the gradients its own. */
struct bound {
    const network *net;
    const layout *shape;
    tensor *tensors;       /* [net->list.tensors] */
    tensor **prepared;     /* [networks, layers] what the mixer prepared for the supervision step at hand, or NULL */
    attention_sight sight; /* of the pass at hand: what each token may see */
};

/* What B examples ask. */
typedef struct inputs {
    int batch;             /* B */
    const uint8_t *tokens; /* [B, P, L] */
    const int32_t *puzzle; /* [B], rows of the puzzle embeddings; NULL: 0 */
    real *puzzle_gradient; /* [B, M, D], added to, a part for each example even if they share a row; NULL: none */
    /* For algorithms that fill in cells: */
    const int32_t *rank;  /* [B, L] 0: the question gives the cell; else open, and its place in the solver's order;
                             NULL: all are open */
    const uint8_t *given; /* [B, L] classes of cells that are given, else NO_LABEL; NULL: no cell is */
    const uint64_t *key;  /* [B] of what is random; NULL: 0 */
} inputs;

/* Makes the blueprint. Returns 0, or -1 if out of memory. */
int network_open(network *net, const network_config *config);
void network_close(network *net);

size_t network_weight_count(const network *net); /* trained values of a model */

/* Floating-point operations of the products of one pass over one example, two for a multiply-add; in a
 * frame of which it is known how many examples have each side, on average over them. */
double network_pass_flops(const network_config *c, const geometry *shape);

int bound_open(bound *b, const network *net);
void bound_close(bound *b);

/* Binds weights to gradients g [size] (NULL: all constant). */
void network_bind(bound *b, const weights *w, real *g, const layout *shape);

/* Which of the networks: with --networks 1 both are the same. */
enum { NET_Z, NET_Y };

/* The tensors of one layer's mixer and exchange, in the order in which they added their parameters. */
static inline tensor *mixer_tensors(const bound *b, int layer)
{
    return &b->tensors[b->net->layers[layer].mix];
}
static inline tensor *exchange_tensors(const bound *b, int layer)
{
    return &b->tensors[b->net->layers[layer].exchange];
}
static inline tensor *pool_tensors(const bound *b, int layer)
{
    return &b->tensors[b->net->layers[layer].pool];
}

/* The factor for scores of a softmax over so many things: 1 for `at_one` of them, or always with --sharpness fixed. */
double softmax_sharpness(const bound *b, int things, double at_one);

/* The pool of --exchange mean. */
tensor *pool_by_mean(tape *t, const bound *b, int layer, tensor *h);

/* Once per supervision step, before passes: what does not change between them. */
void network_prepare(tape *t, bound *b);

/* x = registers of the puzzle, then embedding of tokens (+ positions)   -> [B, P, S, D] */
tensor *network_embed(tape *t, bound *b, const inputs *in);

/* The same for answers filled in part: tokens [B, P, S] (algorithms/fill.h), 0 for cells that are not   -> [B, P, S, D] */
tensor *network_embed_answers(tape *t, bound *b, const uint8_t *tokens, int batch);

/* One pass through all layers of the network, or of one of two          h [B, P, S, D] -> the same */
tensor *network_pass(tape *t, const bound *b, tensor *h);
tensor *network_pass_of(tape *t, const bound *b, int which, tensor *h);
/* The same; if nothing is recorded only the result stays in memory. */
tensor *network_update(tape *t, const bound *b, int which, tensor *h);

/* Logits of every token of a cell                                       y [B, P, S, D] -> [B, P, L, C]
 * If symbols are shared, of all rows [B, 1, L, symbol rows]: see symbols.h. */
tensor *network_logits(tape *t, bound *b, tensor *y);

/* Logits of what the rules know of each cell (--dense), for training   y [B, 1, S, D] -> [B, 1, L, facts] */
tensor *network_facts(tape *t, bound *b, tensor *y);

/* Halting logit: above 0 the model believes that its answer is right    y [B, P, S, D] -> [B, 1]
 * Read from the first register, or without registers from the mean over all tokens. */
tensor *network_halt(tape *t, bound *b, tensor *y);
/* Continue logit: what going on is worth, for --continue-head learned   y [B, P, S, D] -> [B, 1] */
tensor *network_continue(tape *t, bound *b, tensor *y);

#endif
