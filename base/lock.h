/* One writer at a time: a file that a process holds while it lives.
 *
 * The lock is the system's (fcntl): it ends with the process, however that ends, so that a file left behind by a killed
 * one locks nobody out. On disks that several machines share it holds as far as the disk passes locks on: NFS does, if
 * its lock service runs; a disk that refuses leaves `unsure` set. The file says who holds it.
 */
#ifndef BASE_LOCK_H
#define BASE_LOCK_H

#include "base/error.h"

typedef struct lock {
    const char *path; /* the caller's: must live until the lock is let go; NULL: not held */
    int fd;
    int unsure; /* 1: the disk cannot lock, so another process may hold the same */
} lock;

/* Returns OK, or NO_FILE with a sentence: the file cannot be made, or "WHAT: another run, process N on HOST, is
 * writing here". */
int lock_take(lock *l, const char *path, const char *what, error *err);

/* Whether the file is still there: not if its folder was moved or removed, and perhaps another one made. */
int lock_stands(const lock *l);

/* Removes the file. Does nothing to a lock that is not held. */
void lock_let_go(lock *l);

#endif
