/* What solve --html writes: how the model came to its answers, to look at. Solvers add to it if settings.exhibit is not
 * NULL. */
#ifndef TOOLS_EXHIBIT_H
#define TOOLS_EXHIBIT_H

#include "lib/group.h"
#include "lib/view.h"
#include "report/page.h"

typedef struct exhibit {
    page page;
    const char *file;   /* the puzzles' */
    puzzle_view *views; /* [count] of the group that is answered */
    long count;
} exhibit;

/* Statuses as in base/error.h. */
int exhibit_open(exhibit *x, const char *path, const char *puzzles, error *err);
/* The page appears unless `err` has a sentence: bad puzzles among others do not matter. */
int exhibit_close(exhibit *x, int status, error *err);

/* group_answer, watched. */
int exhibit_answer(exhibit *x, puzzle_group *g, const model *m, const infer_options *how, error *err);
/* Adds the i-th puzzle of that group, once each, in their order. */
int exhibit_add(exhibit *x, const puzzle_group *g, long i, const answer_report *r, error *err);

/* Adds a replay that has ended. */
int exhibit_put(exhibit *x, const replay *r);

#endif
