/* Tasks and their solutions out of JSON. Private to this folder. Strings are decoded in place, so texts are
 * overwritten; `name` is that of the file, for messages. Each returns OK, BAD_INPUT or NO_MEMORY. */
#ifndef DATA_ARC_SET_TASK_JSON_H
#define DATA_ARC_SET_TASK_JSON_H

#include "base/file.h"
#include "puzzles/arc/task.h"

/* Adds one task, which gets `task_name`, or challenges. *challenges says whether they may come, and then whether they
 * did. */
int arc_parse_tasks(arc_tasks *list, const char *name, const char *task_name, arc_split split, file_bytes *text,
                    int *challenges, error *err);

/* Gives the tasks of the list the outputs of a solutions file. `challenges`: the file they come from.
 */
int arc_parse_solutions(arc_tasks *list, const char *name, const char *challenges, file_bytes *text, error *err);

#endif
