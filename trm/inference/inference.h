/* A trained model at work: a puzzle in, an answer after each supervision step; and, for more compute, several tries at
 * the same puzzle, apart by a little noise, of which one is chosen. A thinker runs on one thread. */
#ifndef TRM_INFERENCE_INFERENCE_H
#define TRM_INFERENCE_INFERENCE_H

#include "trm/recursion.h"
#include "trm/network/worker.h"

typedef struct thinker {
    worker w;
    const layouts *shapes;
    supervision s;  /* answers, halting logits; see recursion.h */
    int32_t task;   /* s points to it */
    uint8_t *block; /* owns the arrays of s */
} thinker;

/* Both must outlive the thinker. Returns 0, or -1 without memory. */
int thinker_open(thinker *t, const weights *w, const layouts *shapes);
void thinker_close(thinker *t);

/* Starts over with a puzzle: tokens [P, L], which must outlive the thinking about it; its task, below the network's
 * number of tasks, which a network without tasks passes over; its side in a frame, 0 for all cells. */
void thinker_start(thinker *t, const uint8_t *tokens, int32_t task, int side);

/* One supervision step: s.answer [L] and s.halt [1] are new. */
void thinker_step(thinker *t);

/* The halting logit at which answering stops unless told otherwise. Training lets an example go at 0; when answering, a
 * little more certainty costs a fraction of a step on average and saves most of the answers given too early. */
static const double HALTING_SURE = 4;

enum { ANSWER_STEPS = 16 }; /* supervision steps that answering takes at most unless told otherwise, as in the papers */

/* Which of several tries is the answer. */
typedef enum {
    CHOOSE_CONFIDENT, /* the highest last halting logit (arXiv 2605.19943) */
    CHOOSE_FIRST,     /* the first to halt, in steps (arXiv 2601.19085); where none does, the most confident */
    CHOOSE_RULES,     /* the first that obeys the rules, no try after it is made; where none does, the most confident */
} choice;

typedef struct thinking {
    int steps;        /* supervision steps of a try at most */
    double threshold; /* a try ends when its halting logit is above this */
    int tries;
    double noise; /* standard deviation of what is added to z before each step of every try but the first */
    choice choose;
    uint64_t seed; /* of the noise */
    int threads;
    int (*obeys)(const void *rules, long puzzle, const uint8_t *answer); /* for CHOOSE_RULES; answer [L] of classes */
    const void *rules;
} thinking;

/* One try, all defaults. */
thinking thinking_defaults(int threads);

/* What came out for one puzzle. */
typedef struct verdict {
    int steps;     /* supervision steps of the chosen try */
    double halt;   /* its last halting logit */
    int chosen;    /* number of the chosen try, from 0 */
    int tries;     /* made */
    long work;     /* supervision steps of all tries */
    int cells;     /* right cells; all of them where it is solved */
    int all_right; /* every labelled cell is right */
} verdict;

/* What there is to think about. */
typedef struct questions {
    long count;
    const uint8_t *tokens;        /* [count, P, L]; of one with a side s the first s * s of its L */
    const uint8_t *labels;        /* [count, L] likewise, or NULL */
    const int32_t *tasks, *sides; /* [count] each, or NULL: all 0 */
} questions;

/* Answers them: answers [count, L] out, verdicts [count] out. The result for a puzzle depends on its number and the
 * seed, in no way on the other puzzles or the threads. Returns 0, or -1 without memory. */
int think_all(const weights *w, const geometry *shape, const thinking *how, const questions *asked, uint8_t *answers,
              verdict *verdicts);

/* One try at a puzzle. */
typedef struct attempt {
    const uint8_t *tokens; /* [P, L] */
    int32_t task, side;
    long puzzle; /* its number among all that were thought about */
    int number;  /* of the try, from 0 */
} attempt;

/* Makes a try again, to see it: answers [steps, L] and halts [steps] out, at most `steps`. Returns how many it took. */
int think_again(thinker *t, const thinking *how, const attempt *a, int steps, uint8_t *answers, double *halts);

#endif
