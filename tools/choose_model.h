/* The model that solve takes: the one that is named, or the best one that is shipped for the puzzles at hand. */
#ifndef TOOLS_CHOOSE_MODEL_H
#define TOOLS_CHOOSE_MODEL_H

#include "tools/solver.h"

/* Reads the model that --model names, if it names one. */
int read_named_model(model *m, const solve_settings *s, error *err);

/* Whether the named model is for these puzzles; or if none is named, finds and reads one, and says which. `program` and
 * `installed` as for model_find. */
int settle_model(model *m, const solve_settings *s, const solve_subject *what, const char *program,
                 const char *installed, error *err);

/* What the model says of its halting head, unless --halt is given. */
void settle_halting(solve_settings *s, const model *m, int halt_given);

#endif
