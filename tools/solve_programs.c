/* Programs in solve.c: the model runs them on its own output. All programs of a group take a step at a time. */
#include "base/clock.h"
#include "base/program.h"
#include "data/formats/read_programs.h"
#include "report/answer.h"
#include "report/program.h"
#include "tools/exhibit_programs.h"
#include "tools/solver.h"
#include "lib/wiring.h"

#include <limits.h> /* LONG_MAX */
#include <stdlib.h>
#include <string.h>

/* --- a group: programs on grids of one size ---------------------------------------------------------------------- */

typedef struct group {
    int count, asked;
    program_run *runs;       /* [count] */
    program_frame *frames;   /* [count, PROGRAM_MAX_STEPS] if they are to be shown, else NULL */
    program_run **of;        /* [asked] the runs that take part in a step, and */
    uint8_t *questions;      /* [asked, cells] what they ask */
    prediction *predictions; /* [asked] */
    exhibit_part *parts;     /* [count] for a page, if one is wanted, else NULL */
    grid_shape shape;
    encoding code;
} group;

static void group_close(group *g)
{
    for (int i = 0; g->parts && i < g->count; i++) exhibit_part_close(&g->parts[i]);
    encoding_close(&g->code);
    free(g->parts);
    free(g->predictions);
    free(g->questions);
    free(g->of);
    free(g->frames);
    free(g->runs);
}

static int group_allocate(group *g, int with_frames, int with_parts)
{
    size_t n = (size_t)g->count;
    g->runs = calloc(n, sizeof *g->runs);
    g->frames = with_frames ? malloc(n * PROGRAM_MAX_STEPS * sizeof *g->frames) : NULL;
    g->of = malloc(n * sizeof *g->of);
    g->questions = malloc(n * (size_t)grid_cells(&g->shape));
    g->predictions = malloc(n * sizeof *g->predictions);
    g->parts = with_parts ? calloc(n, sizeof *g->parts) : NULL;
    return (with_parts && !g->parts) || !g->runs || (with_frames && !g->frames) || !g->of || !g->questions ||
                   !g->predictions
               ? -1
               : 0;
}

static int group_open(group *g, const program_row *rows, int count, const solve_settings *s, const model *m, error *err)
{
    const network_config *c = &m->net.config;
    *g = (group){.count = count, .shape = program_shape(rows->p.side)};
    encoding_open(&g->code, &kind_program, &g->shape, c->planes);
    if (network_needs_relations(c) && encoding_relate(&g->code, &kind_program))
        return fail_memory(err, "grids of this size");
    const puzzle_sizes sizes = sizes_of(&g->code, c->puzzle_ids);
    if (!network_fits(c, &sizes))
        return fail(err, BAD_INPUT, "this model was trained on grids of another size and cannot read %dx%d",
                    rows->p.side, rows->p.side);
    if (group_allocate(g, s->shown, s->exhibit != NULL)) return fail_memory(err, "programs");
    for (int i = 0; i < count; i++) {
        program_run *r = &g->runs[i];
        r->p = &rows[i].p;
        r->frames = g->frames ? g->frames + (size_t)i * PROGRAM_MAX_STEPS : NULL;
        program_begin(r->p, r->state);
    }
    return check_order(c, &g->code, kind_program.name, err);
}

/* --- steps ------------------------------------------------------------------------------------------------------- */

static uint8_t *question_of(const group *g, int i)
{
    return g->questions + (size_t)i * (size_t)g->code.cells;
}

/* The questions of all programs that have not ended. */
static void ask(group *g)
{
    g->asked = 0;
    for (int i = 0; i < g->count; i++) {
        program_run *r = &g->runs[i];
        if (program_run_ended(r) || r->steps == PROGRAM_MAX_STEPS) continue;
        program_ask(r->p, r->line, r->state, question_of(g, g->asked));
        g->of[g->asked++] = r;
    }
}

/* Returns 0, or -1 if there is no memory for the page. */
static int take(group *g, const batch *b, int i, exhibit *shown)
{
    uint8_t answer[PROGRAM_MAX_CELLS];
    program_run *r = g->of[i];
    int failed = 0;
    decode_answer(&g->code, batch_answer(b, i), answer);
    if (shown) failed = exhibit_step(shown, &g->parts[r - g->runs], i, &g->predictions[i], question_of(g, i), answer);
    if (r->frames) {
        program_frame *f = &r->frames[r->steps];
        *f = (program_frame){.line = r->line, .thoughts = g->predictions[i].steps, .halt = g->predictions[i].halt};
        memcpy(f->state, answer, (size_t)g->code.cells);
    }
    program_run_take(r, question_of(g, i), answer);
    return failed;
}

/* For --choose rules: whether the executor agrees. */
static int obeys_rules(const void *rules, long index, const uint8_t *answer)
{
    const group *g = rules;
    uint8_t state[PROGRAM_MAX_CELLS];
    decode_answer(&g->code, answer, state);
    return kind_program.check_answer(&g->shape, question_of(g, (int)index), state, NULL, NULL) == 0;
}

/* One step of all that have asked. */
static int step(group *g, const solve_settings *s, const model *m, error *err)
{
    const geometry shape = geometry_of(&g->code);
    infer_options how = s->how;
    batch b;
    how.obeys = obeys_rules;
    how.rules = g;
    int failed = batch_open(&b, &g->code, g->asked);
    for (int i = 0; !failed && i < g->asked; i++) encode_question(&g->code, question_of(g, i), batch_tokens(&b, i));
    if (s->exhibit)
        failed |= exhibit_watch_steps(s->exhibit, &g->code, &g->shape, g->questions, g->of, g->runs, g->asked, &how);
    failed = failed || rank_all(&m->net.config, &b) || infer_all(&m->w, &shape, &how, &b, g->predictions, NULL);
    int status = failed ? fail_memory(err, "answering") : check_predictions(g->predictions, b.count, err);
    for (int i = 0; status == OK && i < g->asked; i++)
        if (take(g, &b, i, s->exhibit)) status = fail_memory(err, "the page");
    batch_close(&b);
    return status;
}

static int run_all(group *g, const solve_settings *s, const model *m, error *err)
{
    int status = OK;
    for (ask(g); g->asked && status == OK; ask(g)) status = step(g, s, m, err);
    return status;
}

/* --- reports ----------------------------------------------------------------------------------------------------- */

static void report(const program_run *r, const solve_settings *s)
{
    if (s->json)
        program_run_json(stdout, r);
    else if (s->quiet)
        program_run_line(stdout, r);
    else
        program_run_show(stdout, r, s->in_colour);
}

static int solve_group(group *g, const solve_settings *s, const model *m, program_evaluation *sum, long *unsolved,
                       error *err)
{
    double began = clock_seconds();
    int status = run_all(g, s, m, err);
    sum->seconds += clock_seconds() - began;
    for (int i = 0; status == OK && i < g->count; i++) {
        const program_run *r = &g->runs[i];
        *unsolved += !program_run_trace_right(r);
        if (s->eval)
            program_evaluation_add(sum, r);
        else
            report(r, s);
        if (s->exhibit && exhibit_put_part(s->exhibit, &g->parts[i])) status = fail_memory(err, "the page");
    }
    return status;
}

/* One past the last good program that follows on a grid of the same size; of those that are shown, few. */
static long group_end(const program_list *list, long first, int shown)
{
    long end = first, most = shown ? 16 : 4096;
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
        group g;
        end = first + 1;
        if (w->list.items[first].fault) {
            refuse(w, &w->list.items[first], s);
            continue;
        }
        end = group_end(&w->list, first, s->shown);
        status = group_open(&g, w->list.items + first, (int)(end - first), s, m, err);
        if (status == OK) status = solve_group(&g, s, m, sum, unsolved, err);
        group_close(&g);
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
    if (s->svg || s->animate)
        return fail(err, BAD_INPUT,
                    "--%s is for puzzles and ARC tasks, and these are programs; leave it out, or use --html",
                    s->svg ? "svg" : "animate");
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
