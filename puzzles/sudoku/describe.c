/* What is wrong with a puzzle, in a sentence that names the first place. */
#include "puzzles/sudoku/sudoku.h"

#include <string.h> /* memset */

/* "5", and "A (10)" above 9. */
static const char *symbol_name(char name[16], const grid_shape *shape, int symbol)
{
    char c = sudoku_char_in(shape, symbol);
    if (symbol <= 9 || c != sudoku_symbol_char(symbol))
        snprintf(name, 16, "%c", c);
    else
        snprintf(name, 16, "%c (%d)", c, symbol);
    return name;
}

/* Cell number `k` of a row (unit 0 .. side - 1), a column (side .. 2 side - 1) or a box (2 side .. 3 side - 1). */
static int cell_of_unit(int side, grid_shape box, int unit, int k)
{
    int type = unit / side, i = unit % side;
    if (type == 0) return i * side + k;
    if (type == 1) return k * side + i;
    int row = i / box.rows * box.rows + k / box.cols; /* box.rows is also the number of boxes side by side */
    int column = i % box.rows * box.cols + k % box.cols;
    return row * side + column;
}

static void describe_repeat(const grid_shape *shape, int unit, int symbol, int first, int second, const char *prefix,
                            char *sentence)
{
    int side = shape->rows, i = unit % side + 1, row = first / side + 1, column = first % side + 1;
    int row2 = second / side + 1, column2 = second % side + 1;
    char name[16];
    symbol_name(name, shape, symbol);
    if (unit < side)
        snprintf(sentence, KIND_SENTENCE, "%s%s stands twice in row %d (columns %d and %d)", prefix, name, i, column,
                 column2);
    else if (unit < 2 * side)
        snprintf(sentence, KIND_SENTENCE, "%s%s stands twice in column %d (rows %d and %d)", prefix, name, i, row,
                 row2);
    else
        snprintf(sentence, KIND_SENTENCE, "%s%s stands twice in box %d (row %d, column %d and row %d, column %d)",
                 prefix, name, i, row, column, row2, column2);
}

/* Describes the first symbol that stands twice in a row, a column or a box, after `prefix`. Returns -1, or 0 if there
 * is none. */
static int find_repeat(const grid_shape *shape, const uint8_t *grid, const char *prefix, char *sentence)
{
    int side = shape->rows;
    grid_shape box = sudoku_box_of(shape);
    for (int unit = 0; unit < 3 * side; unit++) {
        int cell_of[SUDOKU_MAX_SIDE + 1] = {0}; /* of each symbol in this unit, from 1; 0: not met */
        for (int k = 0; k < side; k++) {
            int cell = cell_of_unit(side, box, unit, k), symbol = grid[cell];
            if (symbol != 0 && cell_of[symbol] != 0) {
                describe_repeat(shape, unit, symbol, cell_of[symbol] - 1, cell, prefix, sentence);
                return -1;
            }
            cell_of[symbol] = cell + 1;
        }
    }
    return 0;
}

int sudoku_check_question(const grid_shape *shape, const uint8_t *question, char *sentence)
{
    return find_repeat(shape, question, "the clues contradict: ", sentence);
}

static void describe_answer(const grid_shape *shape, const uint8_t *question, const uint8_t *answer, char *sentence)
{
    int side = shape->rows;
    for (int cell = 0; cell < side * side; cell++) {
        int clue = question[cell], symbol = answer[cell], row = cell / side + 1, column = cell % side + 1;
        char from[16], to[16];
        if (symbol == 0) {
            snprintf(sentence, KIND_SENTENCE, "the answer leaves row %d, column %d open", row, column);
            return;
        }
        if (clue != 0 && clue != symbol) {
            snprintf(sentence, KIND_SENTENCE, "the answer changes the clue at row %d, column %d from %s to %s", row,
                     column, symbol_name(from, shape, clue), symbol_name(to, shape, symbol));
            return;
        }
    }
    find_repeat(shape, answer, "the answer breaks the rules: ", sentence);
}

int sudoku_check_answer(const grid_shape *shape, const uint8_t *question, const uint8_t *answer, uint8_t *broken,
                        char *sentence)
{
    if (broken) memset(broken, 0, (size_t)grid_cells(shape));
    if (sudoku_is_solution(shape, question, answer)) return 0;
    if (broken) sudoku_check(shape, question, answer, broken);
    if (sentence) describe_answer(shape, question, answer, sentence);
    return -1;
}
