/* A trained model at work: puzzles in, an answer after each supervision step.
 *
 * A thinker runs up to `batch` puzzles of one geometry together, on one thread. */
#ifndef TRM_THINKER_H
#define TRM_THINKER_H

#include "trm/recursion.h"
#include "trm/worker.h"

typedef struct thinker {
    worker w;
    geometry shape;
    supervision s; /* answers, halting logits; see recursion.h */
    int batch;
    uint8_t *block; /* owns the arrays of s */
    real *angles;
} thinker;

/* `weights` and the relation table of `shape` must outlive the thinker. Returns 0, or -1 without memory. */
int thinker_open(thinker *t, const weights *w, const geometry *shape, int batch);
void thinker_close(thinker *t);

/* Starts over with `count` puzzles: tokens [count, P, L]. */
void thinker_start(thinker *t, const uint8_t *tokens, int count);

/* One supervision step: s.answer [count, L] and s.halt [count] are new. */
void thinker_step(thinker *t);

/* The halting logit at which answering stops unless told otherwise. Training lets an example go at 0; when answering, a
 * little more certainty costs a fraction of a step on average and saves most of the answers given too early. */
static const double HALTING_SURE = 4;

/* What came out for one puzzle. */
typedef struct verdict {
    int steps;     /* supervision steps taken */
    double halt;   /* halting logit of the last */
    int cells;     /* right cells; all of them where it is solved */
    int all_right; /* every labelled cell is right */
} verdict;

/* Answers `count` puzzles with `threads` thinkers, each for up to `steps` supervision steps or until its halting logit
 * passes `threshold`. tokens [count, P, L], labels [count, L] or NULL, answers [count, L] out, verdicts [count] out.
 * The result for a puzzle depends on the others in no way. Returns 0, or -1 without memory. */
int think_all(const weights *w, const geometry *shape, const uint8_t *tokens, const uint8_t *labels, long count,
              int steps, double threshold, int threads, uint8_t *answers, verdict *verdicts);

#endif
