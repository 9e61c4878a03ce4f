/* What is behind the handles of trm.h. */
#ifndef LIB_HANDLES_H
#define LIB_HANDLES_H

#include "lib/trm.h"
#include "lib/group.h"
#include "puzzles/arc/task.h"

#include <stdlib.h> /* calloc */
#include <string.h> /* memcpy */

struct trm_model {
    char *name; /* of its file, for sentences */
    model m;
};

struct trm_puzzles {
    char *name; /* of their text */
    puzzle_list list;
    arc_tasks tasks; /* or these: each test input is a puzzle */
};

/* Whether a list is of tasks, and the task and the test input that is the i-th puzzle then. */
static inline int find_test(const trm_puzzles *p, long i, long *task, int *test)
{
    for (*task = 0; i >= 0 && *task < p->tasks.count; i -= p->tasks.items[(*task)++].test_count)
        if (i < p->tasks.items[*task].test_count) {
            *test = (int)i;
            return 1;
        }
    return 0;
}

/* Room for a handle and, behind it, its name; NULL if out of memory. */
static inline void *new_handle(size_t size, const char *name, char **to)
{
    size_t length = strlen(name) + 1;
    char *handle = calloc(1, size + length);
    *to = handle ? memcpy(handle + size, name, length) : NULL;
    return handle;
}

/* Hands a sentence on to the caller, who may not want it; returns the status. */
static inline int hand_on(trm_error *err, const error *found, int status)
{
    _Static_assert(sizeof err->text == sizeof found->text, "a sentence fits");
    _Static_assert(TRM_FAILED == (int)FAILED && TRM_BAD_INPUT == (int)BAD_INPUT && TRM_NO_FILE == (int)NO_FILE &&
                       TRM_NO_MEMORY == (int)NO_MEMORY,
                   "statuses are the same");
    if (err) memcpy(err->text, found->text, sizeof err->text);
    return status;
}

#endif
