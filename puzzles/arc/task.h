/* An ARC task: a few pairs of grids that show a rule, and inputs to apply it to. */
#ifndef PUZZLES_ARC_TASK_H
#define PUZZLES_ARC_TASK_H

#include "puzzles/arc/grid.h"

#include <stddef.h> /* size_t */

/* A grid as tasks keep it, no larger than it is: a file may hold a million. */
typedef struct arc_packed {
    uint8_t rows, cols;
    uint8_t cell[]; /* [rows, cols] */
} arc_packed;

typedef struct arc_pair {
    const arc_packed *input, *output; /* in one block of memory; an output that is unknown (tests only) is NULL */
    int left_out; /* 1: neither learned nor tested, since training gives it away elsewhere (tests only) */
} arc_pair;

/* Only what is surely training data counts as such: test pairs of all other tasks are held out. */
typedef enum arc_split { ARC_TRAINING, ARC_EVALUATION } arc_split;

typedef struct arc_task {
    char *name; /* of the file without .json, or the key in a challenges file; "": unknown */
    arc_split split;
    const char *file;                    /* for messages: the path of the file it comes from; the list's */
    long line;                           /* for messages: the line on which it begins, from 1 */
    int demonstration_count, test_count; /* at least 1 each */
    arc_pair *demonstrations;            /* [demonstration_count], all with output */
    arc_pair *tests;                     /* [test_count] */
} arc_task;

/* A list of tasks, which owns all it holds. The place of a task in it is its number elsewhere. */
typedef struct arc_tasks {
    arc_task *items;
    long count;
    char **files; /* [file_count] the paths of all files that tasks come from */
    long file_count;
    long too_large;        /* tasks that were met, but hold grids beyond 30x30: they are not in the list */
    char *first_too_large; /* a sentence about the first of them; NULL: none */
} arc_tasks;

/* Adds a task without pairs, its texts copied. Returns NULL if out of memory. */
arc_task *arc_tasks_add(arc_tasks *list, const char *name, arc_split split, const char *file, long line);
/* Adds an empty pair to (demonstrations, demonstration_count) or to (tests, test_count). Returns NULL if out of memory. */
arc_pair *arc_pair_add(arc_pair **pairs, int *count);
/* Gives back the room for more pairs. No pair may be added after that. */
void arc_pairs_end(arc_pair **pairs, int count);

/* Writes a grid to `to`, which has room for the bytes that it takes packed. */
size_t arc_packed_size(const arc_grid *grid);
arc_packed *arc_pack(const arc_grid *grid, void *to);

/* Copies grids to a pair, in place of those that it has; `output` may be NULL. Returns 0, or -1 if out of memory. */
int arc_pair_set(arc_pair *pair, const arc_grid *input, const arc_grid *output);
/* Returns `grid`, which becomes the packed one. */
const arc_grid *arc_unpack(const arc_packed *packed, arc_grid *grid);

/* The larger of rows and cols. */
static inline int arc_packed_side(const arc_packed *grid)
{
    return grid->rows > grid->cols ? grid->rows : grid->cols;
}

/* Sorts training before evaluation, then by name, so that the order of a file system does not matter. If two tasks have
 * one name it returns the second, right after the first in the list, whose order is then another; else NULL. */
const arc_task *arc_tasks_sort(arc_tasks *list);

/* Drops all but the first `most` tasks. */
void arc_tasks_keep(arc_tasks *list, long most);
/* Drops the first `count` tasks, at most all. */
void arc_tasks_skip(arc_tasks *list, long count);
void arc_tasks_free(arc_tasks *list);

#endif
