/* Shapes, characters and the relation table of mazes. */
#include "puzzles/maze.h"

int maze_shape_of_sides(int rows, int cols, maze_shape *shape)
{
    if (rows < 1 || cols < 1 || rows > MAZE_MAX_SIDE || cols > MAZE_MAX_SIDE || rows * cols < 2) return -1;
    *shape = (maze_shape){rows, cols};
    return 0;
}

char maze_symbol_char(int symbol)
{
    return "# SGo"[symbol];
}

int maze_symbol_of_char(int c)
{
    switch (c) {
    case '#':
        return MAZE_WALL;
    case ' ':
    case '.':
        return MAZE_FREE;
    case 'S':
        return MAZE_START;
    case 'G':
        return MAZE_GOAL;
    case 'o':
        return MAZE_PATH;
    }
    return -1;
}

/* --- relations ----------------------------------------------------------------------------- */

int maze_relation_count(int reach)
{
    return (2 * reach + 1) * (2 * reach + 1);
}

static int clip(int offset, int reach)
{
    return offset < -reach ? -reach : offset > reach ? reach : offset;
}

void maze_relations(const maze_shape *shape, int reach, uint8_t *relation)
{
    int cols = shape->cols, cells = shape->rows * cols;
    for (int i = 0; i < cells; i++)
        for (int j = 0; j < cells; j++) {
            int down = clip(j / cols - i / cols, reach), right = clip(j % cols - i % cols, reach);
            relation[(size_t)i * (size_t)cells + (size_t)j] =
                (uint8_t)((down + reach) * (2 * reach + 1) + right + reach);
        }
}
