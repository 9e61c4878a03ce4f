/* ARC tasks, read from the files they come in:
 *
 *   a folder of task files     NAME.json, {"train": [{"input": GRID, "output": GRID}, ...], "test": [...]}
 *   a folder of such folders   training/ and evaluation/, or one of them; other files beside them are ignored; or a
 *                              folder for each concept, at most three deep
 *   a task file
 *   a challenges file          {"NAME": TASK, ...}; with arc-agi_SET_solutions.json, {"NAME": [GRID, ...], ...}, beside
 *                              arc-agi_SET_challenges.json also the outputs of the tests
 *
 * A GRID is a list of rows, each a list of colours 0 to 9; 1x1 to 30x30. Keys stand in any order. Unknown keys are
 * ignored with their values, unless one is a task. The output of a test pair may be missing, or null.
 *
 * A task is of the training split if its folder, or the SET of a challenges file, is called "training", perhaps with a
 * number after it; else of the evaluation split.
 *
 * Tasks with grids beyond 30x30 are left out of a folder, and counted.
 *
 * Bad input never crashes: reading stops at the first fault, in the order of the names, with one sentence that names
 * file, line, task, pair, what was found and what was expected.
 */
#ifndef DATA_ARC_SET_TASK_FILE_H
#define DATA_ARC_SET_TASK_FILE_H

#include "base/error.h"
#include "base/file.h"
#include "puzzles/arc/task.h"

/* Whether a path looks like one of these by its name: a .json file, or a folder that holds training/, evaluation/ or a
 * .json file, and no train.csv. */
int looks_like_arc(const char *path);

/* Reads a folder or a file of any of the kinds above. Returns OK, BAD_INPUT, NO_FILE or NO_MEMORY; the list is empty if
 * this fails. Refused: two tasks of one name, also in different folders; a name with control characters, or that is no
 * UTF-8; solutions that lack a task, know one more, or differ in the number of tests. NO_FILE: a missing or unreadable
 * file, a folder without any .json. */
int arc_tasks_read(arc_tasks *list, const char *path, error *err);

/* Whether a text, or the beginning of one, looks like a task or challenges: JSON with their keys, or an object that
 * holds no puzzle. */
int looks_like_arc_text(const char *text, size_t length);

/* The same as arc_tasks_read for a text in memory, as from standard input: a task has no name then ("", see
 * arc_index_name), challenges are without solutions. Messages use `name` for the file. Strings are decoded in place, so
 * the text is overwritten; it stays the caller's. */
int arc_tasks_parse(arc_tasks *list, const char *name, file_bytes *text, error *err);

#endif
