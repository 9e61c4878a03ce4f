/* Checks of one puzzle, and their sentences. */
#include "data/puzzle_reader.h"

#include <stdio.h> /* snprintf */

/* "5", and "A (10)" above 9. */
static const char *symbol_name(char name[16], int symbol)
{
    if (symbol <= 9) {
        snprintf(name, 16, "%d", symbol);
    } else {
        snprintf(name, 16, "%c (%d)", sudoku_symbol_char(symbol), symbol);
    }
    return name;
}

/* The cell number `k` of a row (unit 0 .. side - 1), a column (side .. 2 side - 1) or a box (2 side .. 3 side - 1). */
static int cell_of_unit(const sudoku_shape *shape, int unit, int k)
{
    int side = shape->side, kind = unit / side, i = unit % side;
    if (kind == 0) return i * side + k;
    if (kind == 1) return k * side + i;
    int across = side / shape->box_cols; /* boxes in a row of boxes */
    int row = i / across * shape->box_rows + k / shape->box_cols;
    int column = i % across * shape->box_cols + k % shape->box_cols;
    return row * side + column;
}

static void repeat_sentence(const sudoku_shape *shape, int unit, int symbol, int first, int second, char *out,
                            size_t size)
{
    int side = shape->side, i = unit % side + 1;
    char name[16];
    symbol_name(name, symbol);
    if (unit < side) {
        snprintf(out, size, "%s stands twice in row %d (columns %d and %d)", name, i, first % side + 1,
                 second % side + 1);
    } else if (unit < 2 * side) {
        snprintf(out, size, "%s stands twice in column %d (rows %d and %d)", name, i, first / side + 1,
                 second / side + 1);
    } else {
        snprintf(out, size, "%s stands twice in box %d (row %d, column %d and row %d, column %d)", name, i,
                 first / side + 1, first % side + 1, second / side + 1, second % side + 1);
    }
}

/* Names the first symbol that stands twice in a row, a column or a box, if one does. */
static void find_repeat(const sudoku_shape *shape, const uint8_t *grid, char *out, size_t size)
{
    int side = shape->side;
    for (int unit = 0; unit < 3 * side; unit++) {
        int cell_of[SUDOKU_MAX_SIDE + 1] = {0}; /* of each symbol in this unit, from 1; 0: not met */
        for (int k = 0; k < side; k++) {
            int cell = cell_of_unit(shape, unit, k), symbol = grid[cell];
            if (symbol == 0) continue;
            if (cell_of[symbol] != 0) {
                repeat_sentence(shape, unit, symbol, cell_of[symbol] - 1, cell, out, size);
                return;
            }
            cell_of[symbol] = cell + 1;
        }
    }
}

static int answer_fault(const puzzle *p, char sentence[CHECK_SENTENCE])
{
    int side = p->shape.side;
    for (int cell = 0; cell < side * side; cell++) {
        int clue = p->question[cell], symbol = p->answer[cell], row = cell / side + 1, column = cell % side + 1;
        char from[16], to[16];
        if (symbol == 0) {
            snprintf(sentence, CHECK_SENTENCE, "the answer leaves row %d, column %d open", row, column);
            return 1;
        }
        if (clue != 0 && clue != symbol) {
            snprintf(sentence, CHECK_SENTENCE, "the answer changes the clue at row %d, column %d from %s to %s", row,
                     column, symbol_name(from, clue), symbol_name(to, symbol));
            return 1;
        }
    }
    char repeat[CHECK_SENTENCE - 32] = "";
    find_repeat(&p->shape, p->answer, repeat, sizeof repeat);
    snprintf(sentence, CHECK_SENTENCE, "the answer breaks the rules: %s", repeat);
    return 1;
}

/* Whether a symbol stands twice in a row, a column or a box: the rule of sudoku_check as one pass over sets of bits,
 * since a training file has a million grids to check. */
static int has_repeat(const sudoku_shape *shape, const uint8_t *grid)
{
    uint32_t columns[SUDOKU_MAX_SIDE] = {0}, boxes[SUDOKU_MAX_SIDE] = {0}, twice = 0; /* bit s: symbol s */
    int side = shape->side, across = side / shape->box_cols;
    for (int r = 0; r < side; r++) {
        uint32_t row = 0;
        for (int c = 0, box = r / shape->box_rows * across, next = shape->box_cols; c < side; c++) {
            if (c == next) {
                box++;
                next += shape->box_cols;
            }
            uint32_t symbol = (uint32_t)1 << *grid++ & ~(uint32_t)1; /* open cells repeat nothing */
            twice |= symbol & (row | columns[c] | boxes[box]);
            row |= symbol;
            columns[c] |= symbol;
            boxes[box] |= symbol;
        }
    }
    return twice != 0;
}

static int is_answer(const puzzle *p)
{
    for (int cell = 0; cell < p->shape.side * p->shape.side; cell++)
        if (p->answer[cell] == 0 || (p->question[cell] != 0 && p->question[cell] != p->answer[cell])) return 0;
    return !has_repeat(&p->shape, p->answer);
}

int puzzle_fault(const puzzle *p, char sentence[CHECK_SENTENCE])
{
    if (p->answer != NULL && is_answer(p)) return 0; /* so the clues agree too */
    if (has_repeat(&p->shape, p->question)) {
        char repeat[CHECK_SENTENCE - 32] = "";
        find_repeat(&p->shape, p->question, repeat, sizeof repeat);
        snprintf(sentence, CHECK_SENTENCE, "the clues contradict: %s", repeat);
        return 1;
    }
    return p->answer != NULL && answer_fault(p, sentence);
}

int puzzle_not_unique(const puzzle *p, char sentence[CHECK_SENTENCE])
{
    sudoku_solved solved;
    sudoku_solve(&p->shape, p->question, 2, &solved);
    if (solved.solutions == 1 || (solved.solutions == 0 && !solved.proved)) return 0;
    snprintf(sentence, CHECK_SENTENCE, "the puzzle has %s, expected exactly one",
             solved.solutions == 0 ? "no solution" : "more than one solution");
    return 1;
}
