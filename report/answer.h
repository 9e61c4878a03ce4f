/* An answer to a puzzle and how it came about: in steps for people, on a line for programs. The rules decide whether it
 * is right, whatever the model believes. */
#ifndef REPORT_ANSWER_H
#define REPORT_ANSWER_H

#include "base/belief.h"
#include "base/trace.h"
#include "puzzles/kind.h"

#include <stdio.h> /* FILE */

/* Nothing is owned. Grids hold symbols, row by row. */
typedef struct answer_report {
    const puzzle_kind *kind;
    const grid_shape *shape;
    const uint8_t *question; /* [cells] */
    const uint8_t *answer;   /* [cells] */
    const char *measure;     /* what the next is: "halting logit", "log-likelihood" */
    double halt;             /* after the last step */
    belief belief;           /* what that means */
    int steps;               /* supervision steps taken */
    int chosen;              /* number of the sample that was chosen, from 0 */
    int samples, allowed;    /* samples that were made, and how many were allowed */
    long work;               /* steps of all samples */
    int unsettled;           /* 1: whether the puzzle has one answer alone was not settled */
    int places;              /* that are named in a wrong answer at most; 0: all */
    const char *advice;      /* the command that tries harder, as a terminal may have it; NULL: there is none */
    const float *logits;  /* [planes, cells, classes] after the last step, for answer_json to tell probabilities; or */
    int planes;           /* NULL */
    const uint8_t *right; /* [cells] the only right answer, if the rules do not tell: cells that differ are marked; */
                          /* NULL: there is none */
    const trace *trace;   /* of a frame a step, its answers of symbols; for answer_show alone */
} answer_report;

/* Each returns 1 if the rules accept the answer, else 0. */

/* The question, every step with what has changed, the verdict of the rules. */
int answer_show(FILE *out, const answer_report *r, int colour);
/* The last part of that. */
int answer_verdict(FILE *out, const answer_report *r, int colour);
/* The cells of the answer, kind->broken_char for those that break a rule. */
int answer_line(FILE *out, const answer_report *r);
/* An object on a line. */
int answer_json(FILE *out, const answer_report *r);

/* In the place of a puzzle that was bad, so that the answers keep their places: an empty line, or an object. */
void answer_none(FILE *out, int json, long line, const char *fault);

#endif
