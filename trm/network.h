/* The one tiny network of a TRM: `layers` blocks, each mixing cells and then channels, with post-norm residuals
 * (arXiv 2510.04871 §2.1 and the released code):
 *
 *     h <- rms(h + mix(h))         mix: attention over the cells of a plane, or a SwiGLU along them
 *     h <- rms(h + exchange(h))    only with --exchange attention: attention among the planes of a cell
 *     h <- rms(h + swiglu(h, context of h))
 *
 * The context is 3 mean over planes of h, or with --exchange pool the mean weighted by a softmax over planes.
 *
 * Three things are kept apart: the blueprint (network: names, shapes, roles), the weights (values and their packed
 * forms; a network may have several: trained, averaged), and the binding of weights to one tape's gradients.
 */
#ifndef TRM_NETWORK_H
#define TRM_NETWORK_H

#include "autograd/ops.h"
#include "trm/config.h"

enum { MAX_LAYERS = 8, LAYER_PARAMETERS = 8, MAX_PARAMETERS = 8 + MAX_LAYERS * LAYER_PARAMETERS, MAX_PARTS = 2 };

typedef enum {
    ROLE_MATRIX, /* hidden matrix: Muon's */
    ROLE_OTHER,  /* tables, heads, biases: AdamW's */
    ROLE_FROZEN, /* drawn once, never trained: the starting y and z */
} parameter_role;

typedef struct parameter {
    char name[64]; /* as in the reference implementation where it has the tensor */
    int rows, columns;
    int pieces; /* row-wise matrices that Muon treats one by one: q, k, v; gate, up */
    int parts;  /* row-wise matrices that are packed and bound one by one: gate, up */
    parameter_role role;
    double mean, std; /* of the initial values */
    size_t offset;    /* of the first value, in reals */
} parameter;

typedef struct network {
    network_config config;
    int count;
    parameter parameters[MAX_PARAMETERS];
    size_t size; /* reals in all */
} network;

/* What a puzzle brings besides tokens. Plain data, owned by the caller. */
typedef struct geometry {
    int planes, cells;       /* P, L */
    const uint8_t *relation; /* [L, L], or NULL */
} geometry;

typedef struct weights {
    const network *net;
    real *values; /* [size] */
    packed_weight packed[MAX_PARAMETERS][MAX_PARTS];
    real *packed_memory; /* private */
} weights;

/* Weights of one tape: the values shared, the gradients its own. */
typedef struct bound_layer {
    tensor qkv, out, relation, mix_gate, mix_up, mix_down, plane_qkv, plane_out, gate, up, context, sharpness, down;
} bound_layer;

typedef struct bound {
    const network *net;
    const geometry *shape;
    tensor tokens, positions, head, halt, halt_bias, y0, z0;
    bound_layer layers[MAX_LAYERS];
    tensor *bias[MAX_LAYERS]; /* expanded relation bias of the supervision step at hand, or NULL */
    const real *angles;       /* for rope, [L, E/2, 2] */
} bound;

/* Fills in names, shapes and offsets. */
void network_describe(network *net, const network_config *config);
size_t network_weight_count(const network *net); /* trained values */

/* Floating-point operations of the products of one pass over one example, two for a multiply-add. A supervision step
 * takes T (n + 1) passes forward, and backward twice the cost of the n + 1 of its last cycle. */
double network_pass_flops(const network_config *c, const geometry *shape);
double network_step_flops(const network_config *c, const geometry *shape, int training);

/* Allocates values (undefined) and packed forms. Returns 0, or -1 without memory. */
int weights_open(weights *w, const network *net);
void weights_close(weights *w);
void weights_initialise(weights *w, uint64_t seed);
/* Packs what changed: all matrices, or one parameter. */
void weights_pack(weights *w);
void weights_pack_one(weights *w, int parameter);

/* Binds weights to gradients g [size] (NULL: all constant). `angles` may be NULL unless positions are rope. */
void network_bind(bound *b, const weights *w, real *g, const geometry *shape, const real *angles);

/* Once per supervision step, before passes: what does not change between them. */
void network_prepare(tape *t, bound *b);

/* x = embedding of tokens [B, P, L] (+ positions)                       -> [B, P, L, D] */
tensor *network_embed(tape *t, bound *b, const uint8_t *tokens, int batch);

/* One pass through all layers                                           h [B, P, L, D] -> the same */
tensor *network_pass(tape *t, bound *b, tensor *h);

/* Logits of every token                                                 y [B, P, L, D] -> [B, P, L, C] */
tensor *network_logits(tape *t, bound *b, tensor *y);

/* Halting logit: above 0 the model holds its answer for right           y [B, P, L, D] -> [B, 1] */
tensor *network_halt(tape *t, bound *b, tensor *y);

#endif
