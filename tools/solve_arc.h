/* ARC tasks in solve.c, whose part this is: asks a trained model about the tests of tasks and reports. */
#ifndef TOOLS_SOLVE_ARC_H
#define TOOLS_SOLVE_ARC_H

#include "base/error.h"
#include "puzzles/arc/task.h"
#include "trm/inference/infer.h"
#include "trm/network/model_file.h"

typedef struct arc_solve_options {
    infer_options how;
    int augmentations;      /* asked of each test at most; 0: all of the model's */
    int attempts;           /* at a test that count */
    int eval, json, colour; /* an evaluation instead of the answers; objects on lines; colours */
    const char *submission; /* a file for the answers, or NULL */
} arc_solve_options;

/* Takes over the tasks in any case. *missed becomes 1 if an answer is not the known output. Returns OK, BAD_INPUT,
 * NO_FILE or NO_MEMORY. */
int arc_solve(const model *m, arc_tasks *tasks, const arc_solve_options *o, int *missed, error *err);

#endif
