/* What the algorithms that fill in cells have in common (autoregressive.c, diffusion.c): answers so far as tokens, the
 * order of cells, guesses read from logits. Cells that are not filled hold NO_LABEL. */
#ifndef TRM_ALGORITHMS_FILL_H
#define TRM_ALGORITHMS_FILL_H

#include "trm/algorithms/step.h"

/* algorithm.states of both: an array while they answer, for what earlier steps have found. */
int fill_states(const network_config *c, int training);

/* The moment at which each cell of example i is filled: 0 if it is given, else 1, 2, ..., in the order that the network
 * goes by (--cell-order). moment [2 L]: the second half is scratch. Returns how many are open. */
int fill_moments(const bound *b, const inputs *in, int i, int32_t *moment);

/* How many cells of the first example are open; of any example at most, if `in` is NULL. */
int fill_open_cells(const inputs *in, int cells);

/* The tokens [P, S] that say so much of an answer [L]. */
void fill_tokens(const bound *b, const uint8_t *answer, uint8_t *tokens);

/* Classes that are given of example i to begin with, else NO_LABEL          answer [L] */
void fill_begin(const bound *b, const inputs *in, int i, uint8_t *answer);

/* The most likely class of a cell. */
typedef struct guess {
    uint8_t class;
    double probability, margin; /* its own, and by how much it is above that of the second */
} guess;
guess fill_guess(const tensor *logits, int cell);

/* Learns the cells that `labels` [B, L] asks for; of the others the answers are those of s->labels. */
void fill_learn(tape *t, bound *b, step_io *s, tensor *y, uint8_t *labels, const train_config *c, int of);

#endif
