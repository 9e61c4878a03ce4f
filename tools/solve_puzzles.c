/* Puzzles in solve.c: answers groups of one shape, and reports. */
#include "base/clock.h"
#include "data/batch.h"
#include "report/answer.h"
#include "report/evaluation.h"
#include "tools/solver.h"
#include "tools/wiring.h"

#include <stdlib.h>

/* --- one group: puzzles of one shape ----------------------------------------------------------------------------- */

typedef struct group {
    const model *m;
    const puzzle *puzzles; /* [count] */
    encoding code;
    infer_options how;
    batch b;
    prediction *predictions; /* [count] */
    trace *traces;           /* [count] if they are to be shown, else NULL */
} group;

static void group_close(group *g)
{
    batch_close(&g->b);
    encoding_close(&g->code);
    for (long i = 0; g->traces && i < g->b.count; i++) trace_close(&g->traces[i]);
    free(g->traces);
    free(g->predictions);
}

/* Whether the rules accept an answer of classes. */
static int obeys_rules(const void *rules, long index, const uint8_t *answer)
{
    const group *g = rules;
    const puzzle *p = &g->puzzles[index];
    uint8_t grid[KIND_MAX_CELLS];
    decode_answer(&g->code, answer, grid);
    return p->kind->check_answer(&p->shape, p->question, grid, NULL, NULL) == 0;
}

static int group_open(group *g, const solve_settings *s, const model *m, const puzzle *puzzles, long count, error *err)
{
    const int shown = !s->eval && !s->json && !s->quiet;
    *g = (group){.m = m, .puzzles = puzzles, .how = solve_infer_options(s)};
    g->how.obeys = obeys_rules;
    g->how.rules = g;
    encoding_open(&g->code, puzzles->kind, &puzzles->shape, m->net.config.planes);
    if (network_needs_relations(&m->net.config) && encoding_relate(&g->code, puzzles->kind))
        return fail_memory(err, "puzzles of this size");
    if (!solve_fits(m, &g->code))
        return fail(err, BAD_INPUT, "this model was trained on grids of another size and cannot read %dx%d",
                    puzzles->shape.rows, puzzles->shape.cols);
    g->predictions = malloc((size_t)count * sizeof *g->predictions);
    if (shown) g->traces = calloc((size_t)count, sizeof *g->traces);
    if (batch_open(&g->b, &g->code, count) || !g->predictions || (shown && !g->traces))
        return fail_memory(err, "puzzles");
    batch_ask(&g->b, puzzles);
    return OK;
}

static int group_answer(group *g, int labelled, error *err)
{
    const puzzle *hard = labelled ? batch_label(&g->b, g->puzzles) : NULL;
    const geometry shape = geometry_of(&g->code);
    if (hard)
        return fail(err, BAD_INPUT,
                    "the puzzle on line %ld comes without an answer and is too hard for the exact solver", hard->line);
    const infer_inputs in = {.count = g->b.count, .tokens = g->b.tokens};
    if (infer(&g->m->w, &shape, &g->how, &in, g->b.answers, g->predictions, g->traces))
        return fail_memory(err, "answering");
    return OK;
}

/* --- what is said about a group ---------------------------------------------------------------------------------- */

/* grid [L]: room for its symbols */
static answer_report report_on(const group *g, long i, uint8_t *grid)
{
    const puzzle *p = &g->puzzles[i];
    const prediction *v = &g->predictions[i];
    decode_answer(&g->code, batch_answer(&g->b, i), grid);
    return (answer_report){.kind = p->kind,
                           .shape = &p->shape,
                           .question = p->question,
                           .answer = grid,
                           .halt = v->halt,
                           .steps = v->steps,
                           .chosen = v->sample,
                           .samples = v->samples,
                           .allowed = g->how.samples,
                           .work = v->work};
}

static void show_group(group *g, int colour, long *unsolved)
{
    for (long i = 0; i < g->b.count; i++) {
        uint8_t grid[KIND_MAX_CELLS];
        answer_report r = report_on(g, i, grid);
        trace *t = &g->traces[i];
        for (int step = 0; step < t->frames; step++)
            decode_answer(&g->code, trace_answer(t, step), trace_answer(t, step));
        r.after = t->answers;
        r.halts = t->halts;
        *unsolved += !answer_show(stdout, &r, colour);
    }
}

static void print_group(const group *g, int json, long *unsolved)
{
    for (long i = 0; i < g->b.count; i++) {
        uint8_t grid[KIND_MAX_CELLS];
        const answer_report r = report_on(g, i, grid);
        *unsolved += !(json ? answer_json : answer_line)(stdout, &r);
    }
}

static void evaluate_group(const group *g, evaluation *sum)
{
    sum->by_rules = !g->puzzles->kind->one_answer;
    for (long i = 0; i < g->b.count; i++) {
        const prediction *v = &g->predictions[i];
        evaluation_row row = batch_row(&g->b, i);
        row.solved = sum->by_rules && obeys_rules(g, i, row.answer);
        row.steps = v->steps;
        row.samples = v->samples;
        row.work = v->work;
        evaluation_add(sum, &row);
    }
}

/* --- all groups -------------------------------------------------------------------------------------------------- */

static int solve_group(const solve_settings *s, group *g, evaluation *sum, long *unsolved, error *err)
{
    double began = clock_seconds();
    int bad = group_answer(g, s->eval != NULL, err);
    sum->seconds += clock_seconds() - began;
    if (bad) return bad;
    if (s->eval)
        evaluate_group(g, sum);
    else if (s->json || s->quiet)
        print_group(g, s->json, unsolved);
    else
        show_group(g, s->in_colour, unsolved);
    return OK;
}

/* How many puzzles are answered at once: few enough that what is shown of their steps stays small. */
static long group_size(const solve_settings *s)
{
    enum { GROUP = 16384, SHOWN_CELLS = 1 << 26 };
    return s->eval || s->json || s->quiet ? GROUP : 1 + SHOWN_CELLS / (KIND_MAX_CELLS * (long)s->steps);
}

static int solve(void *work, const model *m, const solve_settings *s, long *unsolved, error *err)
{
    const puzzle_list *list = work;
    evaluation sum = {0};
    int bad = OK;
    for (long first = 0, end; first < list->count && !bad; first = end) {
        end = batch_end(list, first, group_size(s));
        group g;
        bad = group_open(&g, s, m, list->items + first, end - first, err);
        if (!bad) bad = solve_group(s, &g, &sum, unsolved, err);
        group_close(&g);
    }
    if (!bad && s->eval) evaluation_print(stdout, &sum, s->json);
    if (!bad && !s->eval && !s->quiet && !s->json && list->count > 1)
        printf("%ld of %ld solved\n", list->count - *unsolved, list->count);
    return bad;
}

/* --- the row ----------------------------------------------------------------------------------------------------- */

/* Whatever is not something else. */
static int looks_like_text(const file_bytes *text)
{
    (void)text;
    return 1;
}

static int read_list(void *work, const char *path, file_bytes *text, const solve_settings *s, const char **kind,
                     error *err)
{
    puzzle_list *list = work;
    int bad = puzzle_list_parse(list, file_name(path), text->bytes, text->length, NULL, (long)s->limit, 1, err);
    if (!bad) *kind = list->items->kind->name;
    return bad;
}

static void close_list(void *work)
{
    puzzle_list_free(work);
}

static const char *const own_options[] = {NULL};

const solver_type puzzle_solver = {.items = "puzzles",
                                   .options = own_options,
                                   .size = sizeof(puzzle_list),
                                   .looks_like_text = looks_like_text,
                                   .read = read_list,
                                   .solve = solve,
                                   .close = close_list};
