/* Shapes and characters of mazes. */
#include "puzzles/maze/maze.h"

int maze_shape_of_sides(int rows, int cols, grid_shape *shape)
{
    if (rows < 1 || cols < 1 || rows > MAZE_MAX_SIDE || cols > MAZE_MAX_SIDE || rows * cols < 2) return -1;
    *shape = (grid_shape){rows, cols};
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
