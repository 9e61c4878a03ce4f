#include "base/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h> /* snprintf */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The holder as it wrote itself down, else the number that the system knows. */
static int refuse(const lock *l, const char *what, error *err)
{
    char who[128] = "";
    struct flock asked = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    ssize_t length = pread(l->fd, who, sizeof who - 1, 0);
    if (length > 0)
        who[strcspn(who, "\n")] = '\0';
    else if (fcntl(l->fd, F_GETLK, &asked) == 0 && asked.l_type != F_UNLCK)
        snprintf(who, sizeof who, "process %ld", (long)asked.l_pid);
    return fail(err, NO_FILE, "%s: another run, %s, is writing here; wait until it ends or choose another folder", what,
                *who ? who : "of another machine");
}

static void sign(const lock *l)
{
    char host[64] = "", text[128];
    if (gethostname(host, sizeof host - 1) != 0) *host = '\0';
    int length = snprintf(text, sizeof text, "process %ld%s%s\n", (long)getpid(), *host ? " on " : "", host);
    if (ftruncate(l->fd, 0) != 0 || pwrite(l->fd, text, (size_t)length, 0) != length)
        return; /* a full disk: the lock holds, only its message is shorter */
}

int lock_stands(const lock *l)
{
    struct stat ours, there;
    return fstat(l->fd, &ours) == 0 && lstat(l->path, &there) == 0 && ours.st_dev == there.st_dev &&
           ours.st_ino == there.st_ino;
}

static int open_file(lock *l, error *err)
{
    struct stat facts;
    l->fd = open(l->path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666);
    if (l->fd >= 0 && fstat(l->fd, &facts) == 0 && S_ISREG(facts.st_mode)) return OK;
    return fail(err, NO_FILE, "cannot write %s: %s", l->path, l->fd < 0 ? strerror(errno) : "it is not a regular file");
}

/* Returns OK, FAILED if another one let go of the file in between, which is then no longer the one of that name, or
 * NO_FILE. */
static int try_once(lock *l, const char *what, error *err)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int status = open_file(l, err);
    if (status != OK) return status;
    if (fcntl(l->fd, F_SETLK, &whole) == 0) return lock_stands(l) ? OK : FAILED;
    if (errno == EACCES || errno == EAGAIN) return refuse(l, what, err);
    l->unsure = 1;
    return OK;
}

int lock_take(lock *l, const char *path, const char *what, error *err)
{
    int status = FAILED;
    *l = (lock){.path = path, .fd = -1};
    while (status == FAILED) {
        status = try_once(l, what, err);
        if (status != OK && l->fd >= 0) close(l->fd);
    }
    if (status == OK)
        sign(l);
    else
        *l = (lock){.fd = -1};
    return status;
}

void lock_let_go(lock *l)
{
    if (!l->path) return;
    if (lock_stands(l)) unlink(l->path); /* before the lock ends, while the name is ours */
    close(l->fd);
    *l = (lock){.fd = -1};
}
