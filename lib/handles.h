/* What is behind the handles of trm.h. */
#ifndef LIB_HANDLES_H
#define LIB_HANDLES_H

#include "lib/trm.h"
#include "lib/group.h"

#include <string.h> /* memcpy */

struct trm_model {
    char *name; /* of its file, for sentences */
    model m;
};

struct trm_puzzles {
    puzzle_list list;
};

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
