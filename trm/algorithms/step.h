/* What every algorithm does in a supervision step: read answers from the logits, and the loss that it learns from. */
#ifndef TRM_ALGORITHMS_STEP_H
#define TRM_ALGORITHMS_STEP_H

#include "base/trace.h"
#include "trm/network/network.h"

/* What knows all right answers, if there are several. */
typedef struct teacher {
    /* The right answer to one example that the model likes best: labels [L] out, from its logits [L, C], one plane. */
    void (*choose)(const void *rules, int rows, int cols, const uint8_t *tokens, const real *logits, uint8_t *labels);
    const void *rules; /* handed to it */
} teacher;

/* What one step reads and leaves for B examples. All arrays belong to the caller. */
typedef struct step_io {
    inputs in;              /* of all B examples */
    uint8_t *labels;        /* [B, L] classes or NO_LABEL, which `teacher` may replace; NULL: no loss */
    const uint8_t *facts;   /* [B, L] of each cell, a bit each, or NO_LABEL; NULL: not to be learned */
    const teacher *teacher; /* NULL: the labels are the only right answers */
    int cycles;             /* T, which training may raise in the course of a run */
    real *carry;            /* carried state k [B, P, S, D] is at carry + k * stride; read and replaced, detached */
    size_t stride;          /* reals from one carried state to the next */
    uint8_t *answer;        /* [B, L] out: the most likely class of each cell */
    const int64_t *depth;   /* [B] steps done before this one; in training */
    real *halt;             /* [B] out: halting logit */
    real *more;             /* [B] out: continue logit, if it is learned */
    const real *target;     /* [B] what it is to be, as a probability; NULL: it is not learned */
    real *correct;          /* [B] out: 1 if every labelled cell of the answer is right, else 0 */
    real *loss;             /* [B] out: cross-entropy, in nats per cell */
    /* For algorithms that fill in cells, when answering: */
    int step,
        steps; /* number of this step, from 0, and how many the example takes; the answer is kept from step to step */
    int unmask, remask; /* UNMASK_*, and whether cells that were filled may be opened again */
    trace *frames;      /* of inference with B = 1, added to; NULL: nobody looks */
} step_io;

/* Which cells diffusion fills first. */
enum { UNMASK_MARGIN, UNMASK_CONFIDENCE, UNMASK_RANDOM };

/* The cross-entropy of the cells [B], in nats, after labels are chosen anew if the rules know several. */
tensor *step_loss(tape *t, const bound *b, const step_io *s, tensor *logits, const train_config *c);

/* Reads the answer from y [B, P, S, D] and runs backward from the loss, as algorithm.train says. */
void step_learn(tape *t, bound *b, step_io *s, tensor *y, const train_config *c, int of);

/* Reads the answer from y, of one example, and its loss if there are labels, but learns nothing from it; notes the frame
 * that ends the step; z may be NULL. */
void step_answer(tape *t, bound *b, step_io *s, tensor *y, const tensor *z);

/* Notes the frame that ends a step which has written s->answer and s->halt itself. */
void step_filled(tape *t, const step_io *s, const bound *b, const tensor *logits, const tensor *y);

/* After an update within a step: notes a frame, if anyone looks. If y has not changed since the last frame, neither has
 * the answer. */
void step_note(tape *t, bound *b, const step_io *s, tensor *y, const tensor *z, int y_changed);

#endif
