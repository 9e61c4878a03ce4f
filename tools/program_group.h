/* Programs on grids of one size, which the model runs on its own output: all of them take a step at a time. */
#ifndef TOOLS_PROGRAM_GROUP_H
#define TOOLS_PROGRAM_GROUP_H

#include "data/formats/read_programs.h"
#include "lib/wiring.h"
#include "report/program.h"
#include "tools/exhibit_programs.h"
#include "tools/solver.h"

typedef struct program_group {
    int count, asked;
    program_run *runs;       /* [count] */
    program_frame *frames;   /* [count, PROGRAM_MAX_STEPS] if they are to be shown, else NULL */
    program_run **of;        /* [asked] the runs that take part in a step, and */
    uint8_t *questions;      /* [asked, cells] what they ask, */
    prediction *predictions; /* [asked] */
    trace *traces;           /* [asked] how the model came to its answers, for --svg and --animate; else NULL */
    exhibit_part *parts;     /* [count] for a page or a drawing, if one is wanted, else NULL */
    grid_shape shape;
    encoding code;
} program_group;

/* Statuses as in base/error.h; to be closed in any case. The rows must stay. */
int program_group_open(program_group *g, const program_row *rows, int count, const solve_settings *s, const model *m,
                       error *err);
void program_group_close(program_group *g);

/* All steps of all programs. With --animate, of one program, each step is shown as it is taken. */
int program_group_run(program_group *g, const solve_settings *s, const model *m, error *err);

#endif
