/* The lines that are drawn between the cells of a Sudoku, and the boxes that they make. */
#ifndef DATA_FORMATS_BOXES_H
#define DATA_FORMATS_BOXES_H

#include <stdint.h>

/* Bit k: a line before row (or column) k of the grid, from 1 on. */
typedef struct drawn_lines {
    uint32_t light, heavy;
} drawn_lines;

/* The form of a grid of that side whose boxes the lines draw: 0, SUDOKU_TALL, or -1 if there is no Sudoku with such
 * boxes. Lines between all cells say nothing; of light and heavy ones then the heavy ones count. */
int boxes_form(int side, const drawn_lines *rows, const drawn_lines *cols);

#endif
