/* Which sign stands for what in a drawn maze. Walls are # in most, but also blocks, X, *, 1 or lines; ends have letters
 * of their own in every course. */
#ifndef DATA_FORMATS_MAZE_SIGNS_H
#define DATA_FORMATS_MAZE_SIGNS_H

#include "data/formats/cell_grid.h"

typedef struct maze_signs {
    int wall;        /* the first of its walls' signs */
    int start, goal; /* 0: it has none */
    int path;        /* 0: none */
} maze_signs;

/* Finds them. Returns -1, or the first cell whose sign is none of a maze, or the first of a drawing without walls. */
int maze_signs_find(maze_signs *signs, const cell_grid *g);
/* The symbol of a cell whose sign is one of these; -1 if it is not. */
int maze_signs_read(const maze_signs *signs, int cell);

/* Of a maze that has neither start nor goal: makes the two openings in its frame these. Returns 0, or -1 and changes
 * nothing if there are not exactly two. */
int maze_open_ends(puzzle *p);

#endif
