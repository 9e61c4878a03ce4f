/* What is wrong with a puzzle, in a sentence that names the first place. */
#include "puzzles/sudoku/sudoku.h"

/* "5", and "A (10)" above 9. */
static const char *symbol_name(char name[16], int symbol)
{
    if (symbol <= 9)
        snprintf(name, 16, "%d", symbol);
    else
        snprintf(name, 16, "%c (%d)", sudoku_symbol_char(symbol), symbol);
    return name;
}

/* Cell number `k` of a row (unit 0 .. side - 1), a column (side .. 2 side - 1) or a box (2 side .. 3 side - 1). */
static int cell_of_unit(const sudoku_shape *shape, int unit, int k)
{
    int side = shape->side, type = unit / side, i = unit % side;
    if (type == 0) return i * side + k;
    if (type == 1) return k * side + i;
    int across = side / shape->box_cols; /* boxes in a row of boxes */
    int row = i / across * shape->box_rows + k / shape->box_cols;
    int column = i % across * shape->box_cols + k % shape->box_cols;
    return row * side + column;
}

static void describe_repeat(int side, int unit, int symbol, int first, int second, char *text, size_t size)
{
    int i = unit % side + 1, row = first / side + 1, column = first % side + 1;
    int row2 = second / side + 1, column2 = second % side + 1;
    char name[16];
    symbol_name(name, symbol);
    if (unit < side)
        snprintf(text, size, "%s stands twice in row %d (columns %d and %d)", name, i, column, column2);
    else if (unit < 2 * side)
        snprintf(text, size, "%s stands twice in column %d (rows %d and %d)", name, i, row, row2);
    else
        snprintf(text, size, "%s stands twice in box %d (row %d, column %d and row %d, column %d)", name, i, row,
                 column, row2, column2);
}

/* Describes the first symbol that stands twice in a row, a column or a box, after `prefix`. Returns 0 if there is none.
 */
static int find_repeat(const sudoku_shape *shape, const uint8_t *grid, const char *prefix, char *text, size_t size)
{
    int side = shape->side;
    for (int unit = 0; unit < 3 * side; unit++) {
        int cell_of[SUDOKU_MAX_SIDE + 1] = {0}; /* of each symbol in this unit, from 1; 0: not met */
        for (int k = 0; k < side; k++) {
            int cell = cell_of_unit(shape, unit, k), symbol = grid[cell];
            if (symbol == 0) continue;
            if (cell_of[symbol] != 0) {
                size_t used = (size_t)snprintf(text, size, "%s", prefix);
                if (used < size)
                    describe_repeat(side, unit, symbol, cell_of[symbol] - 1, cell, text + used, size - used);
                return 1;
            }
            cell_of[symbol] = cell + 1;
        }
    }
    return 0;
}

int sudoku_describe_clues(const sudoku_shape *shape, const uint8_t *question, char *text, size_t size)
{
    return find_repeat(shape, question, "the clues contradict: ", text, size);
}

void sudoku_describe_answer(const sudoku_shape *shape, const uint8_t *question, const uint8_t *answer, char *text,
                            size_t size)
{
    int side = shape->side;
    for (int cell = 0; cell < side * side; cell++) {
        int clue = question[cell], symbol = answer[cell], row = cell / side + 1, column = cell % side + 1;
        char from[16], to[16];
        if (symbol == 0) {
            snprintf(text, size, "the answer leaves row %d, column %d open", row, column);
            return;
        }
        if (clue != 0 && clue != symbol) {
            snprintf(text, size, "the answer changes the clue at row %d, column %d from %s to %s", row, column,
                     symbol_name(from, clue), symbol_name(to, symbol));
            return;
        }
    }
    find_repeat(shape, answer, "the answer breaks the rules: ", text, size);
}
