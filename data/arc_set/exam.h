/* A model is asked about the tests of tasks: all views of a test input, undone, vote on its output. Who answers is a
 * function, so that this room needs to know no model. */
#ifndef DATA_ARC_SET_EXAM_H
#define DATA_ARC_SET_EXAM_H

#include "data/arc_set/examples.h"
#include "puzzles/arc/vote.h"

/* What is asked at once: tokens [count, F F], of a side S the first S S of each; ids and sides [count]. */
typedef struct task_questions {
    long count;
    const uint8_t *tokens;
    const int32_t *ids, *sides;
} task_questions;

/* Answers them: answers [count, F F] likewise, confidence [count] in 0..1. Returns 0, or another number, which ends the
 * exam. */
typedef int (*task_answerer)(void *model, const task_questions *asked, uint8_t *answers, double *confidence);

/* Asks at most `views` views of every test input and makes the winners its attempts. An input that the frame cannot
 * hold is not asked, and has no attempt. Returns 0, -1 without memory, or what the answerer ended with. */
int task_exam(const task_examples *e, int views, task_answerer answer, void *model, task_attempts *attempts);

#endif
