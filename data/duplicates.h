/* Test puzzles that do not test: they are in the training set too, or twice in the test set. */
#ifndef DATA_DUPLICATES_H
#define DATA_DUPLICATES_H

#include "data/puzzle_store.h"

enum { DUPLICATES_MAX_SIGNATURES = 200 * 1000 }; /* if there are more puzzles in all, only their clues are compared */

typedef struct duplicate {
    long test;      /* number of a test puzzle */
    long other;     /* number of the same puzzle, in the training set or earlier in the test set */
    int in_train;   /* 1: `other` is in the training set */
    int same_clues; /* 1: `other` has the same clues; 0: it is a symmetric version */
} duplicate;

/* Finds the first test puzzle with the signature (in large sets: the clues) of a training puzzle or an earlier test
 * puzzle. All must be of one kind. Returns 1 if found, 0 if there is none, -1 if out of memory. Takes linear
 * time. */
int duplicates_find(const puzzle_store *train, const puzzle_store *test, duplicate *found);

#endif
