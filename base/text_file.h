/* A whole file, or standard input, in memory. */
#ifndef BASE_TEXT_FILE_H
#define BASE_TEXT_FILE_H

#include "base/error.h"

#include <stddef.h> /* size_t */

#define TEXT_FILE_LIMIT ((size_t)2 << 30) /* 2 GiB: more is refused rather than read */

typedef struct text_file {
    char *bytes; /* not closed by a zero */
    size_t length;
} text_file;

/* The name that messages use for a path: "stdin" for "-". */
const char *text_file_name(const char *path);

/* Reads `path` ("-" is standard input) to its end. Returns 0, or -1 with a sentence: no such file,
 * a folder, not readable, larger than TEXT_FILE_LIMIT, no memory. An empty file is no fault here. */
int text_file_read(text_file *file, const char *path, error *err);
void text_file_free(text_file *file);

/* The first line with a byte that stands in no text (control characters but tab and line ends), from 1, and the byte;
 * 0 where all is text. Bytes above 0x7f pass: names and comments may be UTF-8. */
long text_junk_line(const char *bytes, size_t length, unsigned char *junk);

#endif
