/* A search for 9x9 puzzles that refuting single candidates does not solve (refute.h): "deep" ones. Random minimal
 * puzzles are hardly ever deep. What finds them is a population: the hardest puzzles so far by refutation.depth, which is
 * raised by changing a few clues of one of them. Once there are deep ones, every other step changes a single clue of one
 * of those: of such neighbours one in a thousand is deep, of the population's hardly any.
 *
 *   deep_search_open    a function of `key` alone
 *   deep_search_add     a known one: there may be deep ones at once, but all found will be its relatives
 *   deep_search_step    rates one more puzzle       (half a millisecond; minutes until the first deep one)
 */
#ifndef PUZZLES_SUDOKU_DEEP_H
#define PUZZLES_SUDOKU_DEEP_H

#include "puzzles/sudoku/refute.h"
#include "puzzles/sudoku/search.h"

enum { DEEP_POPULATION = 300, DEEP_FOUND = 512 };

typedef struct deep_search {
    sudoku_search search;
    stream random;
    int count;                                            /* members so far */
    uint8_t member[DEEP_POPULATION][REFUTE_CELLS];        /* their questions */
    long depth[DEEP_POPULATION];                          /* and what they are kept for */
    int found;                                            /* deep ones so far, at most DEEP_FOUND */
    uint8_t deep[DEEP_FOUND][REFUTE_CELLS];               /* their questions */
    uint8_t question[REFUTE_CELLS], answer[REFUTE_CELLS]; /* the puzzle rated last, with its only solution */
    refutation rating;
} deep_search;

/* Needs no closing. */
void deep_search_open(deep_search *s, uint64_t key);
/* A puzzle to start from; s->question and answer become it. Returns 0, or -1 if it has several solutions or none. */
int deep_search_add(deep_search *s, const uint8_t *question);
/* Returns 1 if a puzzle was rated that is not one of s->deep yet, 0 if none came about. */
int deep_search_step(deep_search *s);

#endif
