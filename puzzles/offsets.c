#include "puzzles/offsets.h"

#include <stdlib.h> /* abs */

static int clip(int offset)
{
    return offset < -OFFSETS_REACH ? -OFFSETS_REACH : offset > OFFSETS_REACH ? OFFSETS_REACH : offset;
}

void offsets_relation_table(const grid_shape *shape, uint8_t *relation)
{
    int cells = grid_cells(shape), cols = shape->cols;
    for (int i = 0; i < cells; i++)
        for (int j = 0; j < cells; j++) {
            int down = clip(j / cols - i / cols), right = clip(j % cols - i % cols);
            *relation++ = (uint8_t)((down + OFFSETS_REACH) * OFFSETS_WIDTH + right + OFFSETS_REACH);
        }
}

int offsets_distance(int relation)
{
    return abs(relation / OFFSETS_WIDTH - OFFSETS_REACH) + abs(relation % OFFSETS_WIDTH - OFFSETS_REACH);
}
