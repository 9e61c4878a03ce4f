/* Files that become real in one step: at every moment the name holds the old bytes or the new ones, never a mixture.
 *
 *     open  path.tmp      the same folder, hence the same disk
 *     write ... fsync     all bytes are on the disk, not only on their way
 *     rename path.tmp -> path
 *     fsync the folder    so that the new name survives a power cut too
 *
 * A failure is remembered, not returned, until atomic_close says it in one sentence; the temporary file is gone then
 * and the old file untouched. Two writers of one path at once share path.tmp: do not do that. A symbolic link at
 * `path` is replaced by the file.
 */
#ifndef BASE_ATOMIC_FILE_H
#define BASE_ATOMIC_FILE_H

#include "base/error.h"

#include <stddef.h>

typedef struct atomic_file {
    const char *path;  /* the caller's: must live until atomic_close */
    char *temp;        /* path.tmp */
    int fd;            /* -1: not open */
    const char *fault; /* the first failure, NULL while all is well */
} atomic_file;

void atomic_open(atomic_file *file, const char *path);
void atomic_put(atomic_file *file, const void *bytes, size_t size);

/* Makes the file real. Returns 1, or 0 with a sentence. */
int atomic_close(atomic_file *file, error *err);

/* Whether a file could be opened there now, before the work that would fill it. Leaves nothing behind; the same result.
 */
int atomic_try(const char *path, error *err);

/* All of it at once; the same result. */
int atomic_write(const char *path, const void *bytes, size_t size, error *err);

#endif
