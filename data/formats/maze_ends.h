/* Start and goal of a maze as coordinates beside it, as in programs and JSON: start = (0, 0), "goal": {"x": 6, "y": 7}.
 * Counted from 0, the row first where they have no names. */
#ifndef DATA_FORMATS_MAZE_ENDS_H
#define DATA_FORMATS_MAZE_ENDS_H

#include "data/formats/puzzle_file.h"
#include "puzzles/maze/maze.h"

#include <stddef.h>

typedef struct maze_ends {
    int row[2], col[2]; /* of start and goal */
    int known[2];       /* 1: it was said */
} maze_ends;

/* Whether both were said. */
int maze_ends_complete(const maze_ends *e);
/* Puts both into p, which has neither, in question and answer. If they stand on walls as they are given, they may be
 * column first; `bits` is 1 for a maze of 0 and 1, where 1 may be free instead. Returns 0, or -1 if nothing fits. */
int maze_ends_put(const maze_ends *e, int bits, puzzle *p);

/* What a text in brackets says of them, in the order in which it is read; all zero at first. Depths are brackets open. */
typedef struct ends_reader {
    maze_ends said;
    int said_depth;       /* what was said counts to the end of this */
    int end, end_depth;   /* MAZE_START or MAZE_GOAL: the value of its name is to come; 0: of neither */
    int then;             /* the same of a name after it: start, goal = (0, 0), (7, 6) */
    int coordinate;       /* 1 row, 2 column: the number of its name is to come; 0: of neither */
    int number[2], given; /* of row and column in the value at hand; which of them there are, as bits */
} ends_reader;

/* A name may speak of an end ("start", "end_pos", "goalNode"), or within its value of a coordinate ("row", "x"). */
void ends_name(ends_reader *e, const char *name, size_t length, int depth);
/* A name whose value follows at once, so that the one before it has none. */
void ends_key(ends_reader *e, const char *name, size_t length, int depth);
/* The number of the coordinate that was named last; below 0: what stood there was none. */
void ends_number(ends_reader *e, int number);
/* A list that ended, after which `depth` brackets are open: its first two numbers (below 0: a cell that is none) and how
 * many cells it had. Returns 1 if it was the place of an end, else 0. */
int ends_list(ends_reader *e, int first, int second, int count, int depth);
/* After a bracket that closes: names within it no longer wait for values. What was said counts to the end of its object,
 * which is what ends, or not. */
void ends_leave(ends_reader *e, int depth, int is_object);
/* What was said, which is forgotten. */
maze_ends ends_take(ends_reader *e);

#endif
