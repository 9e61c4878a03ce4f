/* The search used by solving, rating and generating: singles first, then a guess, with backtracking.
 * A puzzle of 9x9 takes microseconds. No question has a solution if its clues contradict or exceed the side.
 *
 *   sudoku_search_open    prepares the tables of a shape            (once)
 *   fields below          the caller's limits and bans              (between runs)
 *   sudoku_search_run     searches one question                     (results in the fields at the end)
 */
#ifndef PUZZLES_SUDOKU_SEARCH_H
#define PUZZLES_SUDOKU_SEARCH_H

#include "base/random.h"
#include "puzzles/sudoku/sudoku.h"

/* A set of symbols: symbol v is bit v - 1. */
typedef uint16_t symbol_set;

typedef struct sudoku_search {
    int side;
    symbol_set all;                                                              /* every symbol of the side */
    uint8_t row[SUDOKU_MAX_CELLS], col[SUDOKU_MAX_CELLS], box[SUDOKU_MAX_CELLS]; /* units of each cell */

    int limit;                            /* stop after this many solutions; 1 after open */
    long max_guesses;                     /* give up after this many; LONG_MAX after open */
    stream *random;                       /* gives the order in which a cell's candidates are tried; NULL: ascending */
    symbol_set allowed[SUDOKU_MAX_CELLS]; /* symbols that an open cell may take; `all` after open */

    int solutions;                    /* how many were found, at most limit */
    int gave_up;                      /* 1: max_guesses were used up, and `solutions` is only a lower bound */
    long guesses;                     /* candidates tried, right and wrong, when no single was left: up to the first
                                         solution (limit 1), or up to the proof that it is the only one (limit 2) */
    uint8_t answer[SUDOKU_MAX_CELLS]; /* the first solution */
    uint8_t grid[SUDOKU_MAX_CELLS];   /* the path being searched */
} sudoku_search;

void sudoku_search_open(sudoku_search *s, const grid_shape *shape);
void sudoku_search_run(sudoku_search *s, const uint8_t *question);

/* Takes clues away in random order until `target` are left or none can go without a second solution (generate.c). Sets
 * limit and max_guesses. Returns the clues left. */
int sudoku_dig(sudoku_search *s, stream *random, int target, uint8_t *question);

#endif
