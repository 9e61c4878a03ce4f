/* How the planes of a cell tell each other what they hold, a file and a row each: a sublayer of its own between the two
 * halves of a layer, and a pooled view that goes into the SwiGLU as its context. */
#ifndef TRM_NETWORK_EXCHANGE_H
#define TRM_NETWORK_EXCHANGE_H

#include "trm/network/mixer.h"

typedef struct exchange {
    const char *name, *help;

    /* The sublayer: adds its parameters; h [B, P, S, D] -> the same. NULL: none. */
    void (*parameters)(parameters *p, const network_config *c);
    tensor *(*apply)(tape *t, const bound *b, int layer, tensor *h);
    /* Multiply-adds of the sublayer on one example. NULL: none. */
    double (*flops)(const network_config *c, double planes, double sequence);

    /* The view: adds its parameters (NULL: none); h [B, P, S, D] -> [B, S, D]. */
    void (*pool_parameters)(parameters *p, const network_config *c);
    tensor *(*pool)(tape *t, const bound *b, int layer, tensor *h);
} exchange;

/* A row each, from which follow the declarations and the table. The first is that of networks without planes. */
#define EXCHANGES(ROW) ROW(mean) ROW(pool) ROW(attention)

#define EXCHANGE_DECLARE(name) extern const exchange exchange_##name;
EXCHANGES(EXCHANGE_DECLARE)

/* All of them, closed by NULL; network_config.exchange is an index. */
extern const exchange *const exchanges[];
option_choice exchange_choice(int index);

#endif
