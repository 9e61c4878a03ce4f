/* The one tiny network of a TRM: `layers` blocks, each mixing cells and then channels, with post-norm residuals
 * (arXiv 2510.04871 §2.1 and the released code):
 *
 *     h <- rms(h + mix(h))         mix: attention over the cells of a plane, or a SwiGLU along them
 *     h <- rms(h + exchange(h))    only with --exchange attention: attention among the planes of a cell
 *     h <- rms(h + swiglu(h, context of h))
 *
 * The context is 3 mean over planes of h, or with --exchange pool the mean weighted by a softmax over planes. With
 * --registers N every plane has S = N + L tokens, the registers first (layout.h); without, S = L.
 *
 * Three things are kept apart: the blueprint (network: names, shapes, roles), the weights (values and their packed
 * forms; a network may have several: trained, averaged), and the binding of weights to one tape's gradients.
 */
#ifndef TRM_NETWORK_NETWORK_H
#define TRM_NETWORK_NETWORK_H

#include "autograd/ops.h"
#include "trm/network/layout.h"

enum { MAX_LAYERS = 8, LAYER_PARAMETERS = 8, MAX_PARAMETERS = 9 + MAX_LAYERS * LAYER_PARAMETERS, MAX_PARTS = 2 };

typedef enum {
    ROLE_MATRIX, /* hidden matrix: Muon's */
    ROLE_OTHER,  /* tables, heads, biases: AdamW's */
    ROLE_FROZEN, /* drawn once, never trained: the starting y and z */
    ROLE_TASK,   /* a row per task, of which a step touches few: kept apart, with an optimiser of its own */
} parameter_role;

typedef struct parameter {
    char name[64]; /* as in the reference implementation where it has the tensor */
    int rows, columns;
    int pieces; /* row-wise matrices that Muon treats one by one: q, k, v; gate, up */
    int parts;  /* row-wise matrices that are packed and bound one by one: gate, up */
    parameter_role role;
    double mean, std; /* of the initial values */
    size_t offset;    /* of the first value, in reals; of a ROLE_TASK there is none */
} parameter;

typedef struct network {
    network_config config;
    int count;
    parameter parameters[MAX_PARAMETERS];
    size_t size; /* reals in all, without the table of tasks */
} network;

typedef struct weights {
    const network *net;
    real *values; /* [size] */
    real *tasks;  /* [tasks, N D], a row [N, D] of registers each; NULL without registers */
    packed_weight packed[MAX_PARAMETERS][MAX_PARTS];
    real *packed_memory, *tasks_memory; /* private */
} weights;

/* Weights of one tape: the values shared, the gradients its own. */
typedef struct bound_layer {
    tensor qkv, out, relation, mix_gate, mix_up, mix_down, plane_qkv, plane_out, gate, up, context, sharpness, down;
} bound_layer;

typedef struct bound {
    const network *net;
    const layout *shape;
    tensor tokens, tasks, positions, head, halt, halt_bias, y0, z0;
    bound_layer layers[MAX_LAYERS];
    tensor *bias[MAX_LAYERS]; /* expanded relation bias of the supervision step at hand, or NULL */
} bound;

/* What B examples ask. */
typedef struct prompt {
    int batch;             /* B */
    const uint8_t *tokens; /* [B, P, L] */
    const int32_t *task;   /* [B], rows of the table of tasks; NULL: 0 */
    real *task_gradient;   /* [B, N, D], added to, a part for each example even where they share a task; NULL: none */
} prompt;

/* Fills in names, shapes and offsets. */
void network_describe(network *net, const network_config *config);
size_t network_weight_count(const network *net); /* trained values */

/* Rows of the table of tasks: without tasks all examples share one. */
static inline size_t network_task_rows(const network_config *c)
{
    return c->tasks ? (size_t)c->tasks : 1;
}

/* Floating-point operations of the products of one pass over one example, two for a multiply-add. A supervision step
 * takes T (n + 1) passes forward, and backward twice the cost of the n + 1 of its last cycle. */
double network_pass_flops(const network_config *c, const geometry *shape);
double network_step_flops(const network_config *c, const geometry *shape, int training);

/* Allocates values, all zero, and packed forms. Returns 0, or -1 without memory. */
int weights_open(weights *w, const network *net);
/* The same for an average of weights, which must outlive it: their table of tasks is used, not averaged. */
int weights_open_average(weights *w, const weights *of);
void weights_close(weights *w);
/* Where the values of a parameter are. */
real *weights_of(const weights *w, int parameter);
void weights_initialise(weights *w, uint64_t seed);
/* Lowers attention's logits by `slope` nats for every cell that a relation says two cells are apart: at 64 places, and
 * like all scores by more where softmaxes grow sharper with size. */
void weights_look_near(weights *w, int (*distance)(int relation), double slope);
/* Packs what changed: all matrices, or one parameter. */
void weights_pack(weights *w);
void weights_pack_one(weights *w, int parameter);

/* Binds weights to gradients g [size] (NULL: all constant). */
void network_bind(bound *b, const weights *w, real *g, const layout *shape);

/* Once per supervision step, before passes: what does not change between them. */
void network_prepare(tape *t, bound *b);

/* x = registers of the task, then embedding of tokens (+ positions)     -> [B, P, S, D] */
tensor *network_embed(tape *t, bound *b, const prompt *q);

/* One pass through all layers                                           h [B, P, S, D] -> the same */
tensor *network_pass(tape *t, bound *b, tensor *h);

/* Logits of every token of a cell                                       y [B, P, S, D] -> [B, P, L, C] */
tensor *network_logits(tape *t, bound *b, tensor *y);

/* Halting logit: above 0 the model holds its answer for right           y [B, P, S, D] -> [B, 1]
 * Read from the first register, or without registers from the mean over all tokens. */
tensor *network_halt(tape *t, bound *b, tensor *y);

#endif
