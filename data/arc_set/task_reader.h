/* Tasks out of JSON: the text, where in it the reading stands, and how faults are reported. Private to this folder. */
#ifndef DATA_ARC_SET_TASK_READER_H
#define DATA_ARC_SET_TASK_READER_H

#include "base/json.h"
#include "data/arc_set/task_file.h"

typedef struct arc_reader {
    arc_tasks *list;
    const char *name; /* of the file, in messages */
    arc_split split;  /* of the tasks in it */
    error *err;

    file_bytes text;
    json_scan json;
    long line_ends; /* in the whole text */

    /* The place for messages: NULL or 0 if the reading is not that deep. Pairs and rows count from 1. */
    const char *task; /* its name */
    const char *part; /* "train pair" ... */
    const char *side; /* "input" or "output" */
    int pair, row;
} arc_reader;

/* --- task_reader.c: each gives a status ----------------------------------------------------- */

/* Reads the file `name`, which stays open until arc_reader_close. */
int arc_reader_open(arc_reader *r, const char *name);
/* The same for r->text, which stays the caller's. */
void arc_reader_start(arc_reader *r, const char *name);
void arc_reader_close(arc_reader *r);

/* The line that the scan has reached. */
long arc_reader_line(const arc_reader *r);

/* "FILE:LINE: task T, train pair 2, output, row 3: sentence"; BAD_INPUT. */
int arc_fault(arc_reader *r, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The scan refused: what stands there, and what should. */
int arc_fault_json(arc_reader *r);
int arc_fault_memory(arc_reader *r);

/* --- task_json.c ---------------------------------------------------------------------------- */

/* A list of rows; writes `grid`. */
int arc_read_grid(arc_reader *r, arc_grid *grid);
/* A file with one task, which gets `task_name`, or with challenges if `may_be_challenges`; *challenges says which. */
int arc_read_tasks(arc_reader *r, const char *task_name, int may_be_challenges, int *challenges);

/* --- solutions.c ---------------------------------------------------------------------------- */

/* Gives the tasks of the list, sorted by name, the outputs of a solutions file. */
int arc_read_solutions(arc_reader *r, const char *challenges);

#endif
