/* The views of a test input vote on its output, and what the winners are worth. */
#ifndef PUZZLES_ARC_VOTE_H
#define PUZZLES_ARC_VOTE_H

#include "data/arc_set/task_file.h"

#include <stdio.h> /* FILE */

/* --- one test input ------------------------------------------------------------------------ */

typedef struct task_candidate {
    colour_grid grid;
    uint64_t hash;
    int votes;
    double confidence; /* sum over its votes */
} task_candidate;

typedef struct task_ballot {
    task_candidate *items; /* distinct grids in the order in which they came; owned */
    int count;
} task_ballot; /* {0} is an empty one */

/* A view, its renaming and symmetry undone, says `grid`, with a halting confidence in 0..1. Returns 0, or -1 without
 * memory. */
int task_ballot_add(task_ballot *ballot, const colour_grid *grid, double confidence);

/* The first `most` grids by (votes, mean confidence), of equals the one that came first. Writes best[0..n-1], returns
 * n = min(most, candidates). Puts the ballot into this order. */
int task_ballot_rank(task_ballot *ballot, int most, colour_grid *best);

void task_ballot_free(task_ballot *ballot);

/* --- a list of tasks ----------------------------------------------------------------------- */

enum { TASK_NOT_ASKED = -1 };

typedef struct task_attempts {
    const task_list *list; /* not owned, must stay */
    int most;              /* k, attempts at each test input */
    long inputs;           /* test inputs of all tasks */
    long *first;           /* [tasks] the number of a task's first test input; owned, */
    int *count;            /* [inputs] attempts made, or TASK_NOT_ASKED, */
    colour_grid *grids;    /* [inputs, most] the best first */
} task_attempts;

/* Room for k attempts at each test input, none asked yet. Returns 0, or -1 without memory. */
int task_attempts_make(task_attempts *a, const task_list *list, int most);
void task_attempts_free(task_attempts *a);

/* Makes the winners of the ballot the attempts at a test input, which counts as asked then, even on an empty ballot. */
void task_attempts_set(task_attempts *a, long number, int test, task_ballot *ballot);

/* Whether one of the first k attempts is the output, which must be known. */
int task_attempts_solved(const task_attempts *a, long number, int test, int k);

/* pass@k: each task scores the share of its test inputs solved; the mean over tasks, in 0..1. Only tasks count that
 * were asked as a whole and of which all outputs are known; *tasks says how many (0: the value is 0). */
double task_pass_at(const task_attempts *a, int k, long *tasks);

/* A submission as Kaggle takes it: {"NAME": [{"attempt_1": GRID, "attempt_2": GRID}, one a test input], ...} with every
 * task of which something was asked. Where there is no second attempt the first is repeated, where there is none
 * [[0]] stands. Returns 0, or -1 where writing failed. */
int task_write_submission(const task_attempts *a, FILE *file);

/* The same as a text, closed by a zero and owned by the caller; NULL without memory. */
char *task_submission(const task_attempts *a);

/* A grid and a text as JSON; the latter returns -1 without memory. */
void task_put_grid(const colour_grid *grid, FILE *file);
int task_put_name(const char *name, FILE *file);

#endif
