/* What the page calls: functions of the compiled program, for web/worker.js. Texts come as bytes with a length; what goes
 * back is JSON in a string that the caller frees, {"error": "..."} with the sentence of ./solve if something is wrong, or
 * NULL if out of memory. Handles are the caller's to keep. */
#ifndef WEB_PAGE_H
#define WEB_PAGE_H

#include <stddef.h>
#include <stdio.h>

#ifdef __wasm__
#define EXPORT(name)             __attribute__((export_name(name)))
#define IMPORT(module, function) __attribute__((import_module(module), import_name(function)))
#else
#define EXPORT(name)
#define IMPORT(module, function)
#endif

/* A string that is being written. */
typedef struct reply {
    FILE *out;
    char *text;
    size_t size;
} reply;

/* Returns 0, or -1 if out of memory. */
int reply_open(reply *r);
/* The text, or NULL if out of memory. */
char *reply_close(reply *r);
/* {"error": sentence} */
char *reply_error(const char *sentence);

#endif
