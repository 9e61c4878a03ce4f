/* Sudoku as a kind of puzzle. */
#include "base/random.h"
#include "puzzles/sudoku/sudoku.h"

#include <string.h> /* memcpy, memset */

/* Grids that reach this file have a shape of shape_of_cells. */
static sudoku_shape shape_of(const grid_shape *shape)
{
    sudoku_shape s = {0};
    sudoku_shape_of_side(shape->rows, &s);
    return s;
}

static int shape_of_cells(size_t cells, grid_shape *shape)
{
    sudoku_shape known;
    for (int side = 1; side <= SUDOKU_MAX_SIDE; side++) {
        if ((size_t)(side * side) != cells || sudoku_shape_of_side(side, &known)) continue;
        *shape = (grid_shape){side, side};
        return 0;
    }
    return -1;
}

static void alphabet_of(const grid_shape *shape, alphabet *a)
{
    *a = (alphabet){.symbols = shape->rows + 1, .first = 1, .classes = shape->rows, .exchangeable = 1};
}

static void describe_symbols(const grid_shape *shape, char *text, size_t size)
{
    int side = shape ? shape->rows : 0;
    if (side == 0)
        snprintf(text, size, "cell (1 to 9, A to G, or . 0 X * _ for an open one)");
    else if (side <= 9)
        snprintf(text, size, "symbol of a %dx%d grid (1 to %d, . or 0 for an open cell)", side, side, side);
    else
        snprintf(text, size, "symbol of a %dx%d grid (1 to 9, letters from A = 10 to %c = %d, . or 0 for an open cell)",
                 side, side, sudoku_symbol_char(side), side);
}

static int check_question(const grid_shape *shape, const uint8_t *question, char *sentence)
{
    sudoku_shape s = shape_of(shape);
    return sudoku_describe_clues(&s, question, sentence, KIND_SENTENCE) ? -1 : 0;
}

static int check_answer(const grid_shape *shape, const uint8_t *question, const uint8_t *answer, uint8_t *broken,
                        char *sentence)
{
    sudoku_shape s = shape_of(shape);
    if (broken) memset(broken, 0, (size_t)grid_cells(shape));
    if (sudoku_is_solution(&s, question, answer)) return 0;
    if (broken) sudoku_check(&s, question, answer, broken);
    if (sentence) sudoku_describe_answer(&s, question, answer, sentence, KIND_SENTENCE);
    return -1;
}

static int solve(const grid_shape *shape, const uint8_t *question, int limit, uint8_t *answer)
{
    sudoku_shape s = shape_of(shape);
    sudoku_solved solved;
    sudoku_solve(&s, question, limit, &solved);
    if (solved.solutions == 0) return solved.proved ? 0 : -1;
    memcpy(answer, solved.answer, (size_t)grid_cells(shape));
    return solved.solutions;
}

static void solver_order(const grid_shape *shape, const uint8_t *question, int32_t *rank)
{
    sudoku_shape s = shape_of(shape);
    sudoku_order(&s, question, rank);
}

static void relation_table(const grid_shape *shape, uint8_t *relation)
{
    sudoku_shape s = shape_of(shape);
    sudoku_relation_table(&s, relation);
}

static void augment(const grid_shape *shape, uint64_t key, const uint8_t *question, const uint8_t *answer,
                    uint8_t *augmented_question, uint8_t *augmented_answer)
{
    sudoku_shape s = shape_of(shape);
    sudoku_symmetry symmetry;
    sudoku_random_symmetry(&s, key, &symmetry);
    sudoku_apply_symmetry(&s, &symmetry, question, augmented_question);
    sudoku_apply_symmetry(&s, &symmetry, answer, augmented_answer);
}

static uint64_t signature(const grid_shape *shape, const uint8_t *question)
{
    sudoku_shape s = shape_of(shape);
    return sudoku_signature(&s, question);
}

/* A share keeps many clues, so that an untrained model has something easy to learn; the rest are minimal. */
static void generate(const grid_shape *shape, uint64_t key, uint8_t *question, uint8_t *answer)
{
    sudoku_shape s = shape_of(shape);
    stream random = stream_open(key);
    int cells = grid_cells(shape), minimal = stream_below(&random, 10) < 6;
    sudoku_spec spec = {.min_clues = cells * 3 / 8, .max_clues = cells * 5 / 8, .minimal = minimal, .max_rating = -1};
    long rating;
    sudoku_generate(&s, &spec, stream_next(&random), 1, question, answer, &rating);
}

const puzzle_kind kind_sudoku = {
    .name = "sudoku",
    .sizes = "16, 36, 81 or 256 (one character a cell, . or 0 for an open one)",
    .relations = SUDOKU_RELATIONS,
    .one_answer = 1,
    .broken_char = '.',
    .shape_of_cells = shape_of_cells,
    .alphabet_of = alphabet_of,
    .symbol_char = sudoku_symbol_char,
    .symbol_of_char = sudoku_symbol_of_char,
    .describe_symbols = describe_symbols,
    .check_question = check_question,
    .check_answer = check_answer,
    .solve = solve,
    .solver_order = solver_order,
    .relation_table = relation_table,
    .augment = augment,
    .signature = signature,
    .generate = generate,
    .print = sudoku_print,
    .print_fault = sudoku_print_fault,
};
