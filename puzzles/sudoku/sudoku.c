/* Shapes, characters, rules and the relation table: what a Sudoku is. */
#include "puzzles/sudoku/sudoku.h"

#include <string.h> /* memset */

/* --- shapes and characters ----------------------------------------------------------------- */

int sudoku_shape_of_side(int side, sudoku_shape *shape)
{
    static const sudoku_shape known[] = {{4, 2, 2},  {6, 2, 3},  {8, 2, 4},  {9, 3, 3},
                                         {10, 2, 5}, {12, 3, 4}, {15, 3, 5}, {16, 4, 4}};
    for (size_t k = 0; k < sizeof known / sizeof known[0]; k++)
        if (known[k].side == side) {
            *shape = known[k];
            return 0;
        }
    return -1;
}

char sudoku_symbol_char(int symbol)
{
    return ".123456789ABCDEFG"[symbol];
}

int sudoku_symbol_of_char(int c)
{
    switch (c) {
    case '.':
    case '0':
    case 'X':
    case 'x':
    case '*':
    case '_':
        return 0;
    }
    if (c >= '1' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'G') return c - 'A' + 10;
    if (c >= 'a' && c <= 'g') return c - 'a' + 10;
    return -1;
}

/* --- relations ----------------------------------------------------------------------------- */

/* The relation of two cells says which rules forbid them to be equal, in the bits of SUDOKU_BREAKS_*. */
static uint8_t relation_of(const sudoku_shape *shape, int i, int j)
{
    int ri = i / shape->side, ci = i % shape->side, rj = j / shape->side, cj = j % shape->side;
    int same_band = ri / shape->box_rows == rj / shape->box_rows;
    int same_stack = ci / shape->box_cols == cj / shape->box_cols;
    return (uint8_t)((ri == rj ? SUDOKU_BREAKS_ROW : 0) + (ci == cj ? SUDOKU_BREAKS_COLUMN : 0) +
                     (same_band && same_stack ? SUDOKU_BREAKS_BOX : 0));
}

void sudoku_relation_table(const sudoku_shape *shape, uint8_t *relation)
{
    int cells = shape->side * shape->side;
    for (int i = 0; i < cells; i++)
        for (int j = 0; j < cells; j++) relation[i * cells + j] = relation_of(shape, i, j);
}

/* --- rules --------------------------------------------------------------------------------- */

int sudoku_check(const sudoku_shape *shape, const uint8_t *question, const uint8_t *answer, uint8_t *broken)
{
    int cells = shape->side * shape->side, breaking = 0;
    memset(broken, 0, (size_t)cells);
    for (int i = 0; i < cells; i++) {
        if (!answer[i]) continue;
        if (question && question[i] && question[i] != answer[i]) broken[i] |= SUDOKU_BREAKS_CLUE;
        for (int j = 0; j < i; j++)
            if (answer[j] == answer[i]) {
                uint8_t both = relation_of(shape, i, j);
                broken[i] |= both;
                broken[j] |= both;
            }
    }
    for (int i = 0; i < cells; i++) breaking += broken[i] != 0;
    return breaking;
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

int sudoku_is_solution(const sudoku_shape *shape, const uint8_t *question, const uint8_t *answer)
{
    for (int i = 0; i < shape->side * shape->side; i++) {
        int clue = question ? question[i] : 0;
        if (answer[i] < 1 || answer[i] > shape->side || (clue && clue != answer[i])) return 0;
    }
    return !has_repeat(shape, answer);
}
