/* Outputs of ARC tasks as what is drawn takes them, in their square frame: symbols are tokens (puzzles/arc/tokens.h). No
 * rules are known of them, so the kind is not one of puzzle_kinds. And how cells of colour are shown. */
#ifndef REPORT_OUTPUT_KIND_H
#define REPORT_OUTPUT_KIND_H

#include "puzzles/kind.h"

extern const puzzle_kind kind_output; /* a name and symbols, nothing else */

/* 1: cells are colours, and what is marked in an answer is not the right one; 0: symbols, some of which break a rule. */
int kind_is_coloured(const puzzle_kind *kind);
/* The colour of a cell, 0 .. 9 as ARC has them, in the outputs of tasks and in the grids of programs; -1: it has none. */
int cell_colour(const puzzle_kind *kind, const grid_shape *shape, int cell, int symbol);
/* The same as red, green and blue, and whether text on it is to be white. */
const uint8_t *colour_rgb(int colour);
int colour_is_dark(int colour);

#endif
