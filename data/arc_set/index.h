/* What a model's file keeps of the tasks that it was trained on, so that it can be asked about them again: a line for
 * each task, in the order of its rows in the embeddings,
 *
 *     SYMMETRIES COLOURS SIDE SUM NAME       01234567 023 8 9c0f4d21b6a3e875 gravity
 *
 * Views come from here, not from the grids at hand: a file of the same task with other pairs, of which one lacks a
 * colour, must not give the views other numbers. Nor must it make the frame smaller: SIDE is that of training. SUM is a
 * hash of the demonstrations, by which a task is known that comes without a name, as on standard input.
 */
#ifndef DATA_ARC_SET_INDEX_H
#define DATA_ARC_SET_INDEX_H

#include "base/error.h"
#include "data/arc_set/examples.h"

/* Owned by the caller; NULL without memory. */
char *task_index_write(const task_examples *e);

/* Stands for what each row of the embeddings means: 1 .. 1e15, a function of the index, of V and of the seed. Rows that
 * were learned under one value are of no use under another. */
int64_t task_index_fingerprint(const char *index, int most, uint64_t seed);

/* Names the tasks that have none (""), by their demonstrations. Returns OK, BAD_INPUT with a sentence (the
 * index knows no such demonstrations) or NO_FILE (no memory). */
int task_index_name(const char *index, task_list *list, error *err);

/* How many tasks it has. */
long task_index_count(const char *index);

/* The views of a list as training had them, and its sides: at most `most`, from its seed. Returns OK,
 * BAD_INPUT with a sentence (a task that the index does not have, an index that is none) or NO_FILE (no
 * memory). */
int task_index_views(const char *index, const task_list *list, int most, uint64_t seed, task_views *views, error *err);

#endif
