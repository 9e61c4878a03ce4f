/* Test inputs of ARC tasks, watched while a model answers them as they are, augmentation 0: each try becomes part of a
 * replay (report/replay.h), and the trace of the chosen one is kept.
 *
 *     task_views_open      room for all test inputs
 *     task_views_watch     makes `how` tell them of the questions that were just put
 *     task_group_answer
 *     task_view_end        if there is a replay: then it is r.text
 */
#ifndef LIB_TASK_VIEW_H
#define LIB_TASK_VIEW_H

#include "lib/task_group.h"
#include "report/replay.h"

/* A test input. */
typedef struct task_view {
    const arc_examples *e; /* NULL: not asked about */
    long task;
    int test, side; /* side: of the frame */
    prediction p;   /* of the chosen try */
    trace kept;     /* the same, as far as it is wanted; owned, as: */
    replay r;       /* if it is wanted */
    char *text;     /* [2, side, side] question and right output as characters */
    char *about;    /* the demonstrations */
    int chosen;     /* place of the chosen try in the replay */
    int made;       /* tries so far */
    int failed;     /* out of memory on the way */
} task_view;

typedef struct task_views {
    task_view *of; /* [inputs] in the order of attempts */
    long inputs;
    const task_group *g; /* whose questions are at hand */
    int keep;            /* of traces: TRACE_LOGITS, TRACE_UPDATES, or 0: answers and halting logits of each step */
    int replays;         /* 1: they are wanted */
    belief belief;       /* the model's, for them */
} task_views;

/* How outputs are written: the characters of the tokens. */
extern const char task_symbols[ARC_VOCABULARY + 1];

/* Each returns 0, or -1 if out of memory; to be closed in any case. Not open: all zero. */
int task_views_open(task_views *v, const task_group *g, belief b, int keep, int replays);
/* `file` names tasks without a name. */
int task_views_watch(task_views *v, const char *file, infer_options *how);
/* Of a test input, of which the first k attempts count. */
int task_view_end(task_view *v, const arc_attempts *attempts, int k);
void task_views_close(task_views *v);

/* The same grid in one form: what lies outside of it means nothing, and without a grid all of it. */
void task_tidy(const arc_examples *e, long task, uint8_t *classes);

/* What the first k attempts came to, in words. */
enum { TASK_VERDICT = 128 };
const char *task_verdict(arc_outcome outcome, int k, char text[TASK_VERDICT]);

/* Whether an answer in classes [side, side] to a test input is the output; wrong [side, side], unless NULL, becomes 1 for
 * cells that differ from it, and the sentence says what is wrong. */
judgement task_judge(const arc_examples *e, long task, int test, const uint8_t *classes, uint8_t *wrong,
                     char sentence[REPLAY_SENTENCE]);

#endif
