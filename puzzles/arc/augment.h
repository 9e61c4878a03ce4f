/* Augmentations of a task: the same rule with the grids turned or mirrored and the colours renamed.
 *
 * Augmentation 0 is the task itself. Augmentation v is one of the eight symmetries and a renaming of the colours 1 to 9
 * (0 stays), a function of (seed, name and grids of the task, v) alone. The outputs of tests play no part in it. No two
 * augmentations of a task are the same task: renamings differ on the colours that the task has, and of symmetries that
 * give the same grids (up to a renaming) only one is used. So a task with few colours may have fewer augmentations than
 * asked for.
 */
#ifndef PUZZLES_ARC_AUGMENT_H
#define PUZZLES_ARC_AUGMENT_H

#include "puzzles/arc/task.h"

typedef struct arc_augmentation {
    int symmetry;            /* comes first */
    uint8_t colour[COLOURS]; /* then colour c becomes colour[c] */
} arc_augmentation;

/* The augmentations of one task. */
typedef struct arc_augmentations {
    long row;                              /* first row of its puzzle embeddings, in units of V */
    uint64_t key;                          /* decides their order */
    int count;                             /* 1..V */
    int side;                              /* of the frame in which a model was trained on it; 0 before training */
    int symmetries, colours;               /* how many of the next two */
    uint8_t symmetry[DIHEDRAL_SYMMETRIES]; /* those that give different grids, 0 first */
    uint8_t colour[COLOURS];               /* those that the task has, without 0, ascending */
} arc_augmentations;

typedef struct arc_augmentation_list {
    long tasks;
    int most;              /* V */
    arc_augmentations *of; /* [tasks], owned */
} arc_augmentation_list;

/* At most `most` augmentations (at least 1) of each task. Returns 0, or -1 if out of memory. The tasks are not kept. */
int arc_augmentation_list_make(arc_augmentation_list *list, const arc_tasks *tasks, int most, uint64_t seed);
void arc_augmentation_list_free(arc_augmentation_list *list);

/* Fills in the key and the count of a task whose symmetries and colours are known. */
void arc_augmentations_finish(arc_augmentations *a, const char *name, int most, uint64_t seed);

/* v in 0 .. count - 1. */
arc_augmentation arc_augmentation_get(const arc_augmentation_list *list, long number, int v);

/* The row of the puzzle embedding of an augmentation: row * V + v. */
long arc_augmentation_id(const arc_augmentation_list *list, long number, int v);

/* `to` may not be `from`. */
void arc_augment(const arc_augmentation *a, const arc_grid *from, arc_grid *to);
void arc_augment_undo(const arc_augmentation *a, const arc_grid *from, arc_grid *to);

#endif
