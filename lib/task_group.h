/* ARC tasks that a model is asked about: every augmentation of a test input is a question, and the answers vote.
 *
 *     fill g.set.tasks, then task_group_open
 *     while (arc_ask(&g.q)) task_group_answer
 *     g.attempts
 */
#ifndef LIB_TASK_GROUP_H
#define LIB_TASK_GROUP_H

#include "data/arc_set/arc_set.h"
#include "data/arc_set/questions.h"
#include "lib/wiring.h"
#include "trm/inference/calibration.h"
#include "trm/network/model_file.h"

/* It must stay where it is once it is open. */
typedef struct task_group {
    arc_set set;
    encoding code;
    geometry shape;
    arc_questions q;
    arc_attempts attempts;
} task_group;

/* Sets g->set.tasks up as the model learned them. `augmentations`: at most so many of a test input, 0: all; room for
 * `attempts` at each. Statuses as in base/error.h; to be closed in any case. Not open: all zero. */
int task_group_open(task_group *g, const model *m, int augmentations, int attempts, error *err);
void task_group_close(task_group *g);

/* Lets the model answer the questions at hand, and counts their votes: predictions [g->q.asked.count] out. */
int task_group_answer(task_group *g, const model *m, const infer_options *how, prediction *predictions, error *err);

#endif
