/* A folder with train.csv and test.csv: loaded, checked, compared, drawn from. A type of dataset (dataset.h). */
#ifndef DATA_PUZZLE_SET_H
#define DATA_PUZZLE_SET_H

#include "base/error.h"
#include "data/puzzle_store.h"

typedef struct puzzle_set {
    const puzzle_kind *kind;            /* of all its puzzles */
    grid_shape shape;                   /* of all its puzzles, or of the largest: */
    int mixed;                          /* 1: they are squares of several sizes */
    puzzle_store train, held_out, test; /* what is held out is no longer in train */
    int fresh;                          /* 1: examples come from the generator, without end, instead of train.csv */
    int labels;                         /* LABELS_* (dataset.h): which answer is drawn; for LABELS_ANY the rule's */
    int as_is;                          /* 1: without random symmetries */
    uint64_t seed;                      /* of what is drawn */
    char frame[8];                      /* the largest side, as a note for models, if they are mixed */
} puzzle_set;

/* Loads DIR/train.csv and DIR/test.csv. Without train.csv, which fresh puzzles do not need, `train` is empty. Refused (BAD_INPUT): a puzzle without an answer, an answer that breaks
 * the rules or a clue, mixed kinds, mixed shapes (but squares of kinds of any size), a test puzzle that also stands in train.csv or earlier in test.csv: to
 * the letter or as a symmetric version (equal signatures). Sets of more than 200 000 puzzles in all are compared to the
 * letter only, since a signature costs microseconds each. Repeats within train.csv are no fault.
 * NO_FILE: no test.csv in the folder, or a file that cannot be read.
 * Labels are checked against the rules; that each puzzle has one solution is the generator's promise and is
 * checked only for a CSV given to puzzle_list_read with `unique`. The set is empty if this fails. */
int puzzle_set_load(puzzle_set *set, const char *dir, error *err);
void puzzle_set_free(puzzle_set *set);

/* Keeps puzzles out of training (hold_out.h), all symmetric versions of one together in sets of up to
 * DUPLICATES_MAX_SIGNATURES. Without train.csv they are fresh ones, always the same. Returns 0, or -1 if out of memory. */
int puzzle_set_hold_out(puzzle_set *set, int64_t asked);

/* The puzzle of the draw-th example: question and answer [cells], of the training set with random symmetries, or fresh,
 * of a size that is in the training set (without one, in the tests), and then to the letter none that is tested on or held
 * out. A function of (seed, draw) alone, so that a
 * resumed run goes on exactly where it stopped, and no order of threads matters. Returns its shape. */
grid_shape puzzle_set_draw(const puzzle_set *set, int64_t draw, uint8_t *question, uint8_t *answer);

#endif
