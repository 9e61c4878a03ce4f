/* What all kinds of puzzles have in common, for code that need not know which one it is: files, training, solving.
 *
 * A puzzle is a question, a grid of symbols, and an answer on the same cells. Grids are uint8_t cells[rows * cols], row
 * by row; symbols are small numbers from 0 on. Functions write only to what they are given (the two that print: to
 * `out`); none allocates or exits. What is random is a function of a 64-bit key. docs/kinds.md shows how to add a kind.
 */
#ifndef PUZZLES_KIND_H
#define PUZZLES_KIND_H

#include "base/scalar.h"

#include <stddef.h> /* size_t */
#include <stdint.h> /* uint8_t, uint64_t */
#include <stdio.h>  /* FILE */

enum {
    KIND_MAX_SIDE = 128, /* of any kind */
    KIND_MAX_CELLS = KIND_MAX_SIDE * KIND_MAX_SIDE,
    KIND_SENTENCE = 160, /* bytes for a sentence, including the zero that ends it */
    KIND_UNSETTLED = -2,
};

typedef struct grid_shape {
    int rows, cols;
    int form; /* what else a kind tells grids of one size apart by (its own bits; 0: the usual form) */
} grid_shape;

static inline int same_shape(const grid_shape *a, const grid_shape *b)
{
    return a->rows == b->rows && a->cols == b->cols && a->form == b->form;
}

static inline int grid_cells(const grid_shape *shape)
{
    return shape->rows * shape->cols;
}

/* Questions hold the symbols 0 .. symbols - 1, answers first .. first + classes - 1. What a model calls class 0 is the
 * symbol `first`. */
typedef struct alphabet {
    int symbols, first, classes;
    int exchangeable; /* 1: renaming the symbols from `first` on turns every puzzle into a puzzle; symbols below `first`
                         mean an open cell */
} alphabet;

/* A grid as people see it. */
typedef struct grid_view {
    const grid_shape *shape;
    const uint8_t *question; /* [cells] */
    const uint8_t *grid;     /* [cells]: the question itself, or an answer to it, right or wrong */
    const uint8_t *before;   /* [cells]: the grid shown before this one, to mark what changed; NULL: mark nothing */
    int colour;              /* 1: with the escape codes of terminals */
    const uint8_t *broken;   /* [cells]: not 0 for cells that break a rule, to mark them; NULL: mark nothing */
    int places;              /* that are named below a grid that is wrong, at most; 0: all */
} grid_view;

typedef struct puzzle_kind {
    const char *name;  /* "sudoku": in the metadata and the file names of models, and in messages */
    const char *sizes; /* "found 7 cells, expected ...": how many cells a puzzle on one line may have */
    int relations;     /* number of relations that two cells can have, at most 256 */
    int one_answer;    /* 1: a sound puzzle has one answer; 0: it may have several, all equally right */
    int any_size;      /* 1: symbols mean the same on grids of every size, so squares of several go together in one set
                          and one batch; only for kinds without exchangeable symbols, whose sets may be mixed anyway */
    char broken_char;  /* stands for a cell that breaks a rule in an answer on one line; no symbol of an answer */

    /* --- shapes and symbols --- */

    /* The shape of a puzzle of which only the number of cells is known. Returns 0, or -1 if no puzzle has so many. */
    int (*shape_of_cells)(size_t cells, grid_shape *shape);
    void (*alphabet_of)(const grid_shape *shape, alphabet *a);
    char (*symbol_char)(const grid_shape *shape, int symbol);
    /* The symbol of an ASCII character; -1 for any other number. A symbol may have several characters. If ' ' is a
     * symbol, files are read with all their blanks; otherwise blanks around a field are dropped. */
    int (*symbol_of_char)(int c);
    /* "'x' is not a ...": what the character of a cell should have been. shape is NULL if it is not known. */
    void (*describe_symbols)(const grid_shape *shape, char *text, size_t size);

    /* --- rules --- */

    /* Returns 0 if the grid, of symbols of questions, is a question; else -1 with a sentence[KIND_SENTENCE] that names
     * the place. Quick: it need not find out whether there is exactly one answer. */
    int (*check_question)(const grid_shape *shape, const uint8_t *question, char *sentence);
    /* Returns 0 if the answer is right by the rules (and so the question is one); else -1 with a
     * sentence[KIND_SENTENCE]. broken [cells]: not 0 for cells that break a rule, all 0 for a right answer. `broken`
     * and `sentence` may be NULL. */
    int (*check_answer)(const grid_shape *shape, const uint8_t *question, const uint8_t *answer, uint8_t *broken,
                        char *sentence);
    /* Gives the cells of an answer that the question settles what it says of them, and cells that a question leaves open
     * a symbol that an answer may have there. NULL: answers are taken as they come. */
    void (*keep_given)(const grid_shape *shape, const uint8_t *question, uint8_t *answer);
    /* Finds an answer [cells], right by the rules, always the same to a question, and counts answers up to `limit` (1 or
     * 2). Returns their number, or -1 if the search gave up before it found one, KIND_UNSETTLED if it found one and gave
     * up before it knew of another. The question must pass check_question. */
    int (*solve)(const grid_shape *shape, const uint8_t *question, int limit, uint8_t *answer);

    /* Of all right answers to a question that has one the one [cells] whose symbols score most in sum, of equals always
     * the same; scores [cells, classes], a row for each cell from the symbol `first` on. NULL: not known. */
    void (*likeliest)(const grid_shape *shape, const uint8_t *question, const real *scores, uint8_t *answer);
    /* What the rules know of cells beyond an answer: `facts` yes-or-no facts of each, at most 7; 0: none. bits [cells]:
     * bit k if fact k holds; NO_LABEL (base/label.h) for cells that it means nothing for. */
    int facts;
    void (*find_facts)(const grid_shape *shape, const uint8_t *question, uint8_t *bits);

    /* rank [cells]: 0 for cells whose symbol the question gives, then 1, 2, ... in the order in which a solver that
     * reasons step by step fills the others. NULL: there is no such order. */
    void (*solver_order)(const grid_shape *shape, const uint8_t *question, int32_t *rank);

    /* --- geometry --- */

    /* relation [cells, cells], row-major: the relation of cell i to cell j, below `relations`. */
    void (*relation_table)(const grid_shape *shape, uint8_t *relation);
    /* The least number of cells between two cells with this relation; NULL if relations have no distance. */
    int (*distance)(int relation);
    /* Applies one random symmetry of the rules that keeps the shape to a question and its answer. The outputs may not
     * be the inputs. */
    void (*augment)(const grid_shape *shape, uint64_t key, const uint8_t *question, const uint8_t *answer,
                    uint8_t *augmented_question, uint8_t *augmented_answer);
    /* A value that all symmetric versions of a question share, and that other questions rarely have. */
    uint64_t (*signature)(const grid_shape *shape, const uint8_t *question);

    /* --- generating --- */

    /* A puzzle to learn from, with its only answer, or if there may be several the one that `solve` gives. Ends for every
     * shape of shape_of_cells. */
    void (*generate)(const grid_shape *shape, uint64_t key, uint8_t *question, uint8_t *answer);

    /* --- printing --- */

    /* Prints whole lines. */
    void (*print)(FILE *out, const grid_view *view);
    /* Finds and prints what is wrong with view->grid as an answer: the rest of a line that has begun, then the grid and
     * the places. */
    void (*print_fault)(FILE *out, const grid_view *view);
} puzzle_kind;

/* All kinds, closed by NULL. If a text could be of several kinds, the first one counts. */
extern const puzzle_kind *const puzzle_kinds[];

#endif
