#include "puzzles/offsets.h"

#include <stddef.h> /* size_t */
#include <stdlib.h> /* abs */

int offsets_count(int reach)
{
    return (2 * reach + 1) * (2 * reach + 1);
}

static int clip(int offset, int reach)
{
    return offset < -reach ? -reach : offset > reach ? reach : offset;
}

void offsets_relation_table(int rows, int cols, int reach, uint8_t *relation)
{
    int cells = rows * cols;
    for (int i = 0; i < cells; i++)
        for (int j = 0; j < cells; j++) {
            int down = clip(j / cols - i / cols, reach), right = clip(j % cols - i % cols, reach);
            relation[(size_t)i * (size_t)cells + (size_t)j] =
                (uint8_t)((down + reach) * (2 * reach + 1) + right + reach);
        }
}

int offsets_distance(int reach, int relation)
{
    int width = 2 * reach + 1;
    return abs(relation / width - reach) + abs(relation % width - reach);
}
