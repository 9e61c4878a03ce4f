/* How a function says that it could not do its work: a status, and one sentence for the person who asked.
 *
 *     int read_thing(thing *t, const char *path, error *err)
 *     {
 *         if (...) return fail(err, BAD_INPUT, "%s: found %d columns, expected 4", path, columns);
 *         return OK;
 *     }
 *
 * Only the function that finds the fault writes the sentence; those above it pass the status on. Programs turn the
 * status into an exit code in one place. Control characters never get into a sentence, whatever a file or a name holds.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include "base/host.h"

#include <stdarg.h> /* va_list */
#include <stddef.h> /* size_t */

enum status {
    OK = 0,
    FAILED = 1,    /* the work itself did not succeed */
    BAD_INPUT = 2, /* what the user gave is wrong: arguments, the contents of a file */
    NO_FILE = 3,   /* a file is missing, or cannot be read or written */
    NO_MEMORY = 4,
};

typedef struct error {
    char text[512];
} error;

/* Writes the sentence, cut to fit, and returns the status. `err` may be NULL. */
int fail(error *err, int status, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* The same for a place in a file: "name:line: sentence", or "name: sentence" if line is 0. fail_at_list also takes NULL
 * for a name: the sentence alone. */
int fail_at(error *err, int status, const char *name, long line, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
int fail_at_list(error *err, int status, const char *name, long line, const char *format, va_list arguments);

/* "not enough memory for WHAT" */
int fail_memory(error *err, const char *what);

/* A piece of a file as people can read it: bytes that are not printable ASCII become \xNN, and what is too long ends in
 * "...". Returns `shown`. */
enum { SHOWN_BYTES = 48 };
const char *show_bytes(char shown[SHOWN_BYTES], const char *bytes, size_t length);

#endif
