/* A page of replays: one HTML file that needs no other and no network. Its sources are in report/web/. */
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H

#include "base/file.h"

typedef struct page {
    atomic_file file; /* appears when the page is closed */
    long count;       /* replays so far */
} page;

/* Statuses as in base/error.h. */
int page_open(page *p, const char *path, error *err);
void page_add(page *p, const char *replay, size_t size);
int page_close(page *p, error *err);
/* Leaves no file. Does nothing to a page that is not open. */
void page_discard(page *p);

#endif
