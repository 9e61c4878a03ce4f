/* Coloured grids as the model takes them: a frame of F x F cells, one token each, row by row, as HRM and TRM build it.
 *
 *   0        nothing: outside of the grid
 *   1        end: along the lower and the right border of the grid, where that is inside the frame
 *   2 .. 11  colour 0 .. 9
 *
 * A grid of 2x3 at top 1, left 0 of a frame of 5 (. is 0, e is 1):      . . . . .
 *                                                                       c c c e .
 * The papers' frame has F = 30, whatever the task. One that is as       c c c e .
 * small as a task allows (task_examples.h) saves work here.             e e e . .
 *                                                                       . . . . .
 */
#ifndef PUZZLES_ARC_TOKENS_H
#define PUZZLES_ARC_TOKENS_H

#include "data/encoding.h"
#include "puzzles/arc/grid.h"

enum {
    TASK_TOKEN_PAD,
    TASK_TOKEN_END,
    TASK_TOKEN_COLOUR, /* + colour */
    TASK_VOCABULARY = TASK_TOKEN_COLOUR + COLOURS,
    TASK_NO_LABEL = 255,    /* NO_LABEL of the loss: no answer is asked for in this cell */
    TASK_NEVER_RIGHT = 254, /* a label that no answer can meet, for scoring alone: an output larger than the frame */
};

/* What the model must know of a frame: F * F cells of one plane, related by how far they lie apart. Returns 0, or -1
 * without memory; encoding_close frees it. */
int task_encoding_open(encoding *e, int frame);

/* Whether the grid lies inside the frame when its first cell is at (top, left). */
int task_fits(const colour_grid *grid, int frame, int top, int left);

/* tokens [F, F]; the grid must fit. */
void task_encode(const colour_grid *grid, int frame, int top, int left, uint8_t *tokens);

/* labels [F, F] of an answer: its tokens, but TASK_NO_LABEL for TASK_TOKEN_PAD. Class 0 is thus never the right one,
 * and what a model says outside of the grid and its ends is free. */
void task_encode_labels(const colour_grid *grid, int frame, int top, int left, uint8_t *labels);

/* The grid that tokens [F, F] hold at (top, left), 0, 0 for an answer to a test input: of the rectangles that have
 * their first cell there and hold nothing but colours, the one with the most cells, of several the one with the fewest
 * rows. Any bytes will do as tokens: from 12 on they are no colours. Returns 0, or -1 where no colour stands at
 * (top, left); the grid is 0x0 then. */
int task_decode(const uint8_t *tokens, int frame, int top, int left, colour_grid *grid);

#endif
