/* The walls of a maze. Private to this folder. */
#ifndef PUZZLES_MAZE_WALLS_H
#define PUZZLES_MAZE_WALLS_H

#include "base/random.h"
#include "puzzles/maze/maze.h"

/* Fills the grid with walls and free cells. Of all kinds but MAZE_NEAR, which has walls of the others; the percent is of
 * what maze_spec says. */
void maze_walls(const grid_shape *shape, maze_kind kind, int percent, stream *random, uint8_t *grid);

#endif
