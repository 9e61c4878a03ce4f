/* Test puzzles that are no test: they stand in the training set too, or twice among the tests. */
#ifndef DATA_DUPLICATES_H
#define DATA_DUPLICATES_H

#include "data/formats/puzzle_file.h"

enum { DUPLICATES_MOST_SIGNATURES = 200 * 1000 }; /* puzzles in all; more are compared to the letter only */

typedef struct duplicate {
    const puzzle *test;  /* a puzzle of the tests ... */
    const puzzle *other; /* ... that also stands here, */
    int in_train;        /* in the training set or earlier among the tests, */
    int to_the_letter;   /* with the same clues or as a symmetric version */
} duplicate;

/* Finds a test puzzle with the signature (in large sets: the clues) of another puzzle; all must be of one kind and
 * shape. Of several the one on the first line is told. Returns 1 if found, 0 if there is none, -1 without memory.
 * Sorts: n log n whatever the puzzles are. */
int duplicates_find(const puzzle_list *train, const puzzle_list *test, duplicate *found);

#endif
