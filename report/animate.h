/* A trace on a terminal, frame after frame in one place. */
#ifndef REPORT_ANIMATE_H
#define REPORT_ANIMATE_H

#include "report/answer.h"

typedef enum { SHADES_NONE, SHADES_16, SHADES_24_BIT } animate_shades;

typedef struct animate_options {
    animate_shades shades; /* how a cell in doubt is shown besides its sign */
    int in_place;          /* 1: each frame is drawn over the one before, and stays a while */
    double threshold;      /* halting logit at which answering stops */
} animate_options;

/* The question, each update within the supervision steps as far as the trace has them, a legend. The verdict is left to
 * answer_verdict. */
void animate(FILE *out, const answer_report *r, const animate_options *o);

/* Lines of a frame. */
int animate_lines(const answer_report *r);

/* What the terminal can, by its variables. */
animate_shades animate_shades_of(int in_colour, const char *colorterm);

#endif
