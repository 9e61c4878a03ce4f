#include "tools/program_group.h"

#include <stdlib.h>
#include <string.h>

void program_group_close(program_group *g)
{
    for (int i = 0; g->parts && i < g->count; i++) exhibit_part_close(&g->parts[i]);
    encoding_close(&g->code);
    free(g->parts);
    free(g->traces);
    free(g->predictions);
    free(g->questions);
    free(g->of);
    free(g->frames);
    free(g->runs);
}

/* --- opening ------------------------------------------------------------------------------- */

static int allocate(program_group *g, const solve_settings *s)
{
    const size_t n = (size_t)g->count;
    const int traced = s->animate || (s->exhibit && s->exhibit->svg);
    g->runs = calloc(n, sizeof *g->runs);
    g->of = malloc(n * sizeof *g->of);
    g->questions = malloc(n * (size_t)grid_cells(&g->shape));
    g->predictions = malloc(n * sizeof *g->predictions);
    if (s->shown) g->frames = malloc(n * PROGRAM_MAX_STEPS * sizeof *g->frames);
    if (traced) g->traces = calloc(n, sizeof *g->traces);
    if (s->exhibit) g->parts = calloc(n, sizeof *g->parts);
    if (!g->runs || !g->of || !g->questions || !g->predictions) return -1;
    return (s->shown && !g->frames) || (traced && !g->traces) || (s->exhibit && !g->parts) ? -1 : 0;
}

int program_group_open(program_group *g, const program_row *rows, int count, const solve_settings *s, const model *m,
                       error *err)
{
    const network_config *c = &m->net.config;
    *g = (program_group){.count = count, .shape = program_shape(rows->p.side)};
    encoding_open(&g->code, &kind_program, &g->shape, c->planes);
    if (network_needs_relations(c) && encoding_relate(&g->code, &kind_program))
        return fail_memory(err, "grids of this size");
    const puzzle_sizes sizes = sizes_of(&g->code, c->puzzle_ids);
    if (!network_fits(c, &sizes))
        return fail(err, BAD_INPUT, "this model was trained on grids of another size and cannot read %dx%d",
                    rows->p.side, rows->p.side);
    if (allocate(g, s)) return fail_memory(err, "programs");
    for (int i = 0; i < count; i++) {
        program_run *r = &g->runs[i];
        r->p = &rows[i].p;
        r->frames = g->frames ? g->frames + (size_t)i * PROGRAM_MAX_STEPS : NULL;
        program_begin(r->p, r->state);
    }
    return check_order(c, &g->code, kind_program.name, err);
}

/* --- steps --------------------------------------------------------------------------------- */

static uint8_t *question_of(const program_group *g, int i)
{
    return g->questions + (size_t)i * (size_t)g->code.cells;
}

/* The questions of all programs that have not ended. */
static void ask(program_group *g)
{
    g->asked = 0;
    for (int i = 0; i < g->count; i++) {
        program_run *r = &g->runs[i];
        if (program_run_ended(r) || r->steps == PROGRAM_MAX_STEPS) continue;
        program_ask(r->p, r->line, r->state, question_of(g, g->asked));
        g->of[g->asked++] = r;
    }
}

/* The i-th step and its trace, whose frames become symbols. */
static answer_report report_of(program_group *g, int i, const uint8_t *answer, const solve_settings *s)
{
    trace *t = &g->traces[i];
    for (int k = 0; k < t->frames; k++) {
        uint8_t *frame = t->answers + (size_t)k * (size_t)t->cells;
        decode_answer(&g->code, frame, frame);
    }
    return (answer_report){.kind = &kind_program,
                           .shape = &g->shape,
                           .question = question_of(g, i),
                           .answer = answer,
                           .measure = "halting logit",
                           .halt = g->predictions[i].halt,
                           .belief = calibration_belief(&s->belief),
                           .steps = g->predictions[i].steps,
                           .planes = g->code.planes,
                           .trace = t};
}

static void animate_step(const program_run *r, const answer_report *a, const solve_settings *s)
{
    char line[PROGRAM_LINE_TEXT];
    printf("step %d, line %d: %s\n", r->steps + 1, r->line + 1, program_line_text(&r->p->line[r->line], line));
    exhibit_animate(a, s);
}

/* What is watched of the i-th step. Returns 0, or -1 if there is no memory for it. */
static int watch(program_group *g, int i, const uint8_t *answer, const solve_settings *s)
{
    const program_run *r = g->of[i];
    exhibit_part *part = g->parts ? &g->parts[r - g->runs] : NULL;
    if (s->exhibit && exhibit_step(s->exhibit, part, i, &g->predictions[i], question_of(g, i), answer)) return -1;
    if (!g->traces) return 0;
    const answer_report a = report_of(g, i, answer, s);
    if (s->animate) animate_step(r, &a, s);
    return s->exhibit && r == g->runs ? exhibit_draw_step(s->exhibit, part, r, &a) : 0;
}

/* Returns 0, or -1 if there is no memory for what is watched. */
static int take(program_group *g, const batch *b, int i, const solve_settings *s)
{
    uint8_t answer[PROGRAM_MAX_CELLS];
    program_run *r = g->of[i];
    decode_answer(&g->code, batch_answer(b, i), answer);
    int failed = watch(g, i, answer, s);
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
    const program_group *g = rules;
    uint8_t state[PROGRAM_MAX_CELLS];
    decode_answer(&g->code, answer, state);
    return kind_program.check_answer(&g->shape, question_of(g, (int)index), state, NULL, NULL) == 0;
}

/* One step of all that have asked. */
static int step(program_group *g, const solve_settings *s, const model *m, error *err)
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
    failed = failed || rank_all(&m->net.config, &b) || infer_all(&m->w, &shape, &how, &b, g->predictions, g->traces);
    int status = failed ? fail_memory(err, "answering") : check_predictions(g->predictions, b.count, err);
    for (int i = 0; status == OK && i < g->asked; i++)
        if (take(g, &b, i, s)) status = fail_memory(err, "what is shown");
    for (int i = 0; g->traces && i < g->asked; i++) trace_close(&g->traces[i]);
    batch_close(&b);
    return status;
}

int program_group_run(program_group *g, const solve_settings *s, const model *m, error *err)
{
    int status = OK;
    for (ask(g); g->asked && status == OK; ask(g)) status = step(g, s, m, err);
    return status;
}
