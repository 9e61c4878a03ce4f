/* What training sees of a list of tasks, and what a trained model is asked.
 *
 * Training sees the demonstrations of all tasks, also of those it will be tested on: they are what a task is known by.
 * Of test pairs it sees those of training tasks, if `with_tests` says so; the test pairs of evaluation tasks are always
 * held out. This file alone decides that, and what a frame may be measured by.
 */
#ifndef DATA_ARC_SET_EXAMPLES_H
#define DATA_ARC_SET_EXAMPLES_H

#include "base/error.h"
#include "puzzles/arc/augment.h"
#include "puzzles/arc/tokens.h"

typedef struct arc_examples_options {
    int frame;      /* F, which must hold every grid that may be seen */
    int cropped;    /* 1: each task has a frame of its own, at most F */
    int translate;  /* 1: pairs are moved about in the frame */
    int with_tests; /* 1: test pairs of training tasks are learned */
    uint64_t seed;  /* of what is drawn */
    int whole;      /* 1: a task comes with all its pairs one after another, each task once in an epoch */
} arc_examples_options;

typedef struct arc_examples {
    const arc_tasks *tasks;                     /* not owned, must stay */
    const arc_augmentation_list *augmentations; /* not owned, must stay */
    arc_examples_options how;
    int *sides;    /* [tasks] S, owned */
    int64_t pairs; /* that may be drawn of all tasks */
} arc_examples;

/* Returns OK, BAD_INPUT (an empty list, augmentations of another list, a pair that does not fit the frame) or
 * NO_MEMORY. To be freed in any case. */
int arc_examples_make(arc_examples *e, const arc_tasks *tasks, const arc_augmentation_list *augmentations,
                      const arc_examples_options *how, error *err);
void arc_examples_free(arc_examples *e);

/* The longest side, 1..30, of all that may be seen: the pairs that training draws, and the inputs of tests. An output
 * that is held out plays no part in it, so it may turn out not to fit. 0 for an empty list. */
int arc_examples_longest(const arc_tasks *tasks, int with_tests);

/* The side S of the frame around the grids of a task: F, or if cropped what its own grids take, and outputs of tests
 * will if they outgrow their inputs as much as in any pair that is seen. At least the side in which a model was trained
 * on the task, and at most F. */
static inline int arc_examples_side(const arc_examples *e, long number)
{
    return e->sides[number];
}

/* Whether training never sees the test pairs of a task. */
int arc_examples_hold_out(const arc_examples *e, long number);

/* How many pairs of a task training may draw: all demonstrations, then perhaps tests. */
int arc_examples_count(const arc_examples *e, long number);
const arc_pair *arc_examples_pair(const arc_examples *e, long number, int pair);

typedef struct arc_choice {
    long task;
    int v, pair;          /* number of the augmentation; pair in 0 .. arc_examples_count - 1 */
    arc_augmentation how; /* augmentation v */
    int top, left;        /* of both grids of the pair in the frame, as far as the larger of both allows */
} arc_choice;

/* What the example with that index is, a function of (seed, index) alone: a task uniformly, then one of its
 * augmentations, a pair, a translation. One pair of each augmentation, which one depends on the seed, is never
 * translated, as tests are not.
 * If `whole`: indices are cut into epochs of as many as there are pairs; in each all tasks come in a random order, a task in
 * one of its augmentations with all its pairs (puzzle_dataset.py:22-40 and 206-227 of the code of arXiv 2510.04871). */
arc_choice arc_examples_choose(const arc_examples *e, int64_t index);

/* The same as tokens [S, S] of the input and labels [S, S] of the output, S the task's side, which goes to *side.
 * Returns the id of the augmentation. */
long arc_examples_draw(const arc_examples *e, int64_t index, uint8_t *tokens, uint8_t *labels, int32_t *side);

/* The input of a test in augmentation v, at (0, 0): tokens [S, S]. Returns the id of the augmentation, or -1 if the
 * input is too large for the frame. */
long arc_examples_question(const arc_examples *e, long number, int test, int v, uint8_t *tokens);

/* The grid that an answer [S, S] to such a question means for the task itself; -1 if it holds none. */
int arc_examples_answer(const arc_examples *e, long number, int v, const uint8_t *answer, arc_grid *grid);

#endif
