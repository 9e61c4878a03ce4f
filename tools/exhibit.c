#include "tools/exhibit.h"

#include "report/animate.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h> /* TIOCGWINSZ */
#include <unistd.h>    /* isatty */

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

int exhibit_draw(exhibit *x, svg *s, const char *title, error *err)
{
    atomic_file file;
    int status = atomic_open(&file, x->svg, err);
    x->svg = NULL;
    if (status != OK) {
        svg_discard(s);
        return status;
    }
    if (svg_end(s, file.out, title) == 0) return atomic_close(&file, 1, err);
    atomic_discard(&file, 1);
    return fail_memory(err, "the drawing");
}

void exhibit_animate(const answer_report *r, const solve_settings *s)
{
    struct winsize size = {0};
    int is_terminal = isatty(STDOUT_FILENO);
    if (is_terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0)
        is_terminal = animate_lines(r) < size.ws_row;
    const animate_options o = {.shades = animate_shades_of(s->in_colour, getenv("COLORTERM")),
                               .in_place = is_terminal,
                               .threshold = s->how.threshold};
    animate(stdout, r, &o);
}

int exhibit_put(exhibit *x, const replay *r)
{
    page_add(&x->page, r->text, r->size);
    return ferror(x->page.file.out) ? -1 : 0;
}
