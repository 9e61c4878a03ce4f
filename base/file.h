/* Whole files, in and out.
 *
 * A file that is written appears in one step: at every moment its name holds the old bytes or the new ones.
 *
 *     atomic_open     opens PATH.tmp, in the same folder, hence on the same disk
 *     fprintf, fwrite to file.out, or atomic_put
 *     atomic_close    flushes it to the disk (fsync), renames PATH.tmp to PATH, and flushes the folder, so that the
 *                     new name survives a power cut too
 *
 * If anything fails, PATH.tmp is removed and the old file is untouched. Two programs must not write one path at once,
 * since they would share PATH.tmp. A symbolic link at PATH is replaced by the file.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/error.h"

#include <stddef.h>
#include <stdio.h>

/* --- in ------------------------------------------------------------------------------------- */

typedef struct file_bytes {
    char *bytes; /* not closed by a zero */
    size_t length;
} file_bytes;

#define TEXT_LIMIT ((size_t)2 << 30) /* 2 GiB: a longer text is refused */

/* Reads `path` ("-" is standard input) to its end. Returns OK, NO_FILE (no such file, a folder, not readable, more
 * than `limit` bytes) or NO_MEMORY. An empty file is no fault here. */
int file_read(file_bytes *file, const char *path, size_t limit, error *err);
void file_free(file_bytes *file);

/* The name that messages use for a path: "stdin" for "-". */
const char *file_name(const char *path);

/* The first line with a byte that stands in no text (control characters but tab and line ends), from 1, and the byte;
 * 0 if all is text. Bytes above 0x7f pass: names and comments may be UTF-8. */
long text_junk_line(const char *bytes, size_t length, unsigned char *junk);

int file_exists(const char *path); /* a file or a folder */
int folder_exists(const char *path);

/* --- out ------------------------------------------------------------------------------------ */

typedef struct atomic_file {
    const char *path; /* the caller's: must live until the file is closed */
    char *temp;       /* PATH.tmp, from its opening until it is renamed or removed */
    FILE *out;        /* NULL: not open */
    int fault;        /* errno of the first write by atomic_put that failed */
} atomic_file;

/* Returns OK, NO_FILE or NO_MEMORY. */
int atomic_open(atomic_file *file, const char *path, error *err);

/* Writes a large block past the buffer of `out`, whatever signals come meanwhile. atomic_close tells of failures. */
void atomic_put(atomic_file *file, const void *bytes, size_t size);

/* Gives open files their names, all of them only after the bytes of all are on the disk. Closes them in any case.
 * Returns OK or NO_FILE. */
int atomic_close(atomic_file *files, int count, error *err);

/* Closes files and removes what was written. Does nothing to one that is not open or all zero. */
void atomic_discard(atomic_file *files, int count);

/* Whether a file could be opened there now, before the work that would fill it. Leaves nothing behind. */
int atomic_try(const char *path, error *err);

/* All of it at once. */
int atomic_write(const char *path, const void *bytes, size_t size, error *err);

/* Makes a folder and those above it. Returns OK, also if it is there already, NO_FILE or NO_MEMORY. */
int make_folders(const char *path, error *err);

#endif
