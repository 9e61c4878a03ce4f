/* The augmentations of a test input vote on its output, and what the winners are worth. */
#ifndef PUZZLES_ARC_VOTE_H
#define PUZZLES_ARC_VOTE_H

#include "base/evaluation.h"
#include "puzzles/arc/task.h"

/* --- one test input ------------------------------------------------------------------------ */

typedef struct arc_candidate {
    arc_grid grid;
    int votes;
    double confidence; /* sum over its votes */
} arc_candidate;

typedef struct arc_ballot {
    arc_candidate *items; /* distinct grids in the order in which they came; owned */
    int count;
} arc_ballot; /* {0} is an empty one */

/* Adds a vote for `grid`, which an augmentation, undone, gave with a halting confidence in 0..1. Returns 0, or -1 if
 * out of memory. */
int arc_ballot_add(arc_ballot *ballot, const arc_grid *grid, double confidence);

/* The first `most` grids by (votes, mean confidence), of equals the one that came first. Writes best[0..n-1], returns
 * n = min(most, candidates). Puts the ballot into this order. */
int arc_ballot_rank(arc_ballot *ballot, int most, arc_grid *best);

void arc_ballot_free(arc_ballot *ballot);

/* --- a list of tasks ----------------------------------------------------------------------- */

enum { ARC_NOT_ASKED = -1 };

typedef struct arc_attempts {
    const arc_tasks *list; /* not owned, must stay */
    int most;              /* k: attempts at each test input */
    long inputs;           /* test inputs of all tasks */
    long *first;           /* [tasks + 1] the number of a task's first test input; owned */
    int *count;            /* [inputs] attempts made, or ARC_NOT_ASKED; owned */
    arc_packed **packed;   /* [inputs] the attempts at each, the best first, in one block; owned */
    arc_grid *best;        /* [most] room for those at hand; owned */
} arc_attempts;

/* Room for k attempts at each test input, none asked yet. Returns 0, or -1 if out of memory. */
int arc_attempts_make(arc_attempts *a, const arc_tasks *list, int most);
void arc_attempts_free(arc_attempts *a);

/* Makes the winners of the ballot the attempts at a test input, which now counts as asked, even if the ballot is
 * empty. Returns 0, or -1 if out of memory. */
int arc_attempts_set(arc_attempts *a, long number, int test, arc_ballot *ballot);

/* Attempt i of those that were made, as `grid`. */
const arc_grid *arc_attempts_get(const arc_attempts *a, long number, int test, int i, arc_grid *grid);

/* Whether one of the first k attempts is the output. */
typedef enum arc_outcome { ARC_MISSED, ARC_SOLVED, ARC_UNKNOWN } arc_outcome; /* unknown: so is the output */
arc_outcome arc_attempts_outcome(const arc_attempts *a, long number, int test, int k);

/* Whether the first k attempts at any test input miss an output that is known. */
int arc_attempts_any_missed(const arc_attempts *a, int k);

/* pass@k: each task scores the share of its test inputs solved; the mean over tasks, in 0..1. Only tasks count that
 * were asked as a whole and of which all outputs are known; *tasks says how many (0: the value is 0). */
double arc_pass_at(const arc_attempts *a, int k, long *tasks);

/* Fills in what an evaluation says of tasks, for k attempts. */
void arc_evaluate(const arc_attempts *a, int k, evaluation *e);

#endif
