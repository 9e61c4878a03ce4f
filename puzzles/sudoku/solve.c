/* Solving and rating: two uses of one search. */
#include "puzzles/sudoku/sudoku.h"
#include "puzzles/sudoku/search.h"

#include <string.h> /* memcpy */

void sudoku_solve(const sudoku_shape *shape, const uint8_t *question, int limit, sudoku_solved *out)
{
    sudoku_search search;
    sudoku_search_open(&search, shape);
    search.limit = limit;
    search.max_guesses = SUDOKU_MAX_GUESSES;
    sudoku_search_run(&search, question);
    out->solutions = search.solutions;
    out->guesses = search.guesses;
    out->proved = !search.gave_up;
    memcpy(out->answer, search.answer, sizeof out->answer);
}

long sudoku_rate(const sudoku_shape *shape, const uint8_t *question)
{
    sudoku_solved solved;
    sudoku_solve(shape, question, 2, &solved);
    return solved.solutions == 1 && solved.proved ? solved.guesses : -1;
}
