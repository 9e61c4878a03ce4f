/* The sentences by which readers refuse a file: "FILE:LINE: what was found, what was expected". */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdarg.h> /* va_list */
#include <stddef.h> /* size_t */

enum { FAULT_SHOWN = 48 }; /* room for a piece of a file that stands in a sentence */

/* Writes "name:line: " (only "name: " where line is 0) and the formatted text to why[why_size], cut to fit.
 * `why` may be NULL. Control characters of `name` are escaped. */
void fault_set(char *why, size_t why_size, const char *name, long line, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
void fault_set_list(char *why, size_t why_size, const char *name, long line, const char *format, va_list arguments);

/* A piece of a file as people can read it: bytes that are no printable ASCII become \xNN, what is too long
 * ends in "...". Returns `shown`. */
const char *fault_show(char shown[FAULT_SHOWN], const char *bytes, size_t length);

#endif
