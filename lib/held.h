/* An answer on its way: what trm_solve fills in, for puzzles (trm_answer.c) and for ARC tasks (task_answer.c). */
#ifndef LIB_HELD_H
#define LIB_HELD_H

#include "lib/handles.h"

/* An answer, and what its arrays lie in. */
typedef struct held {
    trm_answer seen; /* first: a pointer to it is one to all */
    trace t;
    float *probability;
    char *replay;
    uint8_t *grids; /* [3, cells]; of tasks [3 + attempts, cells] */
    char characters[257], verdict[KIND_SENTENCE];
} held;

/* How infer is asked, but for whoever watches. */
infer_options held_asking(const trm_options *o);
/* States are large: what a trace would take of memory is bounded by leaving out first the updates, then the states. */
int held_lighten(int what, const trm_options *o, const model *m, const encoding *e);

/* From the logits of the trace. */
int held_probabilities(held *h, const encoding *e, error *err);

/* Fills in the answer to a test input of a task. Statuses as in base/error.h. */
int held_solve_task(held *h, const trm_model *m, const trm_puzzles *p, long i, const trm_options *how, error *err);

#endif
