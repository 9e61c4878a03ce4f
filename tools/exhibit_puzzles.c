#include "tools/exhibit_puzzles.h"

#include "report/svg.h"

#include <stdio.h>
#include <stdlib.h>

enum { NAME = 256 };

static int open_views(exhibit *x, const puzzle_group *g, const infer_options *how)
{
    exhibit_close_views(x);
    x->views = calloc((size_t)g->b.count + 1, sizeof *x->views);
    for (; x->views && x->count < g->b.count; x->count++) {
        const puzzle *p = &g->puzzles[x->count];
        char name[NAME];
        snprintf(name, sizeof name, "%s:%ld%s%s", x->file, p->line, p->source ? ", " : "", p->source ? p->source : "");
        const view_words words = {.name = name, .fills = g->fills, .belief = x->belief, .about = ""};
        if (puzzle_view_open(&x->views[x->count], &g->code, p->kind, &p->shape, p->question, &words, how)) {
            puzzle_view_close(&x->views[x->count]);
            return -1;
        }
    }
    return x->views ? 0 : -1;
}

int exhibit_answer(exhibit *x, puzzle_group *g, const model *m, const infer_options *how, error *err)
{
    infer_options watched = *how;
    if (!x->page.file.out) return group_answer(g, m, how, err);
    if (open_views(x, g, how)) return fail_memory(err, "the page");
    puzzle_views_watch(x->views, &watched, g->code.cells);
    return group_answer(g, m, &watched, err);
}

/* The first puzzle. */
static int draw(exhibit *x, const answer_report *r, error *err)
{
    svg s;
    char title[64];
    snprintf(title, sizeof title, "A %s as a model answered it, %d step%s", r->kind->name, r->steps,
             r->steps == 1 ? "" : "s");
    if (svg_open(&s)) return fail_memory(err, "the drawing");
    svg_add(&s, r, x->last_alone, "question");
    return exhibit_draw(x, &s, title, err);
}

int exhibit_add(exhibit *x, const puzzle_group *g, long i, const answer_report *r, error *err)
{
    int status = x->svg ? draw(x, r, err) : OK;
    if (!x->page.file.out || status != OK) return status;
    char sentence[KIND_SENTENCE] = "";
    int right = r->kind->check_answer(r->shape, r->question, r->answer, NULL, sentence) == 0;
    if (puzzle_view_judge(&x->views[i], &g->predictions[i], right, sentence)) return fail_memory(err, "the page");
    exhibit_put(x, &x->views[i].r);
    puzzle_view_close(&x->views[i]);
    return OK;
}
