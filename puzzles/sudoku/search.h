/* The search behind solving, rating and generating: singles first, then a guess, and back.
 * Private to this room.
 *
 *   sudoku_search_open    lays out the geometry of a shape          (once, some hundred steps)
 *   fields below          the caller's limits and bans              (between runs, as often as wanted)
 *   sudoku_search_run     searches one question                     (results in the fields at the end)
 */
#ifndef PUZZLES_SUDOKU_SEARCH_H
#define PUZZLES_SUDOKU_SEARCH_H

#include "base/random.h"
#include "puzzles/sudoku/sudoku.h"

/* A set of symbols: symbol v is bit v - 1. */
typedef uint16_t symbol_set;

typedef struct sudoku_search {
    sudoku_shape shape;
    symbol_set all;                                                              /* every symbol of the side */
    uint8_t row[SUDOKU_MAX_CELLS], col[SUDOKU_MAX_CELLS], box[SUDOKU_MAX_CELLS]; /* units of each cell */

    int limit;                            /* stop at so many solutions; 1 after open */
    long max_guesses;                     /* give up beyond; LONG_MAX after open */
    stream *random;                       /* order in which a cell's candidates are tried; NULL: ascending */
    symbol_set allowed[SUDOKU_MAX_CELLS]; /* symbols that an open cell may take at all; `all` after open */

    int solutions;                    /* found, at most limit */
    int gave_up;                      /* 1: max_guesses ran out, `solutions` is only a lower bound */
    long guesses;                     /* candidates tried at branches */
    uint8_t answer[SUDOKU_MAX_CELLS]; /* the first solution */
    uint8_t grid[SUDOKU_MAX_CELLS];   /* the path being searched */
} sudoku_search;

void sudoku_search_open(sudoku_search *s, const sudoku_shape *shape);
void sudoku_search_run(sudoku_search *s, const uint8_t *question);

#endif
