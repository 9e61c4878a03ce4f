/* Makes one system call or allocation of a program fail: LD_PRELOAD=fail.so FAIL=write FAIL_NUMBER=7 program...
 * With FAIL_ON=1 all after it fail too. glibc alone, whose allocators have a second name. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

/* Whether this call of `name` is one that is to fail. */
static int is_due(const char *name)
{
    static long calls;
    const char *which = getenv("FAIL"), *number = getenv("FAIL_NUMBER");
    if (!which || !number || strcmp(which, name) != 0) return 0;
    long call = __atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED), due = atol(number);
    return call == due || (call > due && getenv("FAIL_ON") != NULL);
}

void *malloc(size_t size)
{
    return is_due("malloc") ? (errno = ENOMEM, NULL) : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return is_due("malloc") ? (errno = ENOMEM, NULL) : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    return is_due("malloc") ? (errno = ENOMEM, NULL) : __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return is_due("malloc") ? (errno = ENOMEM, NULL) : __libc_memalign(alignment, size);
}

/* The function of that name behind this file. */
static void *real_one(const char *name)
{
    return dlsym(RTLD_NEXT, name);
}

/* The terminal is left alone: what is torn are files. */
ssize_t write(int fd, const void *bytes, size_t size)
{
    ssize_t (*next)(int, const void *, size_t);
    *(void **)&next = real_one("write");
    return fd > 2 && is_due("write") ? (errno = ENOSPC, -1) : next(fd, bytes, size);
}

int fsync(int fd)
{
    int (*next)(int);
    *(void **)&next = real_one("fsync");
    return is_due("fsync") ? (errno = EIO, -1) : next(fd);
}

int rename(const char *from, const char *to)
{
    int (*next)(const char *, const char *);
    *(void **)&next = real_one("rename");
    return is_due("rename") ? (errno = EIO, -1) : next(from, to);
}

int link(const char *from, const char *to)
{
    int (*next)(const char *, const char *);
    *(void **)&next = real_one("link");
    return is_due("link") ? (errno = EPERM, -1) : next(from, to);
}

int open(const char *path, int flags, ...)
{
    int (*next)(const char *, int, ...);
    va_list rest;
    va_start(rest, flags);
    mode_t mode = (flags & O_CREAT) ? (mode_t)va_arg(rest, int) : 0;
    va_end(rest);
    *(void **)&next = real_one("open");
    return is_due("open") ? (errno = EMFILE, -1) : next(path, flags, mode);
}

int close(int fd)
{
    int (*next)(int);
    *(void **)&next = real_one("close");
    return is_due("close") ? (next(fd), errno = EIO, -1) : next(fd);
}
