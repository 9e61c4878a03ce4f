/* The values of a network's parameters, and the packed forms that products take. */
#ifndef TRM_NETWORK_WEIGHTS_H
#define TRM_NETWORK_WEIGHTS_H

#include "autograd/tensor.h"

#include <stdint.h>

typedef struct network network;

typedef struct weights {
    const network *net;
    real *values;          /* [size] */
    real *puzzles;         /* [puzzle ids, M D], a row [M, D] of the first M registers each; NULL without registers */
    packed_weight *packed; /* [tensors] */
    real *packed_memory, *puzzles_memory; /* private */
} weights;

/* Allocates values, all zero, and packed forms. Returns 0, or -1 if out of memory. */
int weights_open(weights *w, const network *net);
/* The same for an average of weights, which must outlive it: their puzzle embeddings are used, not averaged. */
int weights_open_average(weights *w, const weights *of);
void weights_close(weights *w);

/* Bytes allocated. */
size_t weights_memory(const weights *w);

/* The values of a parameter. */
real *weights_of(const weights *w, int parameter);

void weights_initialise(weights *w, uint64_t seed);

/* Attention starts out looking nearby: lowers its logits by `slope` nats for every cell of distance (cf. ALiBi, arXiv
 * 2108.12409), at 64 cells, and like all scores by more if softmaxes grow sharper with size. distance [R]: how many
 * cells apart two cells in a relation are. */
void weights_bias_distance(weights *w, const uint8_t *distance, double slope);

/* Copies the values of another network's weights, but for the puzzle embeddings, which belong to their puzzles, and
 * heads for training alone that either lacks. Both compute the same (Net2Net, arXiv 1511.05641) though there may be more
 * here: hidden units of a SwiGLU, which keep what they read with and add nothing, or a network for y, which starts as a
 * copy of the only one. Returns 0, or -1 if the networks differ in another way. */
int weights_copy(weights *w, const weights *from);

/* Packs what changed: everything, or one parameter. */
void weights_pack(weights *w);
void weights_pack_one(weights *w, int parameter);

#endif
