/* Programs on the page of solve --html, and in the drawing of --svg: all programs of a group take a step at a time, and
 * those of each stand together. */
#ifndef TOOLS_EXHIBIT_PROGRAMS_H
#define TOOLS_EXHIBIT_PROGRAMS_H

#include "report/answer.h"
#include "report/program.h"
#include "tools/exhibit.h"

/* What is to be seen of a program. All zero before its first step. */
typedef struct exhibit_part {
    FILE *out; /* collects the replays for a page: */
    char *text;
    size_t size;
    svg drawing; /* of the first program, if one is wanted */
} exhibit_part;

/* Watches the steps that are asked for: questions [count, cells], of which the i-th is a step of runs[i]; `first` is the
 * run of the group's first program. Each of the next three returns 0, or -1 if out of memory. */
int exhibit_watch_steps(exhibit *x, const encoding *code, const grid_shape *shape, const uint8_t *questions,
                        program_run *const *runs, const program_run *first, int count, infer_options *how);
/* The i-th step has come to this. */
int exhibit_step(exhibit *x, exhibit_part *part, int i, const prediction *p, const uint8_t *question,
                 const uint8_t *answer);
/* The same for a drawing, unless there is none or it is done. `r` has not yet taken the step. */
int exhibit_draw_step(const exhibit *x, exhibit_part *part, const program_run *r, const answer_report *step);
/* Adds a program that has ended to the page, and writes its drawing. Statuses as in base/error.h. */
int exhibit_put_part(exhibit *x, exhibit_part *part, const program_run *r, error *err);
void exhibit_part_close(exhibit_part *part);

#endif
