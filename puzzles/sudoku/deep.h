/* A search for 9x9 puzzles that refuting single candidates does not solve (refute.h): "deep" ones. Random minimal puzzles
 * are hardly ever deep. What finds them is a population: the hardest puzzles so far by refutation.depth, which is raised
 * by changing a few clues of one of them.
 *
 *   deep_search_open    a function of `key` alone
 *   deep_search_step    rates one more puzzle       (under a millisecond; minutes until the first deep one)
 */
#ifndef PUZZLES_SUDOKU_DEEP_H
#define PUZZLES_SUDOKU_DEEP_H

#include "puzzles/sudoku/refute.h"
#include "puzzles/sudoku/search.h"

enum { DEEP_POPULATION = 300 };

typedef struct deep_search {
    sudoku_search search;
    stream random;
    int count;                                        /* members so far */
    uint8_t member[DEEP_POPULATION][REFUTE_CELLS];    /* their questions */
    long depth[DEEP_POPULATION];                      /* and what they are kept for */
    uint8_t question[REFUTE_CELLS], answer[REFUTE_CELLS]; /* the puzzle rated last, with its only solution */
    refutation rating;
} deep_search;

/* Needs no closing. */
void deep_search_open(deep_search *s, uint64_t key);
/* Returns 1 if a puzzle was rated and is deep, 0 if it is not or none came about. */
int deep_search_step(deep_search *s);

#endif
