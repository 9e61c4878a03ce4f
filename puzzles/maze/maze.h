/* Mazes on grids: rules, shortest paths, a signature, and a generator.
 *
 * Walls are cells. A question has one start and one goal. Its answer is the same grid with the cells of a shortest path
 * between them marked. Steps go up, left, right or down. Symmetries are those of puzzles/dihedral.h.
 * The same key gives the same result on any machine.
 */
#ifndef PUZZLES_MAZE_MAZE_H
#define PUZZLES_MAZE_MAZE_H

#include "puzzles/kind.h"

/* Sides are 1 to 128, with at least 2 cells for a start and a goal. */
enum { MAZE_MAX_SIDE = 128, MAZE_MAX_CELLS = MAZE_MAX_SIDE * MAZE_MAX_SIDE };

extern const puzzle_kind kind_maze;

/* In the order of "# SGo". Only an answer has MAZE_PATH. */
enum { MAZE_WALL, MAZE_FREE, MAZE_START, MAZE_GOAL, MAZE_PATH, MAZE_SYMBOLS };

char maze_symbol_char(int symbol);
/* The symbol of a character ('.' also means a free cell), or -1. */
int maze_symbol_of_char(int c);

/* --- rules --------------------------------------------------------------------------------- */

typedef enum maze_fault {
    MAZE_FINE,
    /* of a question */
    MAZE_STRANGE_SYMBOL,
    MAZE_MARKED_QUESTION, /* it has a path cell */
    MAZE_NO_START,
    MAZE_NO_GOAL,
    MAZE_SECOND_START,
    MAZE_SECOND_GOAL,
    /* of an answer */
    MAZE_UNREACHABLE,  /* the question has no answer */
    MAZE_WALL_CROSSED, /* a mark on a wall */
    MAZE_CELL_CHANGED, /* any change but a mark on a free cell */
    MAZE_GAP,          /* the marks do not join start and goal */
    MAZE_DETOUR,       /* the marks join them, but not on a shortest path */
    MAZE_STRAY,        /* there are more marks than those on the path */
    MAZE_UNCHECKED,    /* out of memory */
    MAZE_FAULTS,
} maze_fault;

/* What is wrong with a question or an answer. */
typedef struct maze_violation {
    maze_fault fault;
    int row, col; /* the first cell with this fault, from 0; -1 if no cell has it. Of a gap: where the marks that start
                     at the start end. Of a detour: the first in the order of the path */
    int count;    /* cells with this fault */
    int was;      /* symbol of the question at (row, col) */
    int length;   /* steps of the marked path; -1 if unknown */
    int shortest; /* steps of a shortest path; -1 if unknown */
    uint8_t broken[MAZE_MAX_CELLS]; /* the fault of each cell; a detour or a gap may come with stray marks */
} maze_violation;

/* Whether a grid is a question: known symbols, no marks, one start, one goal. Returns violation->fault. */
maze_fault maze_check_question(const grid_shape *shape, const uint8_t *question, maze_violation *violation);

/* Whether the marks are, as a set, the cells between start and goal of any shortest path, and nothing else changed.
 * Returns violation->fault. A fault of the question is reported before one of the answer. If the marks join start and
 * goal, the path is a shortest one through marks only; all other marks are stray. */
maze_fault maze_check_answer(const grid_shape *shape, const uint8_t *question, const uint8_t *answer,
                             maze_violation *violation);

/* The violation as a sentence without a full stop, cut to fit: "the path has a gap after row 3, column 5". */
void maze_describe(const maze_violation *violation, char *text, size_t size);

/* --- shortest paths ------------------------------------------------------------------------ */

/* The member `solve` of the kind. Of several shortest paths the one is marked that goes up before left before right
 * before down; if there is none, the answer is the question. The question must have a start and a goal. */
int maze_solve(const grid_shape *shape, const uint8_t *question, int limit, uint8_t *answer);

/* The member `likeliest`: of all shortest paths the one whose cells gain most by being path instead of free; of equals
 * the one that maze_solve takes. If there is no path, the answer is the question. */
void maze_likeliest(const grid_shape *shape, const uint8_t *question, const real *scores, uint8_t *answer);

/* The member `find_facts`, of free cells and the start that reach the goal: bit k if step k (up, left, right, down) is
 * the first of a shortest path to it. */
enum { MAZE_FACTS = 4 };
void maze_find_facts(const grid_shape *shape, const uint8_t *question, uint8_t *bits);

/* Cells of a question that has a start and a goal, but for those of one shortest path, through which the shortest way from
 * one to the other does not turn back and is at most `most` steps longer than that path. 0 if there is no path. */
int maze_detour_cells(const grid_shape *shape, const uint8_t *question, int most);

/* A 64-bit value that the eight symmetric versions of a grid share (other grids may collide, though rarely). */
uint64_t maze_signature(const grid_shape *shape, const uint8_t *question);

/* --- generating ---------------------------------------------------------------------------- */

/* Perfect, braided and carved mazes have a frame of walls, and corridors one cell wide with walls one cell thick. On an
 * even side one wall between corridors (or the frame) is two cells thick; which one is random. */
typedef enum maze_kind {
    MAZE_PERFECT,   /* one path between any two cells; winding, with long dead ends */
    MAZE_BRAIDED,   /* perfect, then a share of its dead ends opened */
    MAZE_OBSTACLES, /* each cell is a wall at random; no frame */
    MAZE_CARVED,    /* perfect, then a share of the walls inside the frame opened; start and goal far apart */
    MAZE_SCATTERED, /* as obstacles, with start and goal far apart: the kind of Maze-Hard */
    MAZE_ROOMS,     /* as obstacles, with few walls or none */
    MAZE_NEAR,      /* walls of any other kind, the goal a few steps away */
    MAZE_KINDS,
} maze_kind;

/* What a generated maze must be. */
typedef struct maze_spec {
    maze_kind kind;
    int min_length; /* least steps from start to goal */
    int unique;     /* 1: only one shortest path */
    int min_percent,
        max_percent; /* range of a random share: of dead ends or walls opened, or of cells that are walls */
    int max_length;  /* most steps; 0: any number */
    int max_draws;   /* 0: start and goal anywhere. Else of up to so many sets of walls (a random number of
                                     them) the one whose cells lie farthest apart is taken, and start and goal are at
                                     least half as far apart */
} maze_spec;

/* What datasets and training ask for. Perfect, braided and obstacles have one shortest path, the others perhaps several.
 * Least steps: perfect and braided 2 * side (below a side of 7: side), obstacles the side or 32, the others 1. Shares: 20
 * to 80% of dead ends opened in braided ones, up to 4% of walls in carved ones; of all cells 30 to 45% are walls in
 * obstacles, 30 to 42% in scattered ones, up to 25% in rooms. Near ones have 5 steps at most. */
maze_spec maze_usual_spec(maze_kind kind, int side);

/* A maze that meets the spec, a function of (shape, spec, key) alone, in up to `tries` tries. The start is sampled among
 * cells that have a partner far enough away, the goal among its partners. Returns 0 with question, answer and length set,
 * or -1 if no try met the spec. */
int maze_generate(const grid_shape *shape, const maze_spec *spec, uint64_t key, int tries, uint8_t *question,
                  uint8_t *answer, int *length);

/* --- printing ------------------------------------------------------------------------------ */

/* The members `print` and `print_fault` of the kind. */
void maze_print(FILE *out, const grid_view *view);
void maze_print_fault(FILE *out, const grid_view *view);

#endif
