/* Breadth-first search through a grid, for checking, solving and generating. Private to this folder. */
#ifndef PUZZLES_MAZE_SEARCH_H
#define PUZZLES_MAZE_SEARCH_H

#include "puzzles/maze/maze.h"

typedef struct maze_search {
    grid_shape shape;
    int reached;
    uint16_t order[MAZE_MAX_CELLS]; /* the cells reached, nearest first */
    int16_t steps[MAZE_MAX_CELLS];  /* steps to the origin; -1 if it is not reached */
    uint8_t paths[MAZE_MAX_CELLS];  /* shortest paths to the origin: 0, 1, or 2 for "two or more" */
} maze_search;

/* The cells next to `cell`, up, left, right, down, without those outside. Returns their number. */
int maze_neighbours(const grid_shape *shape, int cell, int next[4]);

/* The first cell with this symbol, or -1. */
int maze_find(const grid_shape *shape, const uint8_t *grid, int symbol);

/* Searches from the cell `origin` over all cells that are not MAZE_WALL. */
void maze_search_run(maze_search *s, const grid_shape *shape, const uint8_t *grid, int origin);

/* The next cell on a shortest path from a cell that was reached, not the origin, to the origin. */
int maze_search_next(const maze_search *s, int cell);

/* A shortest path from a cell that was reached to the origin, both included: path [steps + 1]. Returns its steps. */
int maze_search_walk(const maze_search *s, int cell, uint16_t *path);

/* Whether a way leads from one cell to another. With three fifths of the memory of a search, since readers stand deep in the stack. */
int maze_reaches(const grid_shape *shape, const uint8_t *grid, int from, int to);

#endif
