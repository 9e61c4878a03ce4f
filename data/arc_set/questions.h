/* A model is asked about the tests of tasks: every augmentation of a test input is a question, and its answers, undone,
 * vote on the output. The caller puts the questions to the model:
 *
 *     while (arc_ask(&q)) {
 *         ... from q.asked.tokens, ids and sides to q.asked.answers and q.confidence ...
 *         if (arc_count(&q, &attempts)) ...
 *     }
 */
#ifndef DATA_ARC_SET_QUESTIONS_H
#define DATA_ARC_SET_QUESTIONS_H

#include "data/arc_set/examples.h"
#include "data/batch.h"
#include "puzzles/arc/vote.h"

typedef struct arc_question {
    long task;
    int test, v; /* v: number of the augmentation */
} arc_question;

typedef struct arc_questions {
    batch asked;              /* asked.count questions; its labels are not used */
    double *confidence;       /* [asked.count], 0..1, for the caller to write */
    arc_question *of;         /* [asked.count] */
    const arc_examples *e;    /* private */
    int most;                 /* private: augmentations of an input */
    arc_question first, next; /* private: the first test input asked about, and the one after the last; v is 0 */
} arc_questions;

/* Room for questions in at most `most` augmentations of a test input; `code` is that of the frame. Both `e` and `code`
 * must stay. Returns 0, or -1 if out of memory; to be closed in both cases. */
int arc_questions_open(arc_questions *q, const arc_examples *e, const encoding *code, int most);
void arc_questions_close(arc_questions *q);

/* Asks about the next test inputs. An input that the frame cannot hold gives no question. Returns 0 if there are no
 * inputs left. */
int arc_ask(arc_questions *q);
/* Asks about one test input alone, whatever was asked before. */
void arc_ask_one(arc_questions *q, long task, int test);

/* Counts the votes and makes the winners the attempts at these inputs. Returns 0, or -1 if out of memory. */
int arc_count(const arc_questions *q, arc_attempts *attempts);

#endif
