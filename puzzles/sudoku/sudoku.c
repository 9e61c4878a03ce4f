/* Shapes, characters, rules and the relation table: what a Sudoku is. */
#include "puzzles/sudoku/sudoku.h"

#include <string.h> /* memset */

/* --- shapes and characters ----------------------------------------------------------------- */

grid_shape sudoku_box(int side)
{
    static const grid_shape boxes[SUDOKU_MAX_SIDE + 1] = {
        [4] = {2, 2, 0},  [6] = {2, 3, 0},  [8] = {2, 4, 0},  [9] = {3, 3, 0},
        [10] = {2, 5, 0}, [12] = {3, 4, 0}, [15] = {3, 5, 0}, [16] = {4, 4, 0},
    };
    return boxes[side >= 0 && side <= SUDOKU_MAX_SIDE ? side : 0];
}

grid_shape sudoku_box_of(const grid_shape *shape)
{
    grid_shape box = sudoku_box(shape->rows);
    return shape->form & SUDOKU_TALL ? (grid_shape){.rows = box.cols, .cols = box.rows} : box;
}

char sudoku_symbol_char(int symbol)
{
    return ".123456789ABCDEFG"[symbol];
}

char sudoku_char_in(const grid_shape *shape, int symbol)
{
    if (symbol && shape->form & SUDOKU_FROM_ZERO) return "0123456789ABCDEF"[symbol - 1];
    return sudoku_symbol_char(symbol);
}

int sudoku_symbol_of_char(int c)
{
    if (c >= '1' && c <= '9') return c - '0';
    if (c == '.' || c == '0' || c == 'X' || c == 'x' || c == '*' || c == '_' || c == '?' || c == '-') return 0;
    if (c >= 'A' && c <= 'G') return c - 'A' + 10;
    if (c >= 'a' && c <= 'g') return c - 'a' + 10;
    return -1;
}

/* --- relations ----------------------------------------------------------------------------- */

/* The relation of two cells says which rules forbid them to be equal, in the bits of SUDOKU_BREAKS_*. */
static uint8_t relation_of(int side, grid_shape box, int i, int j)
{
    int ri = i / side, ci = i % side, rj = j / side, cj = j % side;
    int same_box = ri / box.rows == rj / box.rows && ci / box.cols == cj / box.cols;
    return (uint8_t)((ri == rj ? SUDOKU_BREAKS_ROW : 0) + (ci == cj ? SUDOKU_BREAKS_COLUMN : 0) +
                     (same_box ? SUDOKU_BREAKS_BOX : 0));
}

void sudoku_relation_table(const grid_shape *shape, uint8_t *relation)
{
    int cells = grid_cells(shape);
    grid_shape box = sudoku_box_of(shape);
    for (int i = 0; i < cells; i++)
        for (int j = 0; j < cells; j++) relation[i * cells + j] = relation_of(shape->rows, box, i, j);
}

/* --- rules --------------------------------------------------------------------------------- */

int sudoku_check(const grid_shape *shape, const uint8_t *question, const uint8_t *answer, uint8_t *broken)
{
    int cells = grid_cells(shape), breaking = 0;
    grid_shape box = sudoku_box_of(shape);
    memset(broken, 0, (size_t)cells);
    for (int i = 0; i < cells; i++) {
        if (!answer[i]) continue;
        if (question && question[i] && question[i] != answer[i]) broken[i] |= SUDOKU_BREAKS_CLUE;
        for (int j = 0; j < i; j++)
            if (answer[j] == answer[i]) {
                uint8_t both = relation_of(shape->rows, box, i, j);
                broken[i] |= both;
                broken[j] |= both;
            }
    }
    for (int i = 0; i < cells; i++) breaking += broken[i] != 0;
    return breaking;
}

/* Whether every row, column and box of a grid without open cells holds each symbol: the rule of sudoku_check as one pass
 * over sets of bits, since a training file has a million grids to check. */
static int is_complete(const grid_shape *shape, const uint8_t *grid)
{
    uint32_t columns[SUDOKU_MAX_SIDE] = {0}, boxes[SUDOKU_MAX_SIDE] = {0}; /* bit s: symbol s */
    int side = shape->rows;
    uint32_t all = ((uint32_t)2 << side) - 2, everywhere = all;
    grid_shape size = sudoku_box_of(shape); /* of a box; a band has as many boxes as a box has rows */
    for (int r = 0; r < side; r++) {
        uint32_t row = 0, *box = &boxes[r / size.rows * size.rows];
        for (int c = 0; c < side; box++) {
            uint32_t part = 0;
            for (int end = c + size.cols; c < end; c++) {
                uint32_t symbol = (uint32_t)1 << *grid++;
                columns[c] |= symbol;
                part |= symbol;
            }
            row |= part;
            *box |= part;
        }
        everywhere &= row;
    }
    for (int i = 0; i < side; i++) everywhere &= columns[i] & boxes[i];
    return everywhere == all;
}

int sudoku_is_solution(const grid_shape *shape, const uint8_t *question, const uint8_t *answer)
{
    int cells = grid_cells(shape), side = shape->rows, wrong = 0;
    for (int i = 0; i < cells; i++) wrong |= answer[i] < 1 || answer[i] > side; /* no branch: runs in vectors */
    for (int i = 0; question && i < cells; i++) wrong |= question[i] && question[i] != answer[i];
    return !wrong && is_complete(shape, answer);
}
