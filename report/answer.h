/* An answer to a puzzle and how it came about: in steps for people, on a line for programs. The rules decide whether it
 * is right, whatever was thought of it. */
#ifndef REPORT_ANSWER_H
#define REPORT_ANSWER_H

#include "puzzles/kind.h"

#include <stdio.h> /* FILE */

/* Nothing is owned. Grids hold symbols, row by row. */
typedef struct report {
    const puzzle_kind *kind;
    const grid_shape *shape;
    const uint8_t *question, *answer; /* [cells] */
    double halt;                      /* the logit of confidence behind the answer */
    int steps;                        /* that led to it, */
    int chosen, tries, allowed;       /* in the try `chosen`, from 0, of so many, where more were allowed, */
    long work;                        /* which took so many steps in all */
    const uint8_t *after;             /* [steps, cells] the answer after each step, and */
    const double *halts;              /* [steps] its logit; both for report_show alone */
} report;

/* Each returns 1 where the rules agree with the answer, 0 where they do not. */

/* The question, every step with what has changed, the verdict. */
int report_show(FILE *out, const report *r, int colour);
/* The cells of the answer, kind->broken_char for those that break a rule. */
int report_line(FILE *out, const report *r);
/* An object on a line. */
int report_json(FILE *out, const report *r);

#endif
