/* Programs in solve.c: the model runs them on its own output. */
#include "base/clock.h"
#include "base/program.h"
#include "tools/program_group.h"

#include <limits.h> /* LONG_MAX */

/* --- reports ----------------------------------------------------------------------------------------------------- */

static void report(const program_run *r, const solve_settings *s)
{
    if (s->json)
        program_run_json(stdout, r);
    else if (s->quiet)
        program_run_line(stdout, r);
    else if (s->animate)
        program_run_verdict(stdout, r, s->in_colour);
    else
        program_run_show(stdout, r, s->in_colour);
}

static int solve_group(program_group *g, const solve_settings *s, const model *m, program_evaluation *sum,
                       long *unsolved, error *err)
{
    double began = clock_seconds();
    if (s->animate) program_run_begin(stdout, g->runs, s->in_colour);
    int status = program_group_run(g, s, m, err);
    sum->seconds += clock_seconds() - began;
    for (int i = 0; status == OK && i < g->count; i++) {
        const program_run *r = &g->runs[i];
        *unsolved += !program_run_trace_right(r);
        if (s->eval)
            program_evaluation_add(sum, r);
        else
            report(r, s);
        if (s->exhibit) status = exhibit_put_part(s->exhibit, &g->parts[i], r, err);
    }
    return status;
}

/* One past the last good program that follows on a grid of the same size; of those that are shown, few, and of those
 * that are animated, one. */
static long group_end(const program_list *list, long first, const solve_settings *s)
{
    long end = first, most = s->animate ? 1 : s->shown ? 16 : 4096;
    while (end < list->count && end - first < most && !list->items[end].fault &&
           list->items[end].p.side == list->items[first].p.side)
        end++;
    return end;
}

/* What is being read and answered. */
typedef struct program_work {
    program_source *source;
    program_list list; /* the programs at hand, good ones and bad */
    long answered, refused, left;
} program_work;

/* The next programs in the place of those that are done: a few at first, so that answers appear soon. */
static int read_more(program_work *w, error *err)
{
    enum { MOST = 4096 };
    long most = w->answered + w->refused + 1;
    if (most > MOST) most = MOST;
    if (most > w->left) most = w->left;
    program_list_clear(&w->list);
    int status = most > 0 ? program_source_next(w->source, &w->list, most, err) : OK;
    w->left -= w->list.count;
    return status;
}

/* A bad program is named, and keeps its place. */
static void refuse(program_work *w, const program_row *row, const solve_settings *s)
{
    program_complain(s->program, row->fault);
    w->refused++;
    if (!s->eval && (s->quiet || s->json)) answer_none(stdout, s->json, row->line, row->fault);
}

static int solve_list(program_work *w, const model *m, const solve_settings *s, program_evaluation *sum, long *unsolved,
                      error *err)
{
    int status = OK;
    for (long first = 0, end; first < w->list.count && status == OK; first = end) {
        program_group g;
        end = first + 1;
        if (w->list.items[first].fault) {
            refuse(w, &w->list.items[first], s);
            continue;
        }
        end = group_end(&w->list, first, s);
        status = program_group_open(&g, w->list.items + first, (int)(end - first), s, m, err);
        if (status == OK) status = solve_group(&g, s, m, sum, unsolved, err);
        program_group_close(&g);
        w->answered += end - first;
    }
    return status;
}

static int solve(void *work, const model *m, const solve_settings *s, long *unsolved, error *err)
{
    program_work *w = work;
    program_evaluation sum = {0};
    int status = OK;
    while (status == OK && w->list.count > 0) {
        status = solve_list(w, m, s, &sum, unsolved, err);
        if (status != OK || fflush(stdout)) break;
        status = read_more(w, err);
    }
    if (status != OK) return status;
    if (s->eval && w->answered) program_evaluation_print(stdout, &sum, s->json);
    if (s->shown && w->answered + w->refused > 1) {
        printf("%ld of %ld traces right", w->answered - *unsolved, w->answered);
        if (w->refused) printf("; %ld could not be read", w->refused);
        printf("\n");
    }
    return w->refused ? BAD_INPUT : OK;
}

/* --- the row ----------------------------------------------------------------------------------------------------- */

static int looks_like(const char *path, const text_source *text)
{
    (void)path;
    return text != NULL && looks_like_programs(text->bytes, text->length);
}

/* Passes over what --skip says. */
static int skip(program_work *w, const solve_settings *s, const char *path, error *err)
{
    enum { PIECE = 512 };
    long left = (long)s->skip;
    while (left > 0) {
        int status = program_source_next(w->source, &w->list, left < PIECE ? left : PIECE, err);
        if (status != OK) return status;
        if (w->list.count == 0)
            return fail(err, BAD_INPUT, "--skip %lld: %s holds only %ld programs", (long long)s->skip, file_name(path),
                        (long)s->skip - left);
        left -= w->list.count;
    }
    return OK;
}

static int open_programs(void *work, const char *path, text_source *text, const solve_settings *s, solve_subject *what,
                         error *err)
{
    program_work *w = work;
    what->kind = kind_program.name;
    w->left = s->limit ? (long)s->limit : LONG_MAX;
    if (!(w->source = program_source_open(text, !s->strict, err))) return NO_MEMORY;
    int status = skip(w, s, path, err);
    if (status == OK) status = read_more(w, err);
    if (status == OK && w->list.count == 0)
        return fail(err, BAD_INPUT, "--skip %lld: %s holds only %lld programs", (long long)s->skip, file_name(path),
                    (long long)s->skip);
    return status;
}

static void close_programs(void *work)
{
    program_work *w = work;
    program_list_free(&w->list);
    program_source_close(w->source);
}

static const char *const own_options[] = {NULL};

const solver_type program_solver = {.items = "programs",
                                    .options = own_options,
                                    .size = sizeof(program_work),
                                    .looks_like = looks_like,
                                    .read = open_programs,
                                    .solve = solve,
                                    .close = close_programs};
