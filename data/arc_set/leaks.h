/* Tests that training gives away: a test pair that is also a demonstration, of its own task or of another, and a test
 * pair of a training task whose question is held out under another name. */
#ifndef DATA_ARC_SET_LEAKS_H
#define DATA_ARC_SET_LEAKS_H

#include "puzzles/arc/task.h"

/* Marks such test pairs as left_out: they are neither learned nor tested. `with_tests`: test pairs of training tasks are
 * to be learned, so those are marked that another task holds out. *remarks: a line for each, of the first few, to be
 * freed; NULL if there are none. Returns how many, or -1 if out of memory. */
long arc_leaks_mark(arc_tasks *tasks, int with_tests, char **remarks);

#endif
