/* Puzzles on the page of solve --html. */
#ifndef TOOLS_EXHIBIT_PUZZLES_H
#define TOOLS_EXHIBIT_PUZZLES_H

#include "lib/group.h"
#include "tools/exhibit.h"

/* group_answer, watched. */
int exhibit_answer(exhibit *x, puzzle_group *g, const model *m, const infer_options *how, error *err);
/* Adds the i-th puzzle of that group, once each, in their order. */
int exhibit_add(exhibit *x, const puzzle_group *g, long i, const answer_report *r, error *err);

#endif
