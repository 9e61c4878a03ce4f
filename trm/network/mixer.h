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
    int takes_places;      /* 1: it reads rows and columns of the grid (layout.place), which need no --positions */
    int takes_heads;       /* 1: it divides the width among heads */
    int takes_order;       /* 1: it keeps to what each token may see (bound.sight), as autoregressive decoders need */

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
#define MIXERS(ROW)                                                                                                    \
    ROW(attention) ROW(latent) ROW(window) ROW(mlp) ROW(convolution) ROW(linear) ROW(delta) ROW(kimi_delta) ROW(mamba2)

#define MIXER_DECLARE(name) extern const mixer mixer_##name;
MIXERS(MIXER_DECLARE)

/* All of them, closed by NULL; network_config.mixer lists indices, one a layer, repeated. */
extern const mixer *const mixers[];

/* What the mixers of the layers ask for. */
typedef struct mixer_needs {
    int size_bound, grid, relations, offsets, rope, places, heads; /* 1: some layer's does */
    int attention;                                                 /* 1: some layer's is plain attention */
    int order;                                                     /* 1: all keep to an order */
} mixer_needs;
mixer_needs mixer_needs_of(const network_config *c);

static inline const mixer *mixer_of(const network_config *c, int layer)
{
    return mixers[c->mixer.item[layer % c->mixer.count]];
}
option_choice mixer_choice(int index);

#endif
