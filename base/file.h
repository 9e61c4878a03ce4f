/* Whole files, in and out.
 *
 * A file that is written appears in one step: at every moment its name holds the old bytes or the new ones.
 *
 *     atomic_open     makes PATH.NUMBER.tmp, in the same folder, hence on the same disk
 *     fprintf, fwrite to file.out, or atomic_put
 *     atomic_close    flushes it to the disk (fsync), renames it to PATH, and flushes the folder, so that the new name
 *                     survives a power cut too
 *
 * If anything fails, the temporary file is removed and the old file is untouched. Its name is drawn and must be new, so
 * that nobody can lay a link there that leads elsewhere, and two programs that write one path do not share it: the last
 * to finish wins. A symbolic link at PATH is replaced by the file.
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
int same_file(const char *a, const char *b); /* whether both exist and are one, by whatever names */

/* --- out ------------------------------------------------------------------------------------ */

typedef struct atomic_file {
    const char *path; /* the caller's: must live until the file is closed */
    char *temp;       /* PATH.NUMBER.tmp, from its opening until it is renamed or removed */
    FILE *out;        /* NULL: not open */
    int fault;        /* errno of the first write by atomic_put that failed */
    const char *keep; /* the name that the file which is replaced gets; NULL, as atomic_open leaves it: none */
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

/* Removes what atomic_open left beside `path` in programs that were killed. Only for who alone writes there. */
void atomic_sweep(const char *path);

/* Makes a folder and those above it, and flushes their names. Returns OK, also if it is there already, NO_FILE or
 * NO_MEMORY. */
int make_folders(const char *path, error *err);

/* Flushes the names in a folder to the disk. Returns 0, or the errno of a failing disk. Some folders cannot be opened
 * (write-only) or flushed (EINVAL: some network disks); what is in them is complete all the same. */
int flush_folder(const char *path);

#endif
