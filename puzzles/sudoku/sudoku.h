/* Sudoku of any box size: rules, characters, symmetries, the relation table, and a generator of puzzles with one
 * solution. search.h solves.
 *
 * In a grid 0 is an open cell, 1..side a symbol. The same key gives the same result on any machine.
 */
#ifndef PUZZLES_SUDOKU_SUDOKU_H
#define PUZZLES_SUDOKU_SUDOKU_H

#include "puzzles/kind.h"

enum {
    SUDOKU_MAX_SIDE = 16,
    SUDOKU_MAX_CELLS = SUDOKU_MAX_SIDE * SUDOKU_MAX_SIDE,
    SUDOKU_RELATIONS = 8, /* row + 2 column + 4 box */
};

extern const puzzle_kind kind_sudoku;

/* Forms of a grid_shape. */
enum {
    SUDOKU_TALL = 1,      /* boxes stand: 3x2 in a 6x6 grid, not 2x3 */
    SUDOKU_FROM_ZERO = 2, /* symbols counted from 0, as 0 to F of 16x16: symbol 1 is written 0 */
};

/* The shape of the boxes of a grid with a side of 4 (2 rows by 2 columns), 6 (2x3), 8 (2x4), 9 (3x3), 10 (2x5),
 * 12 (3x4), 15 (3x5) or 16 (4x4); 0x0 for any other side. The functions below take shapes of these sides. */
grid_shape sudoku_box(int side);
/* The same for a shape, whose boxes may be tall. */
grid_shape sudoku_box_of(const grid_shape *shape);

/* '.' for open (0), digits for 1 to 9, letters above (A = 10, G = 16). Symbols: 0..16. */
char sudoku_symbol_char(int symbol);
/* The same in the form of a shape. */
char sudoku_char_in(const grid_shape *shape, int symbol);
/* The symbol of a character (either case), 0 for any sign of a blank (. 0 X * _ ? -), -1 for anything else.
 * 'X' is a blank on every side, since no shape here reaches the letter X. */
int sudoku_symbol_of_char(int c);

/* --- rules --------------------------------------------------------------------------------- */

enum { SUDOKU_BREAKS_ROW = 1, SUDOKU_BREAKS_COLUMN = 2, SUDOKU_BREAKS_BOX = 4, SUDOKU_BREAKS_CLUE = 8 };

/* For each cell the set of rules it breaks: it repeats in its row, column or box (all of the equal cells are marked),
 * or it differs from the clue of `question` (NULL: no clues to keep). Open cells break nothing. broken [side*side].
 * Returns how many cells break a rule. */
int sudoku_check(const grid_shape *shape, const uint8_t *question, const uint8_t *answer, uint8_t *broken);

/* 1 if `answer` is full, keeps every clue of `question` (NULL: no clues) and breaks no rule; else 0. */
int sudoku_is_solution(const grid_shape *shape, const uint8_t *question, const uint8_t *answer);

/* relation [cells, cells], row-major: relation of cell i to j = (same row) + 2 (same column) + 4 (same box);
 * i = j gives 7. */
void sudoku_relation_table(const grid_shape *shape, uint8_t *relation);

/* rank [cells]: 0 for clues, then 1, 2, ... in the order in which someone who reasons would fill the open cells. The
 * question must have an answer for this to mean much. */
void sudoku_order(const grid_shape *shape, const uint8_t *question, int32_t *rank);

/* --- symmetries ---------------------------------------------------------------------------- */

/* A symmetry of the rules: where each cell goes and what each symbol becomes.
 * moved[cell[i]] = symbol[grid[i]], symbol[0] = 0. */
typedef struct sudoku_symmetry {
    uint16_t cell[SUDOKU_MAX_CELLS];
    uint8_t symbol[SUDOKU_MAX_SIDE + 1];
} sudoku_symmetry;

/* A symmetry sampled uniformly (symbols, bands, stacks, rows in bands, columns in stacks, and transposition if boxes
 * are square), a function of `key` alone. */
void sudoku_random_symmetry(const grid_shape *shape, uint64_t key, sudoku_symmetry *s);
void sudoku_apply_symmetry(const grid_shape *shape, const sudoku_symmetry *s, const uint8_t *grid, uint8_t *moved);

/* A 64-bit value that all symmetric versions of a grid share (other grids may collide, though rarely): equal signatures
 * are probably the same puzzle, different ones certainly not. */
uint64_t sudoku_signature(const grid_shape *shape, const uint8_t *question);

/* --- generating ---------------------------------------------------------------------------- */

/* What a generated puzzle must be. Its rating is the number of guesses (search.h) of a solver that first exhausts naked
 * and hidden singles and then branches on the open cell with fewest candidates: 0 if singles suffice. Each candidate
 * tried is a guess, and so is each one refuted to prove the solution the only one. */
typedef struct sudoku_spec {
    int min_clues, max_clues;    /* clues are removed until a target sampled from this range is reached, or no clue can
                                    go without a second solution */
    int minimal;                 /* 1: remove clues until none can go (min/max_clues ignored); on sides above 9 a clue
                                    also stays if the proof that it can go takes more than 100 guesses */
    long min_rating, max_rating; /* range of the rating; max_rating < 0: no upper bound */
    int climb;                   /* rounds of making a minimal puzzle harder: a few clues are put back, others removed,
                                    and the change is kept unless the rating falls */
} sudoku_spec;

/* A random full grid, a function of `key` alone. Any grid can come, though not all equally often. */
void sudoku_random_grid(const grid_shape *shape, uint64_t key, uint8_t *grid);

/* A puzzle with exactly one solution that meets the spec, a function of (spec, key) alone: tries up to `tries` grids.
 * Returns 0 with question, answer and rating set, or -1 if no try met the spec (the last puzzle is left in place). */
int sudoku_generate(const grid_shape *shape, const sudoku_spec *spec, uint64_t key, int tries, uint8_t *question,
                    uint8_t *answer, long *rating);

/* --- members of the kind ------------------------------------------------------------------- */

int sudoku_check_question(const grid_shape *shape, const uint8_t *question, char *sentence);
int sudoku_check_answer(const grid_shape *shape, const uint8_t *question, const uint8_t *answer, uint8_t *broken,
                        char *sentence);
void sudoku_print(FILE *out, const grid_view *view);
void sudoku_print_fault(FILE *out, const grid_view *view);

#endif
