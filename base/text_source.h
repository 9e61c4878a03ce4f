/* A text that is read piece by piece, however long it is; or one that is in memory already.
 *
 *     text_source_open(&s, path, err)
 *     text_source_fill(&s, 1000, err)     s.bytes[0 .. s.length - 1] is the text from here on, at least 1000 bytes of it
 *     text_source_drop(&s, 400)           the first 400 of them are done with
 *     text_source_close(&s)
 */
#ifndef BASE_TEXT_SOURCE_H
#define BASE_TEXT_SOURCE_H

#include "base/file.h"

typedef struct text_source {
    const char *name;  /* for messages; the caller's */
    const char *bytes; /* what has been read and not dropped */
    size_t length;
    int ended;   /* 1: nothing follows */
    int file;    /* descriptor; -1: the text is in memory */
    char *block; /* [room] holds `bytes`; owned; NULL: they are the caller's */
    size_t room;
} text_source;

/* Opens a file ("-": standard input, which is named "stdin"). Returns OK, or NO_FILE if it is missing, a folder or
 * unreadable. Nothing is read yet. To be closed in any case. */
int text_source_open(text_source *s, const char *path, error *err);
/* A text in memory, which must stay. */
void text_source_of(text_source *s, const char *name, const char *bytes, size_t length);

/* Reads on until at least `least` bytes are there, or the text ends. A pipe gives what it has. Returns OK, NO_FILE (it
 * cannot be read, or a text of 2 GiB is to be held at once) or NO_MEMORY. */
int text_source_fill(text_source *s, size_t least, error *err);
/* Whether reading on would wait, as on a pipe into which nothing more has been written yet. */
int text_source_waits(const text_source *s);
void text_source_drop(text_source *s, size_t count);
/* Reads on until a whole line is there, and leaves in *length how many bytes of whole lines are; 0 at the end of the text.
 * `quoted`: line ends between double quotes are none. */
int text_source_lines(text_source *s, int quoted, size_t *length, error *err);
/* A text that begins with the byte order mark of UTF-16 becomes one of UTF-8, all of it at once. */
int text_source_from_utf16(text_source *s, error *err);
/* All that is left, as bytes of its own, to be freed. */
int text_source_take(text_source *s, file_bytes *rest, error *err);
void text_source_close(text_source *s);

#endif
