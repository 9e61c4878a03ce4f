#define _POSIX_C_SOURCE 200809L /* mkdir */

#include "tools/part_file.h"
#include "tools/flags.h"

#include <errno.h>    /* errno, EEXIST */
#include <string.h>   /* strerror */
#include <sys/stat.h> /* mkdir */

static int file_fault(const char *program, const char *verb, const char *path)
{
    fprintf(stderr, "%s: cannot %s %s: %s.\n", program, verb, path, strerror(errno));
    return BAD_FILE;
}

int make_folder(const char *program, const char *path)
{
    if (mkdir(path, 0777) != 0 && errno != EEXIST) return file_fault(program, "make the folder", path);
    return DONE;
}

int part_file_name(part_file *p, const char *program, const char *folder, const char *name)
{
    p->program = program;
    p->stream = NULL;
    snprintf(p->path, PATH_SIZE, "%s/%s", folder, name);
    if (snprintf(p->temporary, PATH_SIZE, "%s/%s.part", folder, name) < PATH_SIZE) return DONE;
    fprintf(stderr, "%s: the path given to --out is too long.\n", program);
    return BAD_USAGE;
}

int part_file_open(part_file *p)
{
    p->stream = fopen(p->temporary, "wb");
    return p->stream ? DONE : file_fault(p->program, "write", p->temporary);
}

int part_file_close(part_file *p, int status)
{
    int failed = ferror(p->stream);
    if (fclose(p->stream)) failed = 1;
    p->stream = NULL;
    if (status == DONE && failed) status = file_fault(p->program, "write", p->temporary);
    if (status != DONE) part_file_discard(p);
    return status;
}

int part_file_publish(const part_file *p)
{
    return rename(p->temporary, p->path) == 0 ? DONE : file_fault(p->program, "write", p->path);
}

void part_file_discard(const part_file *p)
{
    remove(p->temporary);
}
