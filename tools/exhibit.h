/* What solve --html and --svg write: how the model came to its answers, to look at. Solvers add to it if settings.exhibit is not
 * NULL. */
#ifndef TOOLS_EXHIBIT_H
#define TOOLS_EXHIBIT_H

#include "lib/view.h"
#include "report/page.h"
#include "report/svg.h"
#include "tools/solver.h"

typedef struct exhibit {
    page page;          /* of --html, not open if there is none */
    const char *svg;    /* path of --svg, for the next puzzle; or NULL */
    int last_alone;     /* --draw last */
    const char *file;   /* the puzzles' */
    belief belief;      /* the model's */
    puzzle_view *views; /* [count] of the group that is answered */
    long count;
    long programs; /* on the page so far */
} exhibit;

/* Statuses as in base/error.h. */
int exhibit_open(exhibit *x, const solve_settings *s, const char *puzzles, error *err);
/* The page appears unless `err` has a sentence: bad puzzles among others do not matter. */
int exhibit_close(exhibit *x, int status, error *err);

/* Forgets the puzzles that were watched. */
void exhibit_close_views(exhibit *x);

/* Writes the drawing of --svg, which is done then. */
int exhibit_draw(exhibit *x, svg *s, const char *title, error *err);

/* On a terminal that has room for them, frames are drawn over each other. */
void exhibit_animate(const answer_report *r, const solve_settings *s);

/* Adds a replay that has ended. Returns 0, or -1 if it cannot be written. */
int exhibit_put(exhibit *x, const replay *r);

#endif
