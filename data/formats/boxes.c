#include "data/formats/boxes.h"

#include "puzzles/sudoku/sudoku.h"

/* Lines after every `step` of `side` cells, but for the edges. */
static uint32_t lines_of_step(int side, int step)
{
    uint32_t lines = 0;
    for (int k = step; k < side; k += step) lines |= (uint32_t)1 << k;
    return lines;
}

/* The lines that part boxes; 0 if none do. */
static uint32_t between_boxes(int side, const drawn_lines *drawn)
{
    uint32_t inside = lines_of_step(side, 1), heavy = drawn->heavy & inside, all = (drawn->light & inside) | heavy;
    if (all != inside) return all;
    return heavy != inside ? heavy : 0;
}

/* Lines may lack, but must not stand inside a box. */
static int agree(uint32_t rows, uint32_t cols, int side, grid_shape box)
{
    return !(rows & ~lines_of_step(side, box.rows)) && !(cols & ~lines_of_step(side, box.cols));
}

int boxes_form(int side, const drawn_lines *rows, const drawn_lines *cols)
{
    grid_shape wide = sudoku_box(side), tall = {.rows = wide.cols, .cols = wide.rows};
    uint32_t down = between_boxes(side, rows), across = between_boxes(side, cols);
    if (agree(down, across, side, wide)) return 0;
    return agree(down, across, side, tall) ? SUDOKU_TALL : -1;
}
