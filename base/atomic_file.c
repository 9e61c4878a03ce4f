/* See atomic_file.h. */
#include "base/atomic_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void atomic_open(atomic_file *file, const char *path)
{
    *file = (atomic_file){.path = path, .fd = -1};
    size_t length = strlen(path);
    struct stat old;
    if (stat(path, &old) == 0 && !S_ISREG(old.st_mode)) { /* rename would replace /dev/null by a file */
        file->fault = S_ISDIR(old.st_mode) ? "it is a directory" : "it exists and is not a regular file";
    } else if (!(file->temp = malloc(length + sizeof ".tmp"))) {
        file->fault = strerror(ENOMEM);
    } else {
        memcpy(file->temp, path, length);
        memcpy(file->temp + length, ".tmp", sizeof ".tmp");
        file->fd = open(file->temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
        if (file->fd < 0) file->fault = strerror(errno);
    }
}

void atomic_put(atomic_file *file, const void *bytes, size_t size)
{
    const char *from = bytes;
    while (!file->fault && size > 0) {
        ssize_t done = write(file->fd, from, size);
        if (done > 0) {
            from += done;
            size -= (size_t)done;
        } else if (done == 0 || errno != EINTR) {
            file->fault = strerror(done == 0 ? EIO : errno);
        }
    }
}

/* 1 where the bytes are on the disk. */
static int flush(int fd)
{
    while (fsync(fd) != 0)
        if (errno != EINTR) return 0;
    return 1;
}

/* Flushes the folder that holds the file: 0 only for a failing disk. Some folders cannot be opened (write-only) or
 * flushed (EINVAL: some network disks); the file is complete there all the same. */
static int flush_folder(atomic_file *file)
{
    char *slash = strrchr(file->temp, '/'); /* temp has served: it is cut to the folder's name */
    if (slash) slash[slash == file->temp] = '\0';
    int fd = open(slash ? file->temp : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return 1;
    int done = flush(fd) || errno == EINVAL;
    if (!done) file->fault = strerror(errno);
    close(fd);
    return done;
}

int atomic_close(atomic_file *file, error *err)
{
    int real = 0;
    if (!file->fault && !flush(file->fd)) file->fault = strerror(errno);
    if (file->fd >= 0) {
        if (close(file->fd) != 0 && !file->fault && errno != EINTR) file->fault = strerror(errno);
        if (!file->fault && rename(file->temp, file->path) != 0) file->fault = strerror(errno);
        real = !file->fault;
        if (!real) unlink(file->temp);
    }
    if (!real)
        fail(err, FAILED, "cannot write %s: %s (the earlier file, if any, is untouched)", file->path,
                 file->fault);
    else if (!flush_folder(file))
        fail(err, FAILED, "%s is written, but its folder could not be flushed to the disk: %s", file->path,
                 file->fault);
    int done = !file->fault;
    free(file->temp);
    *file = (atomic_file){.fd = -1};
    return done;
}

int atomic_try(const char *path, error *err)
{
    atomic_file file;
    atomic_open(&file, path);
    int can = !file.fault;
    if (can) file.fault = "tried, not written";
    atomic_close(&file, err);
    return can;
}

int atomic_write(const char *path, const void *bytes, size_t size, error *err)
{
    atomic_file file;
    atomic_open(&file, path);
    atomic_put(&file, bytes, size);
    return atomic_close(&file, err);
}
