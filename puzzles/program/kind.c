/* Steps of programs as a kind of puzzle. */
#include "base/random.h"
#include "puzzles/program/program.h"

#include <string.h>

/* --- shapes and symbols -------------------------------------------------------------------- */

static int shape_of_cells(size_t cells, grid_shape *shape)
{
    for (int side = PROGRAM_MIN_SIDE; side <= PROGRAM_MAX_SIDE; side++)
        if ((size_t)(side * (side + 1)) == cells) {
            *shape = program_shape(side);
            return 0;
        }
    return -1;
}

static void alphabet_of(const grid_shape *shape, alphabet *a)
{
    (void)shape;
    *a = (alphabet){.symbols = PROGRAM_SYMBOLS, .classes = PROGRAM_SYMBOLS};
}

static void describe_symbols(const grid_shape *shape, char *text, size_t size)
{
    (void)shape;
    snprintf(text, size,
             "cell of a step (. 1 to 5, @ a to e with the cursor, or in the first row a letter or sign of the header)");
}

/* --- rules --------------------------------------------------------------------------------- */

static int refuse(char *sentence, const char *what)
{
    if (sentence) snprintf(sentence, KIND_SENTENCE, "%s", what);
    return -1;
}

static int check_header(int side, const uint8_t *question, char *sentence)
{
    if (question[CELL_OP] < SYMBOL_OP || question[CELL_OP] >= SYMBOL_OP + PROGRAM_OPS)
        return refuse(sentence, "the first cell holds no operation, expected one of MFDRCSLI");
    program_line l = program_line_of(question);
    for (int a = 0; a < PROGRAM_ARGUMENTS; a++)
        if (!program_fits(program_forms[l.op].argument[a], l.argument[a]))
            return refuse(sentence, a ? "the third cell is no argument of the operation in the first one"
                                      : "the second cell is no argument of the operation in the first one");
    if (question[CELL_COUNTER] > PROGRAM_MOST) return refuse(sentence, "the fourth cell, the counter, is no digit");
    for (int i = CELL_JUMP; i < side; i++)
        if (question[i] != SYMBOL_BLANK) return refuse(sentence, "the cells after the counter are not all blank (_)");
    return 0;
}

static int check_grid(int cells, const uint8_t *grid, char *sentence)
{
    int cursors = 0;
    for (int i = 0; i < cells; i++) {
        if (!program_is_cursor(grid[i]) && grid[i] >= PROGRAM_COLOURS)
            return refuse(sentence,
                          "a cell below the first row is no colour (. and 1 to 5, with the cursor @, a to e)");
        cursors += program_is_cursor(grid[i]);
    }
    if (cursors == 1) return 0;
    return refuse(sentence, cursors ? "there is more than one cursor (@, a to e)" : "there is no cursor (@, a to e)");
}

static int check_question(const grid_shape *shape, const uint8_t *question, char *sentence)
{
    int side = shape->cols;
    if (check_header(side, question, sentence)) return -1;
    return check_grid(side * side, question + side, sentence);
}

static int check_answer(const grid_shape *shape, const uint8_t *question, const uint8_t *answer, uint8_t *broken,
                        char *sentence)
{
    uint8_t right[PROGRAM_MAX_CELLS];
    if (broken) memset(broken, 0, (size_t)grid_cells(shape));
    if (check_question(shape, question, sentence)) return -1;
    program_execute(shape->cols, question, right);
    char differs[KIND_SENTENCE];
    if (!program_compare(shape->cols, right, answer, broken, differs)) return 0;
    if (sentence) snprintf(sentence, KIND_SENTENCE, "the answer is wrong: %.*s", KIND_SENTENCE - 24, differs);
    return -1;
}

static int solve(const grid_shape *shape, const uint8_t *question, int limit, uint8_t *answer)
{
    (void)limit;
    program_execute(shape->cols, question, answer);
    return 1;
}

/* --- geometry ------------------------------------------------------------------------------ */

/* How cell j lies to cell i: what the language speaks of, and nothing else, so that it is the same for every size. Of
 * the header each place has a relation of its own: a cell knows which of them it looks at, and they who looks. */
enum {
    SAME,
    NEXT,                                 /* + UP, ... */
    SAME_ROW = NEXT + PROGRAM_DIRECTIONS, /* further away */
    SAME_COLUMN,
    ELSEWHERE,
    TO_HEADER,                        /* + place */
    PLACES = PROGRAM_HEADER + 1,      /* the used ones, and one for all blank ones */
    FROM_HEADER = TO_HEADER + PLACES, /* + place, to the grid */
    IN_HEADER = FROM_HEADER + PLACES, /* + place of j */
    RELATIONS = IN_HEADER + PLACES,
};

static int place_of(int cell)
{
    return cell < PROGRAM_HEADER ? cell : PROGRAM_HEADER;
}

/* Of two cells of the grid, by how far j lies below and to the right of i. */
static int relation_of(int down, int right)
{
    if (down == 0 && right == 0) return SAME;
    if (right == 0) return down == -1 ? NEXT + UP : down == 1 ? NEXT + DOWN : SAME_COLUMN;
    if (down == 0) return right == -1 ? NEXT + LEFT : right == 1 ? NEXT + RIGHT : SAME_ROW;
    return ELSEWHERE;
}

static void relation_table(const grid_shape *shape, uint8_t *relation)
{
    int cells = grid_cells(shape), side = shape->cols;
    for (int i = 0; i < cells; i++)
        for (int j = 0; j < cells; j++) {
            int of_grid = relation_of(j / side - i / side, j % side - i % side);
            *relation++ = (uint8_t)(j >= side ? i >= side ? of_grid : FROM_HEADER + place_of(i)
                                              : (i >= side ? TO_HEADER : IN_HEADER) + place_of(j));
        }
}

/* How far attention has to reach at first: to what every line needs, the used places of the header, not at all. */
static int distance(int relation)
{
    enum { FAR = 3 };
    if (relation >= TO_HEADER) return (relation - TO_HEADER) % PLACES == PROGRAM_HEADER ? FAR : 0;
    return relation == SAME ? 0 : relation < SAME_ROW ? 1 : FAR;
}

static void augment(const grid_shape *shape, uint64_t key, const uint8_t *question, const uint8_t *answer,
                    uint8_t *augmented_question, uint8_t *augmented_answer)
{
    const program_symmetry s = program_random_symmetry(key);
    program_move_state(shape->cols, &s, question, augmented_question);
    program_move_state(shape->cols, &s, answer, augmented_answer);
}

static uint64_t signature(const grid_shape *shape, const uint8_t *question)
{
    return program_step_signature(shape->cols, question);
}

/* --- generating ---------------------------------------------------------------------------- */

/* Any step of a program, or the first of one that has none. */
static void generate(const grid_shape *shape, uint64_t key, uint8_t *question, uint8_t *answer)
{
    const program_spec spec = program_usual_spec(shape->cols);
    stream random = stream_open(stream_key(key, 1));
    program p;
    program_generate(&spec, stream_key(key, 0), &p);
    program_step(&p, (int)stream_below(&random, (uint32_t)p.steps), question, answer);
}

static char symbol_char(const grid_shape *shape, int symbol)
{
    (void)shape;
    return program_symbol_char(symbol);
}

const puzzle_kind kind_program = {
    .name = "program",
    .sizes = "side x (side + 1) from 30 (5x6) to 272 (16x17), a header row above a square grid",
    .relations = RELATIONS,
    .one_answer = 1,
    .broken_char = '!',
    .shape_of_cells = shape_of_cells,
    .alphabet_of = alphabet_of,
    .symbol_char = symbol_char,
    .symbol_of_char = program_symbol_of_char,
    .describe_symbols = describe_symbols,
    .check_question = check_question,
    .check_answer = check_answer,
    .solve = solve,
    .relation_table = relation_table,
    .distance = distance,
    .augment = augment,
    .signature = signature,
    .generate = generate,
    .print = program_print,
    .print_fault = program_print_fault,
};
