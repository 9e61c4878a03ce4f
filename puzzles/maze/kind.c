/* Mazes as a kind of puzzle. */
#include "base/random.h"
#include "puzzles/dihedral.h"
#include "puzzles/maze/search.h"
#include "puzzles/offsets.h"

#include <string.h> /* memcpy */

enum { MIN_SIDE = 5 }; /* the least with two rooms either way */

/* --- shapes and symbols -------------------------------------------------------------------- */

static int shape_of_cells(size_t cells, grid_shape *shape)
{
    for (int side = MIN_SIDE; side <= MAZE_MAX_SIDE; side++)
        if ((size_t)(side * side) == cells) {
            *shape = (grid_shape){.rows = side, .cols = side};
            return 0;
        }
    return -1;
}

/* Questions lack the last symbol, the path. */
static void alphabet_of(const grid_shape *shape, alphabet *a)
{
    (void)shape;
    *a = (alphabet){.symbols = MAZE_PATH, .first = MAZE_WALL, .classes = MAZE_SYMBOLS};
}

static const char characters[] = "# SGo";

char maze_symbol_char(int symbol)
{
    return characters[symbol];
}

static char symbol_char(const grid_shape *shape, int symbol)
{
    (void)shape;
    return maze_symbol_char(symbol);
}

int maze_symbol_of_char(int c)
{
    if (c == '.') return MAZE_FREE;
    for (int symbol = 0; symbol < MAZE_SYMBOLS; symbol++)
        if (characters[symbol] == c) return symbol;
    return -1;
}

static void describe_symbols(const grid_shape *shape, char *text, size_t size)
{
    (void)shape;
    snprintf(text, size, "cell of a maze (# wall, space or . free, S start, G goal, in an answer o path)");
}

/* --- rules --------------------------------------------------------------------------------- */

static int check_question(const grid_shape *shape, const uint8_t *question, char *sentence)
{
    maze_violation violation;
    if (maze_check_question(shape, question, &violation) == MAZE_FINE) {
        int start = maze_find(shape, question, MAZE_START), goal = maze_find(shape, question, MAZE_GOAL);
        if (maze_reaches(shape, question, start, goal)) return 0;
        violation.fault = MAZE_UNREACHABLE;
    }
    maze_describe(&violation, sentence, KIND_SENTENCE);
    return -1;
}

static int check_answer(const grid_shape *shape, const uint8_t *question, const uint8_t *answer, uint8_t *broken,
                        char *sentence)
{
    maze_violation violation;
    maze_fault fault = maze_check_answer(shape, question, answer, &violation);
    if (broken) memcpy(broken, violation.broken, (size_t)grid_cells(shape));
    if (fault == MAZE_FINE) return 0;
    if (sentence) {
        int used = snprintf(sentence, KIND_SENTENCE, "the answer is wrong: ");
        maze_describe(&violation, sentence + used, KIND_SENTENCE - (size_t)used);
    }
    return -1;
}

/* A free cell is free or on the path; all others stay as they are. */
static void keep_given(const grid_shape *shape, const uint8_t *question, uint8_t *answer)
{
    for (int i = 0; i < grid_cells(shape); i++)
        if (question[i] != MAZE_FREE)
            answer[i] = question[i];
        else if (answer[i] != MAZE_PATH)
            answer[i] = MAZE_FREE;
}

/* --- symmetries ---------------------------------------------------------------------------- */

static void augment(const grid_shape *shape, uint64_t key, const uint8_t *question, const uint8_t *answer,
                    uint8_t *augmented_question, uint8_t *augmented_answer)
{
    int rows = shape->rows, cols = shape->cols, symmetry = dihedral_random(key, rows != cols);
    dihedral_apply(rows, cols, symmetry, question, augmented_question);
    dihedral_apply(rows, cols, symmetry, answer, augmented_answer);
}

/* --- generating ---------------------------------------------------------------------------- */

/* Grids too small for corridors get obstacles. If a grid has no path of the usual length, half of it will do, in the
 * end one step. */
static void generate(const grid_shape *shape, uint64_t key, uint8_t *question, uint8_t *answer)
{
    enum { TRIES = 16 };
    stream random = stream_open(key);
    int least = shape->rows < shape->cols ? shape->rows : shape->cols, most = shape->rows + shape->cols - least, length;
    maze_kind kind = (maze_kind)stream_below(&random, MAZE_KINDS);
    maze_spec spec = maze_usual_spec(least < MIN_SIDE ? MAZE_OBSTACLES : kind, most);
    while (maze_generate(shape, &spec, stream_next(&random), TRIES, question, answer, &length))
        if (spec.min_length > 1) spec.min_length /= 2;
}

const puzzle_kind kind_maze = {
    .name = "maze",
    .sizes = "a square from 25 (5x5) to 16384 (128x128), blanks counted (one character a cell)",
    .relations = OFFSETS_RELATIONS,
    .one_answer = 0,
    .any_size = 1,
    .broken_char = '!',
    .shape_of_cells = shape_of_cells,
    .alphabet_of = alphabet_of,
    .symbol_char = symbol_char,
    .symbol_of_char = maze_symbol_of_char,
    .describe_symbols = describe_symbols,
    .check_question = check_question,
    .check_answer = check_answer,
    .keep_given = keep_given,
    .solve = maze_solve,
    .likeliest = maze_likeliest,
    .facts = MAZE_FACTS,
    .find_facts = maze_find_facts,
    .relation_table = offsets_relation_table,
    .distance = offsets_distance,
    .augment = augment,
    .signature = maze_signature,
    .generate = generate,
    .print = maze_print,
    .print_fault = maze_print_fault,
};
