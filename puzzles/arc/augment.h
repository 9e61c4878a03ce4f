/* Views of a task: the same rule with the grids turned or mirrored and the colours renamed.
 *
 * View 0 is the task itself. View v is one of the eight symmetries and a renaming of the colours 1 to 9 (0 stays), a
 * function of (seed, name and grids of the task, v) alone. The outputs of tests play no part in it. No two views of a
 * task are the same task: renamings differ on the colours that the task has, and of symmetries that give the same grids
 * (up to a renaming) only one is used. A task with few colours may so have fewer views than asked for.
 */
#ifndef PUZZLES_ARC_AUGMENT_H
#define PUZZLES_ARC_AUGMENT_H

#include "data/arc_set/task_file.h"

typedef struct task_view {
    int symmetry;            /* first this, */
    uint8_t colour[COLOURS]; /* then colour c becomes colour[c] */
} task_view;

/* What a task allows. */
typedef struct task_orbit {
    long row;     /* of its first view in the embeddings, in V */
    uint64_t key; /* of its order of views */
    int count;    /* views, 1..V */
    int side;     /* of the frame in which a model was trained on it; 0 before training. No matter for the views */
    int symmetries, colours;
    uint8_t symmetry[DIHEDRAL_SYMMETRIES]; /* [symmetries] that give different grids, 0 first */
    uint8_t colour[COLOURS];               /* [colours] that it has, without 0, ascending */
} task_orbit;

typedef struct task_views {
    long tasks;
    int most;           /* V */
    task_orbit *orbits; /* [tasks], owned */
} task_views;

/* At most `most` views (at least 1) of each task. Returns 0, or -1 without memory. The list is not kept. */
int task_views_make(task_views *views, const task_list *list, int most, uint64_t seed);
void task_views_free(task_views *views);

/* Fills in the rest of an orbit that has its symmetries and colours. */
void task_orbit_finish(task_orbit *orbit, const char *name, int most, uint64_t seed);

/* v in 0 .. orbits[number].count - 1 */
void task_view_get(const task_views *views, long number, int v, task_view *view);

/* The row of the embedding that a view has: row * V + v. The rows of task_views_make are the numbers of the tasks. */
long task_view_id(const task_views *views, long number, int v);

/* `to` may not be `from`. */
void task_view_apply(const task_view *view, const colour_grid *from, colour_grid *to);
void task_view_undo(const task_view *view, const colour_grid *from, colour_grid *to);

#endif
