/* What a model did with one puzzle: a frame after every supervision step, or after every update within the steps. Made
 * by inference as it goes, read by whatever shows it. */
#ifndef BASE_TRACE_H
#define BASE_TRACE_H

#include <stddef.h>
#include <stdint.h>

/* What a trace holds besides answers and halting logits. */
enum {
    TRACE_LOGITS = 1,
    TRACE_STATES = 2,  /* y and z */
    TRACE_UPDATES = 4, /* a frame for every update, the last of a step's being the step's own */
};

typedef struct trace {
    int cells;          /* L of this puzzle */
    int per_step;       /* frames of a supervision step; 1 without TRACE_UPDATES */
    int frames;         /* there are so far: per_step times the steps taken */
    int has_z;          /* 1: the algorithm has a latent, and z is filled in if it was asked for */
    size_t logits_each; /* P L C, for all cells there can be */
    size_t state_each;  /* P S D, likewise */
    uint8_t *answers;   /* [frames, cells] the most likely class of each cell */
    double *halts;      /* [frames] halting logit */
    float *logits;      /* [frames, logits_each] in the order [P, L, C]; NULL if not asked for */
    float *y, *z;       /* [frames, state_each] in the order [P, S, D]; NULL if not asked for */
    void *block;        /* owns the arrays */
} trace;

/* Room for so many frames. Returns 0, or -1 if out of memory. */
int trace_open(trace *t, int what, int per_step, int frames, int cells, size_t logits_each, size_t state_each);
void trace_close(trace *t);
/* A copy in the place of *to, which is open or all zero: with logits and with a frame for every update as far as `what`
 * says and `t` has them, without states. Returns 0, or -1 if out of memory. */
int trace_copy(trace *to, const trace *t, int what);

/* The answer [cells] of the frame that ends a supervision step, from 0. */
static inline uint8_t *trace_answer(const trace *t, int step)
{
    return t->answers + (size_t)((step + 1) * t->per_step - 1) * (size_t)t->cells;
}

/* The logits [P, L, C] of that frame. */
static inline const float *trace_logits(const trace *t, int step)
{
    return t->logits + (size_t)((step + 1) * t->per_step - 1) * t->logits_each;
}

/* The halting logit after a supervision step. */
static inline double trace_halt(const trace *t, int step)
{
    return t->halts[(step + 1) * t->per_step - 1];
}

#endif
