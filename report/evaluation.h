/* How many puzzles of a file were answered rightly, how fast, in how many steps. */
#ifndef REPORT_EVALUATION_H
#define REPORT_EVALUATION_H

#include <stdio.h> /* FILE */

enum { SCORE_STEPS = 1024 }; /* the most steps of one answer */

/* {0} is an empty one. */
typedef struct score {
    int by_rules; /* whether the rules may accept another answer than the label */
    long right;   /* ... and how many answers they do accept */
    long puzzles, exact, steps, tries, work, cells, right_cells;
    long finished[SCORE_STEPS + 1], finished_right[SCORE_STEPS + 1]; /* by steps taken */
    double seconds;
} score;

/* One answer. */
typedef struct score_line {
    int exact, right;  /* it is the label; the rules accept it */
    int steps, tries;  /* of the answer, 0 .. SCORE_STEPS; tries made */
    long work;         /* steps of all tries */
    int cells, labels; /* right cells, of how many */
} score_line;

void score_add(score *s, const score_line *line);

/* In words, or as an object on a line. The score must not be empty. */
void score_print(FILE *out, const score *s, int json);

#endif
