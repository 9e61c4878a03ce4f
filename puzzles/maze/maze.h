/* Mazes on a grid: the rules, the characters, shortest paths, symmetries, the relation table, and a generator.
 *
 * A grid is uint8_t cells[rows * cols], row by row; walls are cells. A question has one start and one goal; its
 * answer is the same grid with the cells of a shortest path between them marked. Moves go up, left, right, down.
 * All functions are pure or write only to what they are given; none allocates, prints or exits.
 * What is random is a function of a 64-bit key: the same key gives the same result on any machine.
 */
#ifndef PUZZLES_MAZE_MAZE_H
#define PUZZLES_MAZE_MAZE_H

#include "puzzles/dihedral.h"

#include <stddef.h> /* size_t */
#include <stdint.h> /* uint8_t, uint64_t */

enum {
    MAZE_MAX_SIDE = 48,
    MAZE_MAX_CELLS = MAZE_MAX_SIDE * MAZE_MAX_SIDE,
};

typedef struct maze_shape {
    int rows, cols;
} maze_shape;

/* Returns 0, or -1 where a side is not in 1..MAZE_MAX_SIDE or there is no room for a start and a goal. */
int maze_shape_of_sides(int rows, int cols, maze_shape *shape);

/* In the order of "# SGo". Only an answer has MAZE_PATH. */
enum { MAZE_WALL, MAZE_FREE, MAZE_START, MAZE_GOAL, MAZE_PATH, MAZE_SYMBOLS };

char maze_symbol_char(int symbol);
/* The symbol of a character ('.' is another sign of a free cell), -1 for anything else. */
int maze_symbol_of_char(int c);

/* --- rules --------------------------------------------------------------------------------- */

typedef enum maze_fault {
    MAZE_FINE,
    /* of a question */
    MAZE_STRANGE_SYMBOL,
    MAZE_MARKED_QUESTION, /* a path cell */
    MAZE_NO_START,
    MAZE_NO_GOAL,
    MAZE_SECOND_START,
    MAZE_SECOND_GOAL,
    /* of an answer */
    MAZE_UNREACHABLE,  /* the question has no answer */
    MAZE_WALL_CROSSED, /* a mark on a wall */
    MAZE_CELL_CHANGED, /* anything else than a mark on a free cell */
    MAZE_GAP,          /* the marks do not join start and goal */
    MAZE_DETOUR,       /* they do, by a longer way than need be */
    MAZE_STRAY,        /* there are more marks than those on the way */
} maze_fault;

typedef struct maze_report {
    maze_fault fault;
    int row, col;         /* the first cell with this fault, from 0, or -1 where no cell has it. Gap: where the marks
                             that hang on the start end; detour: first in the order of the path */
    int count;            /* cells with this fault */
    int was;              /* symbol of the question at (row, col) */
    int length, shortest; /* moves of the marked path and of a shortest one; -1 where unknown */
    uint8_t broken[MAZE_MAX_CELLS]; /* the fault of each cell, MAZE_FINE for most; a detour or a gap may come with
                                       stray marks */
} maze_report;

/* Whether a grid is a question: known symbols, no marks, one start, one goal. Returns report->fault. */
maze_fault maze_check_question(const maze_shape *shape, const uint8_t *question, maze_report *report);

/* Whether the marks are, as a set, the cells between start and goal of a shortest path, whichever of several, and
 * nothing else changed. Returns report->fault; a question that is none is reported first. Among marks that join start
 * and goal, the path is a shortest one through marks only: what it leaves out is stray. */
maze_fault maze_check_answer(const maze_shape *shape, const uint8_t *question, const uint8_t *answer,
                             maze_report *report);

/* The report as a sentence without a full stop, cut to fit: "the path has a gap after row 3, column 5". */
void maze_describe(const maze_report *report, char *text, size_t size);

/* --- shortest paths ------------------------------------------------------------------------ */

typedef struct maze_solved {
    int length;                     /* moves from start to goal, -1 where no way leads there */
    int paths;                      /* shortest ones: 0, 1, or 2 for "two or more" */
    uint8_t answer[MAZE_MAX_CELLS]; /* the question with one of them marked: up before left before right before down */
} maze_solved;

/* The question must have a start and a goal. */
void maze_solve(const maze_shape *shape, const uint8_t *question, maze_solved *out);

/* --- symmetries ---------------------------------------------------------------------------- */

/* Bits of a symmetry: first the flips, then the transposition, which swaps rows and cols. */
enum {
    MAZE_FLIP_ROWS = DIHEDRAL_FLIP_ROWS,
    MAZE_FLIP_COLS = DIHEDRAL_FLIP_COLS,
    MAZE_TRANSPOSE = DIHEDRAL_TRANSPOSE,
    MAZE_SYMMETRIES = DIHEDRAL_SYMMETRIES,
};

/* moved_shape and moved are written; moved may not be grid. */
void maze_apply_symmetry(const maze_shape *shape, int symmetry, const uint8_t *grid, maze_shape *moved_shape,
                         uint8_t *moved);
/* The symmetry that undoes this one, to be applied to the moved shape. */
int maze_inverse_symmetry(int symmetry);
/* Uniform over all eight, or over the four without transposition, a function of the arguments alone. */
int maze_random_symmetry(uint64_t key, int keep_shape);

/* A 64-bit value that the eight versions of a grid share (unequal grids may collide, though rarely). */
uint64_t maze_signature(const maze_shape *shape, const uint8_t *question);

/* --- generating ---------------------------------------------------------------------------- */

/* Perfect and braided mazes have a frame of walls, and corridors one cell wide with walls one cell thick. On an even
 * side one wall between corridors (or the frame) is two cells thick instead, which one is drawn. */
typedef enum maze_kind {
    MAZE_PERFECT,   /* one way between any two cells; winding, with long dead ends */
    MAZE_BRAIDED,   /* perfect, then a share of its dead ends opened */
    MAZE_OBSTACLES, /* each cell a wall by chance; no frame */
    MAZE_KINDS,
} maze_kind;

typedef struct maze_wish {
    maze_kind kind;
    int min_length;               /* moves from start to goal at least */
    int unique;                   /* 1: only one shortest path */
    int min_percent, max_percent; /* drawn from this range: of dead ends opened, or of cells that are walls */
} maze_wish;

/* What datasets and training ask for: one shortest path, at least twice as many moves as `side` cells (with obstacles
 * as many), 20 to 80% of dead ends opened, 30 to 45% of cells walls. */
maze_wish maze_usual_wish(maze_kind kind, int side);

/* A maze as wished, a function of (shape, wish, key) alone: tries up to `tries` sets of walls. The start is drawn among
 * cells with a partner that meets the wish, the goal among its partners. Returns 0 with question, answer and length
 * set, or -1 where no try met the wish. */
int maze_generate(const maze_shape *shape, const maze_wish *wish, uint64_t key, int tries, uint8_t *question,
                  uint8_t *answer, int *length);

#endif
