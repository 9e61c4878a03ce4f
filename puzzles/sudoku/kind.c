/* Sudoku as a kind of puzzle. */
#include "puzzles/sudoku/search.h"

#include <string.h> /* memcpy */

static int shape_of_cells(size_t cells, grid_shape *shape)
{
    for (int side = 1; side <= SUDOKU_MAX_SIDE; side++)
        if ((size_t)(side * side) == cells && sudoku_box(side).rows) {
            *shape = (grid_shape){.rows = side, .cols = side};
            return 0;
        }
    return -1;
}

static void alphabet_of(const grid_shape *shape, alphabet *a)
{
    *a = (alphabet){.symbols = shape->rows + 1, .first = 1, .classes = shape->rows, .exchangeable = 1};
}

static void keep_given(const grid_shape *shape, const uint8_t *question, uint8_t *answer)
{
    for (int i = 0; i < grid_cells(shape); i++)
        if (question[i]) answer[i] = question[i];
}

static void describe_symbols(const grid_shape *shape, char *text, size_t size)
{
    int side = shape ? shape->rows : 0;
    if (side == 0)
        snprintf(text, size, "cell (1 to 9, A to G, or . 0 X * _ ? - for an open one)");
    else if (side <= 9)
        snprintf(text, size, "symbol of a %dx%d grid (1 to %d, . or 0 for an open cell)", side, side, side);
    else
        snprintf(text, size, "symbol of a %dx%d grid (1 to 9, letters from A = 10 to %c = %d, . or 0 for an open cell)",
                 side, side, sudoku_symbol_char(side), side);
}

/* Without a limit, sparse 16x16 grids could keep a search busy forever. The 9x9 grid known to be the hardest to refute
 * takes 5 million guesses, a second and a half. */
enum { MAX_GUESSES = 10 * 1000 * 1000, MAX_GUESSES_ABOVE_9 = 1000 * 1000 };

static int solve(const grid_shape *shape, const uint8_t *question, int limit, uint8_t *answer)
{
    sudoku_search search;
    sudoku_search_open(&search, shape);
    search.limit = limit;
    search.max_guesses = shape->rows <= 9 ? MAX_GUESSES : MAX_GUESSES_ABOVE_9;
    sudoku_search_run(&search, question);
    if (search.solutions == 0) return search.gave_up ? -1 : 0;
    memcpy(answer, search.answer, (size_t)grid_cells(shape));
    return search.solutions < limit && search.gave_up ? KIND_UNSETTLED : search.solutions;
}

static void augment(const grid_shape *shape, uint64_t key, const uint8_t *question, const uint8_t *answer,
                    uint8_t *augmented_question, uint8_t *augmented_answer)
{
    sudoku_symmetry symmetry;
    sudoku_random_symmetry(shape, key, &symmetry);
    sudoku_apply_symmetry(shape, &symmetry, question, augmented_question);
    sudoku_apply_symmetry(shape, &symmetry, answer, augmented_answer);
}

/* A share keeps many clues, so that an untrained model has something easy to learn; the rest are minimal. */
static void generate(const grid_shape *shape, uint64_t key, uint8_t *question, uint8_t *answer)
{
    stream random = stream_open(key);
    int cells = grid_cells(shape), minimal = stream_below(&random, 10) < 6;
    sudoku_spec spec = {.min_clues = cells * 3 / 8, .max_clues = cells * 5 / 8, .minimal = minimal, .max_rating = -1};
    long rating;
    sudoku_generate(shape, &spec, stream_next(&random), 1, question, answer, &rating);
}

const puzzle_kind kind_sudoku = {
    .name = "sudoku",
    .sizes = "16, 36, 64, 81, 100, 144, 225 or 256 (one character a cell, . or 0 for an open one)",
    .relations = SUDOKU_RELATIONS,
    .one_answer = 1,
    .broken_char = '.',
    .shape_of_cells = shape_of_cells,
    .alphabet_of = alphabet_of,
    .symbol_char = sudoku_char_in,
    .symbol_of_char = sudoku_symbol_of_char,
    .describe_symbols = describe_symbols,
    .check_question = sudoku_check_question,
    .check_answer = sudoku_check_answer,
    .keep_given = keep_given,
    .solve = solve,
    .solver_order = sudoku_order,
    .relation_table = sudoku_relation_table,
    .augment = augment,
    .signature = sudoku_signature,
    .generate = generate,
    .print = sudoku_print,
    .print_fault = sudoku_print_fault,
};
