/* Grids as the model takes them: a frame of F x F cells, one token each, row by row, as HRM and TRM build it.
 *
 *   0        padding: outside of the grid
 *   1        end: along the lower and the right border of the grid, where that is inside the frame
 *   2 .. 11  colour 0 .. 9
 *
 * A grid of 2x3 at top 1, left 0 of a frame of 5 (. is 0, e is 1):      . . . . .
 *                                                                       c c c e .
 * The papers' frame has F = 30, whatever the task. One that is as       c c c e .
 * small as a task allows (examples.h) saves work here.                 e e e . .
 *                                                                       . . . . .
 */
#ifndef PUZZLES_ARC_TOKENS_H
#define PUZZLES_ARC_TOKENS_H

#include "base/label.h"
#include "puzzles/arc/grid.h"

enum {
    ARC_TOKEN_PAD,
    ARC_TOKEN_END,
    ARC_TOKEN_COLOUR, /* + colour */
    ARC_VOCABULARY = ARC_TOKEN_COLOUR + COLOURS,
    ARC_NEVER_RIGHT = 254, /* a label that no answer can meet, in tests alone: the output is larger than the frame */
};

/* Whether the grid lies inside the frame when its first cell is at (top, left). */
int arc_fits(const arc_grid *grid, int frame, int top, int left);

/* tokens [F, F]; the grid must fit. */
void arc_encode(const arc_grid *grid, int frame, int top, int left, uint8_t *tokens);

/* labels [F, F] of an answer: its tokens, but NO_LABEL for ARC_TOKEN_PAD. So class 0 is never the right one, and what a
 * model says outside of the grid and its ends is free. */
void arc_encode_labels(const arc_grid *grid, int frame, int top, int left, uint8_t *labels);

/* The grid that tokens [F, F] hold at (top, left), 0, 0 for an answer to a test input: of the rectangles that have
 * their first cell there and hold nothing but colours, the one with the most cells, of several the one with the fewest
 * rows. Any bytes will do as tokens: from 12 on they are no colours. Returns 0, or -1 if no colour stands at
 * (top, left); the grid is 0x0 then. */
int arc_decode(const uint8_t *tokens, int frame, int top, int left, arc_grid *grid);

#endif
