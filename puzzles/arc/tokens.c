#include "puzzles/arc/tokens.h"

#include <assert.h>
#include <string.h>

int arc_fits(const arc_grid *grid, int frame, int top, int left)
{
    return top >= 0 && left >= 0 && grid->rows <= frame - top && grid->cols <= frame - left;
}

void arc_encode(const arc_grid *grid, int frame, int top, int left, uint8_t *tokens)
{
    assert(arc_fits(grid, frame, top, left));
    int bottom = top + grid->rows, right = left + grid->cols;
    memset(tokens, ARC_TOKEN_PAD, (size_t)(frame * frame));
    for (int r = 0; r < grid->rows; r++)
        for (int c = 0; c < grid->cols; c++)
            tokens[(top + r) * frame + left + c] = (uint8_t)(ARC_TOKEN_COLOUR + grid->cell[r * grid->cols + c]);
    if (bottom < frame) memset(tokens + bottom * frame + left, ARC_TOKEN_END, (size_t)grid->cols);
    for (int r = top; r < bottom && right < frame; r++) tokens[r * frame + right] = ARC_TOKEN_END;
}

void arc_encode_labels(const arc_grid *grid, int frame, int top, int left, uint8_t *labels)
{
    arc_encode(grid, frame, top, left, labels);
    for (int i = 0; i < frame * frame; i++)
        if (labels[i] == ARC_TOKEN_PAD) labels[i] = NO_LABEL;
}

/* How many colours stand in a row, one beside the other, at most `most`. */
static int run_of_colours(const uint8_t *tokens, int most)
{
    int run = 0;
    while (run < most && tokens[run] >= ARC_TOKEN_COLOUR && tokens[run] < ARC_VOCABULARY) run++;
    return run;
}

int arc_decode(const uint8_t *tokens, int frame, int top, int left, arc_grid *grid)
{
    int rows = 0, cols = 0, width = frame - left;
    for (int r = 0; top + r < frame && width > 0; r++) {
        width = run_of_colours(tokens + (top + r) * frame + left, width);
        if ((r + 1) * width <= rows * cols) continue;
        rows = r + 1;
        cols = width;
    }
    grid->rows = rows;
    grid->cols = cols;
    for (int r = 0; r < rows; r++)
        for (int c = 0; c < cols; c++)
            grid->cell[r * cols + c] = (uint8_t)(tokens[(top + r) * frame + left + c] - ARC_TOKEN_COLOUR);
    return rows > 0 ? 0 : -1;
}
