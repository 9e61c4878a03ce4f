/* A trained model is asked about ARC tasks. As solve.c, whose part it is, this stands above the rooms: it knows both
 * the model and the tasks.
 *
 *     open     views, frame and rows of the embeddings as the model's file notes them
 *     ask      all views of all test inputs; their votes become attempts
 *     show, submit, or task_report.h on `attempts` and `effort`
 *
 * What can fail returns OK, BAD_INPUT or NO_FILE (also want of memory) with a sentence.
 */
#ifndef TOOLS_TASK_SOLVER_H
#define TOOLS_TASK_SOLVER_H

#include "base/error.h"
#include "data/arc_set/examples.h"
#include "report/arc.h"
#include "trm/network/model_file.h"
#include "trm/inference/infer.h"

#include <stdio.h> /* FILE */

typedef struct task_solver {
    task_list list;
    task_attempts attempts; /* once asked */
    task_effort effort;
    int learned_tests; /* 1: test outputs of training tasks were learned too (--train-tests) */
    /* private */
    const model *m;
    task_views views;
    task_examples examples;
    encoding code;
    geometry shape;
    infer_options how;
    trace *traces; /* [count] of the tests as they are, if they are to be shown */
} task_solver;

/* Takes the list over, whatever comes out; the model, read from `path`, must stay. To be closed also where it fails. */
int task_solver_open(task_solver *x, const model *m, const char *path, task_list *list, error *err);
void task_solver_close(task_solver *x);

/* Asks at most `views` views of each test (0: all) for `attempts` attempts, and at least TASK_PASSES. */
int task_solver_ask(task_solver *x, const infer_options *how, int views, int attempts, error *err);

/* Shows every task, the steps of its own view, and its first k attempts. */
int task_solver_show(const task_solver *x, FILE *out, int k, int colour, error *err);

/* Writes the attempts to a file as Kaggle takes them. */
int task_solver_submit(const task_solver *x, const char *path, error *err);

#endif
