/* ARC tasks: a few pairs of grids that show a rule, and inputs to apply it to. Read from the files they come in:
 *
 *   a folder of task files     NAME.json, {"train": [{"input": GRID, "output": GRID}, ...], "test": [...]}
 *   a folder of such folders   training/ and evaluation/, or one of them; files beside them are passed over
 *   a task file
 *   a challenges file          {"NAME": TASK, ...}; with arc-agi_SET_solutions.json, {"NAME": [GRID, ...], ...}, beside
 *                              arc-agi_SET_challenges.json also the outputs of the tests
 *
 * A GRID is a list of rows, each a list of colours 0 to 9; 1x1 to 30x30. Keys stand in any order, unknown ones pass
 * where their value is a string, a number, true, false or null. The output of a test pair may be missing.
 *
 * Bad input never crashes: reading stops at the first fault, in the order of the names, with one sentence that names
 * file, line, task, pair, what was found and what was expected.
 */
#ifndef DATA_ARC_SET_TASK_FILE_H
#define DATA_ARC_SET_TASK_FILE_H

#include "base/error.h"
#include "base/file.h"
#include "puzzles/arc/grid.h"

#include <stddef.h> /* size_t */

/* Only what is surely the training set counts as such: test pairs of all others are held out. */
typedef enum task_set { TASK_TRAINING, TASK_EVALUATION } task_set;

typedef struct task_pair {
    colour_grid input, output;
    int has_output; /* 0: the output is unknown (tests only) */
} task_pair;

typedef struct task {
    char *name;   /* of the file without .json, or the key in the challenges file; "": unknown */
    task_set set; /* TASK_TRAINING where set_name is "training", perhaps with a number behind */
    /* The name of the folder of a task file ("" where its path has none); the SET of arc-agi_SET_challenges.json, or
     * the whole name of a challenges file without .json. */
    char *set_name;
    char *file;                          /* where it stands, for messages: the path, */
    long line;                           /* and the line on which the task begins, from 1 */
    int demonstration_count, test_count; /* at least 1 each */
    task_pair *demonstrations;           /* [demonstration_count], all with output */
    task_pair *tests;                    /* [test_count] */
} task;

/* Sorted: training before evaluation, then by name, so that no order of a file system matters. The place of a
 * task in the list is its number elsewhere. Owns all it holds. */
typedef struct task_list {
    task *items;
    long count;
} task_list;

/* Whether a path looks like one of these by its name: a .json file, or a folder that holds training/, evaluation/ or a
 * .json file, and no train.csv. */
int looks_like_tasks(const char *path);

/* Reads a folder or a file of any of the kinds above. Returns OK, BAD_INPUT or NO_FILE with a sentence
 * in why[why_size]; the list is empty then. Refused: two tasks of one name, also in different folders; a name with
 * control characters, or that is no UTF-8; solutions that lack a task, know one more, or differ in the number of tests.
 * NO_FILE: a missing or unreadable file, a folder without any .json, want of memory. */
int task_list_read(task_list *list, const char *path, error *err);

/* Whether a text looks like a task or challenges: JSON begins like no puzzle. */
int looks_like_task_text(const file_bytes *text);

/* The same as task_list_read for a text that stands in no file of its own, as on standard input: a task has no name
 * then ("", see task_index_name), challenges are without solutions. `name` stands in messages for the file. Strings are
 * decoded in place, so the text is overwritten; it stays the caller's. */
int task_list_parse(task_list *list, const char *name, file_bytes *text, error *err);

/* Drops all but the first `most` tasks. */
void task_list_keep_first(task_list *list, long most);

void task_list_free(task_list *list);

#endif
