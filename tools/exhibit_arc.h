/* ARC tasks on the page of solve --html: each test input as it is, augmentation 0. */
#ifndef TOOLS_EXHIBIT_ARC_H
#define TOOLS_EXHIBIT_ARC_H

#include "data/arc_set/questions.h"
#include "tools/exhibit.h"

/* A test input. */
typedef struct arc_view {
    replay r; /* out NULL: not asked about */
    const arc_examples *e;
    long task;
    int test, side, chosen;
    char *text;   /* [2, side, side] question and right output as characters; owned, as: */
    char *about;  /* the demonstrations */
    prediction p; /* of the chosen try */
} arc_view;

typedef struct arc_views {
    arc_view *of; /* [attempts.inputs] */
    const arc_attempts *attempts;
    const arc_questions *q; /* the questions at hand */
    trace *traces;          /* [attempts.inputs] out: answers and halting logits of each step */
    int failed;
} arc_views;

/* Each returns 0, or -1 if out of memory; to be closed in any case. `traces` all zero. */
int arc_views_open(arc_views *v, const arc_attempts *attempts, trace *traces);
/* Makes `how` tell them of the questions that were just put. */
int arc_views_watch(arc_views *v, const arc_questions *q, const arc_examples *e, const char *file, infer_options *how);
/* Adds a test input to the page, of which the first k attempts count. */
int arc_views_put(arc_views *v, exhibit *x, long task, int test, int k);
void arc_views_close(arc_views *v);

#endif
