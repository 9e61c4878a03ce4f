/* Programs of a tiny language for a square grid of colours: the lines, their text, what each does to a state, and a
 * generator. docs/program.md has the grammar.
 *
 * What a model learns is one step: the line that is carried out and the state before it are the question, the state
 * after it is the answer. Both lie on the same cells, a header row above the grid:
 *
 *     row 0       the line (3 cells; in an answer blank), the counter, the jump mark, blanks
 *     rows 1 ..   the grid [side, side]; the symbol of one cell also says that the cursor stands there
 *
 * Which line comes next is no part of the state. Whoever runs a program reads the jump mark of the answer: if it is
 * set, the target of the line comes next, else the line below. So a step looks the same in programs of any length.
 */
#ifndef PUZZLES_PROGRAM_PROGRAM_H
#define PUZZLES_PROGRAM_PROGRAM_H

#include "puzzles/dihedral.h"
#include "puzzles/kind.h"

enum {
    PROGRAM_MIN_SIDE = 5, /* of a grid: as many columns as the header needs */
    PROGRAM_MAX_SIDE = 16,
    PROGRAM_MAX_GRID = PROGRAM_MAX_SIDE * PROGRAM_MAX_SIDE,
    PROGRAM_MAX_CELLS = PROGRAM_MAX_SIDE * (PROGRAM_MAX_SIDE + 1), /* of a step */
    PROGRAM_MAX_LINES = 64,
    PROGRAM_MAX_STEPS = 256, /* a program that takes more counts as one that does not end */
    PROGRAM_COLOURS = 6,     /* 0 is the empty cell */
    PROGRAM_MOST = 5,        /* of the counter */
};

extern const puzzle_kind kind_program;

/* --- symbols ------------------------------------------------------------------------------- */

typedef enum program_op {
    OP_MOVE,     /* the cursor by one cell; at the border it stays */
    OP_FILL,     /* the cell of the cursor, its row or its column */
    OP_FLOOD,    /* the cells of one colour that are joined to that of the cursor by their sides */
    OP_RECOLOUR, /* all cells of one colour */
    OP_COUNT,    /* the counter becomes the number of cells of a colour, PROGRAM_MOST if there are more */
    OP_SET,      /* the counter becomes a number */
    OP_LOOP,     /* lowers the counter by one, if it is not 0; goes back unless it is 0 now */
    OP_IF,       /* goes forward if the cursor stands on a colour */
    PROGRAM_OPS,
} program_op;

enum { UP, DOWN, LEFT, RIGHT, PROGRAM_DIRECTIONS };
enum { AREA_CELL, AREA_ROW, AREA_COLUMN, PROGRAM_AREAS };

/* In the order of ".12345@abcde_JMFDRCSLI^v<>+-|ghijklpqrstu". What stands in the header has symbols of its own, so
 * that a model can tell by a symbol alone what a cell is for. */
enum {
    SYMBOL_DIGIT = 0,                                    /* a number, or the colour of a cell */
    SYMBOL_CURSOR = 6,                                   /* + the colour of the cell that the cursor stands on */
    SYMBOL_BLANK = SYMBOL_CURSOR + PROGRAM_COLOURS,      /* an unused cell of the header */
    SYMBOL_JUMP,                                         /* the jump mark, set */
    SYMBOL_OP,                                           /* + program_op */
    SYMBOL_DIRECTION = SYMBOL_OP + PROGRAM_OPS,          /* + UP, ... */
    SYMBOL_AREA = SYMBOL_DIRECTION + PROGRAM_DIRECTIONS, /* + AREA_CELL, ... */
    SYMBOL_WANTED = SYMBOL_AREA + PROGRAM_AREAS,         /* + the colour to look for */
    SYMBOL_PAINT = SYMBOL_WANTED + PROGRAM_COLOURS,      /* + the colour to paint with */
    PROGRAM_SYMBOLS = SYMBOL_PAINT + PROGRAM_COLOURS,
};

char program_symbol_char(int symbol);
/* The symbol of a character ('0' also means '.'), or -1. */
int program_symbol_of_char(int c);

static inline int program_is_cursor(uint8_t symbol)
{
    return symbol >= SYMBOL_CURSOR && symbol < SYMBOL_CURSOR + PROGRAM_COLOURS;
}

/* Of a cell of the grid. */
static inline uint8_t program_colour(uint8_t symbol)
{
    return symbol >= SYMBOL_CURSOR ? (uint8_t)(symbol - SYMBOL_CURSOR) : symbol;
}

/* --- lines and their text ------------------------------------------------------------------ */

enum { PROGRAM_ARGUMENTS = 2, PROGRAM_NO_TARGET = 255 };

typedef struct program_line {
    uint8_t op;
    uint8_t argument[PROGRAM_ARGUMENTS]; /* symbols; SYMBOL_BLANK: none */
    uint8_t target;                      /* of OP_LOOP and OP_IF: a line, from 0; the number of lines is the end; or
                                            PROGRAM_NO_TARGET: not known */
} program_line;

typedef struct program {
    int side, lines, steps;
    program_line line[PROGRAM_MAX_LINES];
    uint8_t start[PROGRAM_MAX_GRID]; /* [side, side] symbols, one of them with the cursor; the counter starts at 0 */
} program;

typedef enum {
    ARGUMENT_NONE,
    ARGUMENT_DIRECTION,
    ARGUMENT_AREA,
    ARGUMENT_WANTED,
    ARGUMENT_PAINT,
    ARGUMENT_NUMBER,
} argument_type;

/* What a line of an operation looks like. */
typedef struct program_form {
    const char *name;
    argument_type argument[PROGRAM_ARGUMENTS];
    int jump;         /* -1: the target is the line or one above it; 1: one below it, or the end; 0: it has none */
    const char *join; /* stands before the target */
} program_form;

extern const program_form program_forms[PROGRAM_OPS];

/* Whether a symbol can be such an argument. */
int program_fits(argument_type type, uint8_t symbol);

/* Reads lines separated by ';'. Returns 0, or -1 with a sentence[KIND_SENTENCE] that names the line. */
int program_parse(const char *text, size_t length, program *p, char *sentence);
/* Reads a grid, row by row, and sets the side. Returns 0, or -1 with a sentence. */
int program_parse_start(const char *text, size_t length, program *p, char *sentence);

enum { PROGRAM_LINE_TEXT = 32 };
/* "if 2 goto 7", as program_parse reads it. Returns `text`. */
const char *program_line_text(const program_line *line, char text[PROGRAM_LINE_TEXT]);

/* --- steps --------------------------------------------------------------------------------- */

/* A state, a question and an answer are symbols [side + 1, side]. */
enum { CELL_OP, CELL_ARGUMENT, CELL_COUNTER = CELL_ARGUMENT + PROGRAM_ARGUMENTS, CELL_JUMP, PROGRAM_HEADER };

static inline grid_shape program_shape(int side)
{
    return (grid_shape){.rows = side + 1, .cols = side};
}

/* The state before the first step. */
void program_begin(const program *p, uint8_t *state);
/* The question that asks for a line to be carried out in a state. They may be the same array. */
void program_ask(const program *p, int line, const uint8_t *state, uint8_t *question);
/* Carries out the line of a question. */
void program_execute(int side, const uint8_t *question, uint8_t *answer);
/* The line after `line`, as the answer says; p->lines or more is the end. */
int program_next(const program *p, int line, const uint8_t *answer);

/* Sets p->steps. Returns 0, or -1 if the program does not end. */
int program_measure(program *p);
/* The step of that number, from 0, of a program that was measured. */
void program_step(const program *p, int step, uint8_t *question, uint8_t *answer);
/* The operation of each step [steps]. */
void program_operations(const program *p, uint8_t *op);
/* The state after the last step. */
void program_final(const program *p, uint8_t *state);

/* The line that a question asks for, without its target. */
program_line program_line_of(const uint8_t *question);

/* --- symmetries ---------------------------------------------------------------------------- */

/* The grid turned or mirrored, directions and areas with it, and the colours but the empty one renamed. */
typedef struct program_symmetry {
    int dihedral;
    uint8_t colour[PROGRAM_COLOURS];
} program_symmetry;

program_symmetry program_random_symmetry(uint64_t key);
/* Of a question, an answer or a state. `moved` may not be `state`. */
void program_move_state(int side, const program_symmetry *s, const uint8_t *state, uint8_t *moved);

/* A value that all symmetric versions of a step or a program share. */
uint64_t program_step_signature(int side, const uint8_t *question);
uint64_t program_signature(const program *p);

/* --- generating ---------------------------------------------------------------------------- */

typedef struct program_spec {
    int side;
    int min_lines, max_lines;
    int max_steps;
} program_spec;

/* What training asks for: 3 to 8 lines, at most 32 steps. */
program_spec program_usual_spec(int side);

/* A program that meets the spec, measured: a function of (spec, key) alone. */
void program_generate(const program_spec *spec, uint64_t key, program *p);

/* --- printing ------------------------------------------------------------------------------ */

/* The grid alone; cells that differ from `before` (NULL: none) and those that are `broken` (NULL: none) are marked. */
void program_print_grid(FILE *out, const grid_view *view);

/* The members `print` and `print_fault` of the kind. */
void program_print(FILE *out, const grid_view *view);
void program_print_fault(FILE *out, const grid_view *view);

/* Says where an answer differs from the right one: "the counter is 3, not 2". broken [cells] may be NULL. Returns 0 if
 * it does not, else -1 with a sentence. */
int program_compare(int side, const uint8_t *right, const uint8_t *answer, uint8_t *broken, char *sentence);

#endif
