/* What training sees of a list of tasks, and what a trained model is asked.
 *
 * Training sees the demonstrations of all tasks, also of those it will be tested on: they are what a task is known by.
 * Of test pairs it sees those of training tasks, where `with_tests` says so; the test pairs of evaluation tasks are
 * held out, whatever is asked for. This file alone decides that, and what a frame may be measured by.
 */
#ifndef DATA_ARC_SET_EXAMPLES_H
#define DATA_ARC_SET_EXAMPLES_H

#include "base/error.h"
#include "puzzles/arc/tokens.h"
#include "puzzles/arc/augment.h"

typedef struct task_examples {
    const task_list *list;   /* neither is owned, */
    const task_views *views; /* both must stay */
    int frame;               /* F */
    int with_tests;
    int still; /* 1: no pair is ever translated. 0 once made; may be set */
    int crop;  /* 1: each task in a frame of its own, at most F. 0 once made; may be set */
} task_examples;

/* Returns 0, or -1 with a sentence: an empty list, views of another list, a pair that does not fit the
 * frame. Nothing to free. */
int task_examples_make(task_examples *e, const task_list *list, const task_views *views, int frame, int with_tests,
                       error *err);

/* The longest side, 1..30, of all that may be seen: the pairs that training draws, and the inputs of tests. An output
 * that is held out plays no part in it, and may turn out not to fit. 0 for an empty list. */
int task_examples_longest(const task_list *list, int with_tests);

/* The side S of the frame around the grids of a task: F, or with crop what its own grids take, and outputs of tests
 * will if they outgrow their inputs as much as in any pair that is seen. No less than in training (the orbit's side)
 * and no more than F. */
int task_examples_side(const task_examples *e, long number);

/* Whether training never sees the test pairs of a task. */
int task_examples_hold_out(const task_examples *e, long number);

/* How many pairs of a task training may draw: all demonstrations, then perhaps tests. */
int task_examples_count(const task_examples *e, long number);
const task_pair *task_examples_pair(const task_examples *e, long number, int pair);

typedef struct task_choice {
    long task;
    int view, pair; /* pair in 0 .. task_examples_count - 1 */
    int top, left;  /* of both grids of the pair in the frame, as far as the larger of both allows */
} task_choice;

/* What the draw-th example is, a function of (seed, draw) alone: a task uniformly, then one of its views, a pair, a
 * translation. One pair of each view, which one depends on the seed, is never translated, as tests are not. */
void task_examples_choose(const task_examples *e, uint64_t seed, int64_t draw, task_choice *choice);

/* The same as tokens [S, S] of the input and labels [S, S] of the output, S the task's side, which goes to *side.
 * Returns the id of the view. */
long task_examples_draw(const task_examples *e, uint64_t seed, int64_t draw, uint8_t *tokens, uint8_t *labels,
                        int32_t *side);

/* The input of a test as view `view` shows it, at (0, 0): tokens [S, S]. Returns the id of the view, or -1 where the
 * input is too large for the frame. */
long task_examples_question(const task_examples *e, long number, int test, int view, uint8_t *tokens);

/* The grid that an answer [S, S] to such a question means for the task itself, view undone; -1 where it holds none. */
int task_examples_answer(const task_examples *e, long number, int view, const uint8_t *answer, colour_grid *grid);

#endif
