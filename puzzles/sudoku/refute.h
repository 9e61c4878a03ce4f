/* How hard a 9x9 puzzle is for somebody who may assume. To refute a candidate: assume it, place naked and hidden singles
 * in rounds, and strike the candidate out if that contradicts. A puzzle is refuted to the end if that is done for all
 * candidates, again and again, until nothing changes. Most puzzles are solved then; the hardest keep candidates:
 * one assumption and singles are not enough. Private to this folder and its tools. */
#ifndef PUZZLES_SUDOKU_REFUTE_H
#define PUZZLES_SUDOKU_REFUTE_H

#include <stdint.h>

enum { REFUTE_CELLS = 81, REFUTE_ROUNDS = 8 };

typedef struct refutation {
    int left;   /* candidates that stay in open cells; 0: the puzzle is solved */
    long depth; /* sum over K from 1 to REFUTE_ROUNDS of the candidates that stay if no refutation may take more than K
                   rounds: grows with what is needed, long before anything stays for good */
} refutation;

/* Of a question [81], 0 for open cells. Returns 0, or -1 if the clues contradict. A tenth of a millisecond or a few. */
int sudoku_refute(const uint8_t *question, refutation *r);
/* `left` alone, in a fraction of the time. Returns -1 if the clues contradict. */
int sudoku_refute_left(const uint8_t *question);
/* Of the wrong candidates that stay in a puzzle with one solution: the share that leads to a contradiction if it is assumed
 * and others are then refuted, each within so many rounds. The smaller, the deeper the puzzle. Returns -1 if no candidate
 * stays, or the clues contradict. 20 milliseconds. */
double sudoku_refute_pairs(const uint8_t *question, int rounds);

#endif
