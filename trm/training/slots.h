/* The batch: slots, each with an example at its own depth. */
#ifndef TRM_TRAINING_SLOTS_H
#define TRM_TRAINING_SLOTS_H

#include "trm/algorithms/algorithm.h"

/* Of an example with a side s only the first s * s tokens, labels and answers and N + s * s states count. */
typedef struct slots {
    int count;             /* the batch */
    int states;            /* that an example carries from step to step */
    size_t tokens_each;    /* P L */
    size_t labels_each;    /* L */
    size_t state_each;     /* P S D */
    size_t registers_each; /* M D: of a puzzle embedding */
    uint8_t *tokens;       /* [count, P, L] */
    uint8_t *labels;       /* [count, L] */
    uint8_t *answer;       /* [count, L] */
    int32_t *puzzle;       /* [count] rows of the puzzle embeddings */
    int32_t *side;         /* [count] */
    size_t ranks_each;     /* L for algorithms that fill in cells, else 0 */
    int32_t *rank;         /* [count, ranks_each] in which order cells are filled: inputs.rank */
    size_t facts_each;     /* L if facts are learned, else 0 */
    uint8_t *facts;        /* [count, facts_each] */
    uint64_t *key;         /* [count] of what is random about an example */
    real *puzzle_gradient; /* [count, M, D], of the step at hand */
    real *carry;           /* [states, count, P, S, D] */
    real *halt;            /* [count] halting logit of the last step */
    real *more;            /* [count] what the halting logit must exceed: the continue logit, or 0 */
    real *correct;         /* [count] 1 if its answer was right */
    real *loss;            /* [count] nats per cell */
    int64_t *steps;        /* [count] supervision steps done; -1: the slot is free */
    int64_t *generation;   /* [count] examples that the slot has had before the one in it, or to come */
    size_t bytes;          /* of all arrays */
    void *block;           /* owns them */
} slots;

/* All slots are free. Returns 0, or -1 if out of memory. */
int slots_open(slots *s, const network_config *c, const layout *whole, int batch);
void slots_close(slots *s);

/* From a carried state to the next, in reals. */
static inline size_t slots_stride(const slots *s)
{
    return (size_t)s->count * s->state_each;
}

/* The part of the batch from slot `first` on, as an algorithm takes it. */
step_io slots_view(const slots *s, int first, int count);

#endif
