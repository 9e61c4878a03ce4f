/* What the readers of task files share: the text, where in it the reading stands, and how a fault is told. */
#ifndef DATA_ARC_SET_TASK_READER_H
#define DATA_ARC_SET_TASK_READER_H

#include "base/error.h"
#include "data/arc_set/task_file.h"
#include "base/file.h"
#include "base/json.h"

typedef struct task_reader {
    task_list *list;
    const char *name;     /* of the file, in messages */
    const char *set_name; /* of the tasks in it */
    error *err;

    file_bytes text;
    json_scan json;
    long line_ends; /* in the whole text */

    /* The place in words: NULL or 0 where it is not that deep. Pairs and rows count from 1. */
    const char *task; /* its name */
    const char *part; /* "train pair" ... */
    const char *side; /* "input" or "output" */
    int pair, row;
} task_reader;

/* --- task_reader.c: each gives a status ----------------------------------------------------- */

/* Reads the file `name`, which stays open until task_reader_close. */
int task_reader_open(task_reader *r, const char *name);
/* The same for a text that is there, whose owner it does not become. */
void task_reader_start(task_reader *r, const char *name);
void task_reader_close(task_reader *r);

/* The line that the scan has reached. */
long task_reader_line(const task_reader *r);

/* "FILE:LINE: task T, train pair 2, output, row 3: sentence"; BAD_INPUT. */
int task_fault(task_reader *r, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The scan refused: what stands there, and what should. */
int task_fault_json(task_reader *r);
/* NO_FILE */
int task_fault_memory(task_reader *r);

/* --- task_json.c ---------------------------------------------------------------------------- */

/* A list of rows; writes `grid`. */
int task_read_grid(task_reader *r, colour_grid *grid);
/* A file with one task, which gets `task_name`, or with challenges where `may_be_challenges`; *challenges says which.
 */
int task_read_tasks(task_reader *r, const char *task_name, int may_be_challenges, int *challenges);

/* --- task_solutions.c ----------------------------------------------------------------------- */

/* Gives the tasks of the list, sorted by name, the outputs of a solutions file. */
int task_read_solutions(task_reader *r, const char *challenges);

/* --- task_list.c ---------------------------------------------------------------------------- */

task_set task_set_of_name(const char *set_name);
/* A new task without pairs at the end of the list, its texts copied; NULL without memory. */
task *task_list_add(task_list *list, const char *name, const char *set_name, const char *file, long line);
/* A new pair at the end of (demonstrations, demonstration_count) or of (tests, test_count); NULL without memory. */
task_pair *task_pair_add(task_pair **pairs, int *count);
void task_list_sort(task_list *list);
/* Two tasks of one name: returns 1 with *first and *second in the order of the list, 0 if there are none, -1 without
 * memory. */
int task_list_twins(const task_list *list, const task **first, const task **second);

#endif
