/* Programs that a model has run on its own output: for people step by step, on lines for programs, and many together.
 */
#ifndef REPORT_PROGRAM_H
#define REPORT_PROGRAM_H

#include "puzzles/program/program.h"

#include <stdio.h> /* FILE */

/* One step, as the model saw it. */
typedef struct program_frame {
    int line;     /* that was carried out, from 0 */
    int thoughts; /* supervision steps that the model took */
    double halt;  /* its last halting logit */
    uint8_t state[PROGRAM_MAX_CELLS];
} program_frame;

typedef struct program_run {
    const program *p;
    int line;  /* the next one, from 0; p->lines: it has ended */
    int steps; /* carried out so far */
    int wrong; /* the first step, from 1, after which the state is not the right one; 0: there is none */
    char fault[KIND_SENTENCE];                  /* what is wrong then */
    int asked[PROGRAM_OPS], right[PROGRAM_OPS]; /* steps asked from a right state, by operation; those answered right */
    uint8_t state[PROGRAM_MAX_CELLS];           /* the last one */
    program_frame *frames;                      /* [steps], or NULL if they were not kept */
} program_run;

/* Takes the model's answer to `question`, the state that it says to be the next. */
void program_run_take(program_run *r, const uint8_t *question, const uint8_t *answer);

static inline int program_run_ended(const program_run *r)
{
    return r->line >= r->p->lines;
}

/* Whether it ended with the grid, and the cursor, that the program leads to; and whether every state was right. */
int program_run_final_right(const program_run *r);
int program_run_trace_right(const program_run *r);

/* The program, the grid after each step that changes it, and a verdict. Needs the frames. */
void program_run_show(FILE *out, const program_run *r, int colour);
/* The first and the last part of that. */
void program_run_begin(FILE *out, const program_run *r, int colour);
void program_run_verdict(FILE *out, const program_run *r, int colour);
/* The last grid on a line. */
void program_run_line(FILE *out, const program_run *r);
void program_run_json(FILE *out, const program_run *r);

/* --- many ---------------------------------------------------------------------------------- */

typedef struct program_tally {
    long programs, finals, traces; /* run; with the right final grid; with every state right */
} program_tally;

/* Sums; {0} is an empty one. */
typedef struct program_evaluation {
    program_tally of[PROGRAM_MAX_LINES + 1];     /* by the number of lines */
    long asked[PROGRAM_OPS], right[PROGRAM_OPS]; /* steps, as in program_run */
    double seconds;
} program_evaluation;

void program_evaluation_add(program_evaluation *e, const program_run *r);
void program_evaluation_print(FILE *out, const program_evaluation *e, int json);

#endif
