#include "report/page.h"

#include "report/web_files.h"

static void put_lines(FILE *out, const char *const *lines)
{
    while (*lines) fputs(*lines++, out);
}

int page_open(page *p, const char *path, error *err)
{
    *p = (page){0};
    int status = atomic_open(&p->file, path, err);
    if (status == OK) put_lines(p->file.out, page_before);
    return status;
}

void page_add(page *p, const char *replay, size_t size)
{
    fputs(p->count++ ? ",\n" : "", p->file.out);
    fwrite(replay, 1, size, p->file.out);
}

int page_close(page *p, error *err)
{
    fputc('\n', p->file.out);
    put_lines(p->file.out, page_after);
    return atomic_close(&p->file, 1, err);
}

void page_discard(page *p)
{
    atomic_discard(&p->file, 1);
}
