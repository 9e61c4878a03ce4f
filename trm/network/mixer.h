/* How the tokens of a plane mix: the first half of a layer, a file and a row each.
 *
 * A mixer names its parameters and applies them. Parameters are tensors in the order in which they were added: a file
 * gives them names with an enum of its own, and finds those of a layer with mixer_tensors (network.h). */
#ifndef TRM_NETWORK_MIXER_H
#define TRM_NETWORK_MIXER_H

#include "autograd/tensor.h"
#include "trm/config.h"
#include "trm/network/parameters.h"

typedef struct bound bound;
typedef struct layout layout;

typedef struct mixer {
    const char *name, *help;
    const char *preset[4]; /* "option value": defaults that differ with it, closed by NULL */
    int size_bound;        /* 1: its weights belong to one number of cells */
    int on_grid;           /* 1: it mixes the cells of a grid alone, and has no place for registers */
    int takes_relations;   /* 1: it has a bias for each relation of two cells, and reads the table of all pairs */
    int takes_offsets;     /* 1: it has a bias for each offset instead, under the same option */
    int takes_rope;        /* 1: rotary positions mean something to it */

    /* Adds what one layer needs. */
    void (*parameters)(parameters *p, const network_config *c);

    /* h [B, P, S, D] -> the same, residual and norm included. */
    tensor *(*apply)(tape *t, const bound *b, int layer, tensor *h);

    /* Once per supervision step: what does not change between its passes, for b->prepared. NULL: nothing. */
    tensor *(*prepare)(tape *t, const bound *b, int layer);

    /* Multiply-adds of one layer on one example with P planes of S tokens. */
    double (*flops)(const network_config *c, double planes, double sequence);
} mixer;

/* A row each, from which follow the declarations and the table. */
#define MIXERS(ROW) ROW(attention) ROW(mlp) ROW(window) ROW(convolution)

#define MIXER_DECLARE(name) extern const mixer mixer_##name;
MIXERS(MIXER_DECLARE)

/* All of them, closed by NULL; network_config.mixer is an index. */
extern const mixer *const mixers[];
option_choice mixer_choice(int index);

#endif
