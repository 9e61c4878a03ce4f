#include "tools/exhibit.h"

#include <stdlib.h>
#include <string.h>

int exhibit_open(exhibit *x, const solve_settings *s, const char *puzzles, error *err)
{
    const char *folder = strrchr(puzzles, '/');
    const int typed = strcmp(puzzles, "-") && !file_exists(puzzles);
    *x = (exhibit){.file = typed                 ? "the command line"
                           : folder && folder[1] ? folder + 1
                                                 : file_name(puzzles),
                   .svg = s->svg,
                   .belief = calibration_belief(&s->belief),
                   .last_alone = s->draw == DRAW_LAST};
    int status = s->svg ? atomic_try(s->svg, err) : OK;
    return status == OK && s->html ? page_open(&x->page, s->html, err) : status;
}

void exhibit_close_views(exhibit *x)
{
    for (long i = 0; i < x->count; i++) puzzle_view_close(&x->views[i]);
    free(x->views);
    x->views = NULL;
    x->count = 0;
}

int exhibit_close(exhibit *x, int status, error *err)
{
    exhibit_close_views(x);
    if (!*err->text && x->page.file.out) return page_close(&x->page, err) == OK ? status : NO_FILE;
    page_discard(&x->page);
    return status;
}

int exhibit_put(exhibit *x, const replay *r)
{
    page_add(&x->page, r->text, r->size);
    return ferror(x->page.file.out) ? -1 : 0;
}
