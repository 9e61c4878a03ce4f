/* The recursion of a Tiny Recursive Model (arXiv 2510.04871, algorithm in figure 3). */
#ifndef TRM_RECURSION_H
#define TRM_RECURSION_H

#include "trm/network/network.h"

/* The answer y and the latent z of a few examples, both [B, P, S, D]. */
typedef struct state {
    tensor *y, *z;
} state;

/* What one supervision step reads and leaves for B examples. All arrays belong to the caller. */
typedef struct supervision {
    prompt asked;          /* by all B examples */
    int cycles;            /* T, which training may raise in the course of a run */
    const uint8_t *labels; /* [B, L] classes or NO_LABEL; NULL: no loss */
    real *y, *z;           /* carried state [B, P, S, D], read and replaced, detached */
    uint8_t *answer;       /* [B, L] out: the most likely class of each cell */
    real *halt;            /* [B] out: halting logit */
    real *right;           /* [B] out: 1 where every labelled cell of the answer is right, else 0 */
    real *loss;            /* [B] out: cross-entropy, in nats per cell */
} supervision;

/* One supervision step with loss and gradients (the tape must be able to record): deep recursion, then
 * d (mean over `of` examples of cross-entropy + halt_weight * halting loss) is added to the bound gradients
 * and to those of the tasks. */
void supervision_step(tape *t, bound *net, supervision *s, int loss_kind, real halt_weight, int of);

/* The same recursion without loss or gradients, for answering. */
void answer_step(tape *t, bound *net, supervision *s);

/* The cross-entropy of each example [B], as loss_kind (LOSS_*) has it. */
tensor *cross_entropy(tape *t, tensor *logits, const uint8_t *labels, int loss_kind);

/* y and z of one example [P, S, D] at the start: one frozen vector each for every token. */
void start_state(const bound *net, real *y, real *z);

#endif
