#include "lib/handles.h"

#include <limits.h> /* LONG_MAX */

/* NULL: no kind has that name. */
static const puzzle_kind *kind_named(const char *name)
{
    for (int k = 0; puzzle_kinds[k]; k++)
        if (!strcmp(puzzle_kinds[k]->name, name)) return puzzle_kinds[k];
    return NULL;
}

/* As ./solve reads them. */
static int read_all(puzzle_list *list, text_source *text, const puzzle_kind *kind, int unique, error *err)
{
    const source_options how = {.kind = kind, .unique = unique, .lenient = 1};
    int status;
    puzzle_source *s = puzzle_source_open(text, &how, &status, err);
    if (s) status = puzzle_source_next(s, list, LONG_MAX, err);
    puzzle_source_close(s);
    return status;
}

/* A text of nothing but faults is one. */
static int check_any(const puzzle_list *list, error *err)
{
    for (long i = 0; i < list->count; i++)
        if (!list->items[i].fault) return OK;
    return list->count ? fail(err, BAD_INPUT, "%s", list->items[0].fault) : OK;
}

int trm_puzzles_open(trm_puzzles **p, const char *name, const char *text, size_t length, const char *kind, int how,
                     trm_error *err)
{
    error found = {0};
    text_source source;
    char *kept;
    const puzzle_kind *known = kind ? kind_named(kind) : NULL;
    int status = OK;
    *p = NULL;
    if (kind && !known) status = fail(&found, BAD_INPUT, "kind %s: there is no such kind of puzzle", kind);
    if (status == OK && !(*p = new_handle(sizeof **p, name, &kept))) status = fail_memory(&found, "puzzles");
    if (status == OK) (*p)->name = kept;
    text_source_of(&source, name, text, length);
    if (status == OK) status = read_all(&(*p)->list, &source, known, !(how & TRM_SEVERAL_ANSWERS), &found);
    if (status == OK) status = check_any(&(*p)->list, &found);
    if (status != OK) {
        trm_puzzles_close(*p);
        *p = NULL;
    }
    return hand_on(err, &found, status);
}

void trm_puzzles_close(trm_puzzles *p)
{
    if (p) puzzle_list_free(&p->list);
    free(p);
}

long trm_puzzles_count(const trm_puzzles *p)
{
    return p->list.count;
}

trm_puzzle trm_puzzles_at(const trm_puzzles *p, long i)
{
    const puzzle *x = &p->list.items[i];
    if (x->fault) return (trm_puzzle){.kind = "", .fault = x->fault, .line = x->line};
    return (trm_puzzle){.kind = x->kind->name,
                        .rows = x->shape.rows,
                        .cols = x->shape.cols,
                        .form = x->shape.form,
                        .question = x->question,
                        .answer = x->answer,
                        .line = x->line};
}
