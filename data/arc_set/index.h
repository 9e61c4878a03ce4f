/* What a model's file keeps of the tasks that it was trained on, so that it can be asked about them again: a line for
 * each task, in the order of its rows in the puzzle embeddings,
 *
 *     SYMMETRIES COLOURS SIDE SUM NAME       01234567 023 8 9c0f4d21b6a3e875 gravity
 *
 * Augmentations come from here, not from the grids at hand: a file of the same task with other pairs, of which one
 * lacks a colour, must not give them other numbers. Nor must it make the frame smaller: SIDE is that of training. SUM
 * is a hash of the demonstrations, by which a task is known that comes without a name, as on standard input.
 */
#ifndef DATA_ARC_SET_INDEX_H
#define DATA_ARC_SET_INDEX_H

#include "base/error.h"
#include "data/arc_set/examples.h"

/* Owned by the caller; NULL if out of memory. */
char *arc_index_write(const arc_examples *e);

/* Stands for what each row of the embeddings means: 1 .. 1e15, a function of the index, of V and of the seed. Rows that
 * were learned under one value are of no use under another. */
int64_t arc_index_fingerprint(const char *index, int most, uint64_t seed);

/* How many tasks it has. */
long arc_index_count(const char *index);

/* Names the tasks that have none (""), by their demonstrations. Returns OK, BAD_INPUT (the index knows no such
 * demonstrations) or NO_MEMORY. */
int arc_index_name(const char *index, arc_tasks *tasks, error *err);

/* The augmentations of tasks as training had them, and its sides: at most `most`, from its seed. Returns OK, BAD_INPUT
 * (a task that the index does not have, an index that is none) or NO_MEMORY. To be freed in any case. */
int arc_index_augmentations(const char *index, const arc_tasks *tasks, int most, uint64_t seed,
                            arc_augmentation_list *list, error *err);

#endif
