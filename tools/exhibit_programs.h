/* Programs on the page of solve --html: all programs of a group take a step at a time, and those of each stand together.
 */
#ifndef TOOLS_EXHIBIT_PROGRAMS_H
#define TOOLS_EXHIBIT_PROGRAMS_H

#include "report/program.h"
#include "tools/exhibit.h"

/* The replays of a program. */
typedef struct exhibit_part {
    FILE *out; /* collects: */
    char *text;
    size_t size;
} exhibit_part;

/* Watches the steps that are asked for: questions [count, cells], of which the i-th is a step of runs[i]; `first` is the run of the group's
 * first program. Each of the next
 * four returns 0, or -1 if out of memory. */
int exhibit_watch_steps(exhibit *x, const encoding *code, const grid_shape *shape, const uint8_t *questions,
                        program_run *const *runs, const program_run *first, int count, infer_options *how);
/* The i-th step has come to this; *part is 0 before the first one. */
int exhibit_step(exhibit *x, exhibit_part *part, int i, const prediction *p, const uint8_t *question,
                 const uint8_t *answer);
/* Adds a program to the page. */
int exhibit_put_part(exhibit *x, exhibit_part *part);
void exhibit_part_close(exhibit_part *part);

#endif
