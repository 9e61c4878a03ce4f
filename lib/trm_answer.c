#include "base/belief.h"
#include "base/evaluation.h"
#include "lib/held.h"
#include "lib/view.h"
#include "trm/inference/calibration.h"

#include <math.h> /* NAN */
#include <stdlib.h>

enum { MOST_TRIES = 100000, MOST_NOISE = 100, MOST_ATTEMPTS = 100, MOST_AUGMENTATIONS = 1000000 };

trm_options trm_defaults(void)
{
    return (trm_options){.steps = INFER_STEPS, .halt = NAN, .tries = 1, .noise = 0.3, .seed = 1, .attempts = 2};
}

/* --- asking ------------------------------------------------------------------------------------------------------ */

static int check_options(const trm_options *o, error *err)
{
    if (o->steps < 1 || o->steps > EVALUATION_STEPS)
        return fail(err, BAD_INPUT, "steps %d is out of range: expected 1 to %d", o->steps, EVALUATION_STEPS);
    if (o->tries < 1 || o->tries > MOST_TRIES)
        return fail(err, BAD_INPUT, "tries %d is out of range: expected 1 to %d", o->tries, MOST_TRIES);
    if (!(o->noise >= 0 && o->noise <= MOST_NOISE))
        return fail(err, BAD_INPUT, "noise %g is out of range: expected 0 to %d", o->noise, MOST_NOISE);
    if (isinf(o->halt)) return fail(err, BAD_INPUT, "halt %g is not a finite number", o->halt);
    if (o->attempts < 1 || o->attempts > MOST_ATTEMPTS)
        return fail(err, BAD_INPUT, "attempts %d is out of range: expected 1 to %d", o->attempts, MOST_ATTEMPTS);
    if (o->augmentations < 0 || o->augmentations > MOST_AUGMENTATIONS)
        return fail(err, BAD_INPUT, "augmentations %d is out of range: expected 0 to %d", o->augmentations,
                    MOST_AUGMENTATIONS);
    if (o->choose < TRM_CHOOSE_CONFIDENT || o->choose > TRM_CHOOSE_RULES)
        return fail(err, BAD_INPUT, "choose %d is not a value of enum trm_choice", o->choose);
    return OK;
}

static int check_puzzle(const trm_model *m, const trm_puzzles *p, long i, error *err)
{
    if (i < 0 || i >= trm_puzzles_count(p))
        return fail(err, BAD_INPUT, "puzzle %ld: there are %ld, counted from 0", i, trm_puzzles_count(p));
    const trm_puzzle x = trm_puzzles_at(p, i);
    if (x.fault) return fail(err, BAD_INPUT, "%s", x.fault);
    if (m->m.puzzle[0] && strcmp(m->m.puzzle, x.kind))
        return fail(err, BAD_INPUT, "%s was trained on puzzles of kind %s, and these are of kind %s", m->name,
                    m->m.puzzle, x.kind);
    return OK;
}

/* What infer calls, and whom it is for. */
typedef struct onlooker {
    const trm_options *how;
    const puzzle_group *g;
    const trm_model *m;
    char characters[257];
} onlooker;

static int watch(void *watcher, long index, const prediction *now, const uint8_t *classes)
{
    const onlooker *w = watcher;
    const puzzle *p = &w->g->puzzles[index];
    uint8_t cells[KIND_MAX_CELLS];
    memcpy(cells, classes, (size_t)grid_cells(&p->shape));
    group_decode(w->g, p, cells);
    const trm_moment m = {.attempt = now->sample,
                          .step = now->steps - 1,
                          .halt = now->halt,
                          .sure = trm_model_sure(w->m, now->halt, NULL),
                          .rows = p->shape.rows,
                          .cols = p->shape.cols,
                          .cells = cells,
                          .characters = w->characters};
    return w->how->watch(w->how->watcher, &m);
}

static alphabet write_characters(const puzzle *p, char characters[257])
{
    alphabet a;
    p->kind->alphabet_of(&p->shape, &a);
    for (int k = 0; k < a.first + a.classes; k++) characters[k] = p->kind->symbol_char(&p->shape, k);
    characters[a.first + a.classes] = '\0';
    return a;
}

/* With a view all tries go there. */
static int ask(puzzle_group *g, const trm_model *m, const trm_options *o, puzzle_view *view, error *err)
{
    onlooker who = {.how = o, .g = g, .m = m};
    write_characters(g->puzzles, who.characters);
    infer_options how = held_asking(o);
    how.watch = o->watch ? watch : NULL;
    how.watcher = &who;
    if (o->detail & TRM_REPLAY) puzzle_views_watch(view, &how, g->code.cells);
    if (o->detail & TRM_REPLAY) how.trace = held_lighten(how.trace, o, &m->m, &g->code);
    return group_answer(g, &m->m, &how, err);
}

/* --- what came out ----------------------------------------------------------------------------------------------- */

static int fill_grids(held *h, const answer_report *r, error *err)
{
    trm_answer *a = &h->seen;
    size_t cells = (size_t)grid_cells(r->shape);
    uint8_t *broken;
    a->question = h->grids = malloc(3 * cells);
    if (!h->grids) return fail_memory(err, "an answer");
    a->cells = h->grids + cells;
    a->wrong = broken = h->grids + 2 * cells;
    memcpy(h->grids, r->question, cells);
    memcpy(h->grids + cells, r->answer, cells);
    a->verdict = h->verdict;
    a->solved = r->kind->check_answer(r->shape, r->question, r->answer, broken, h->verdict) == 0;
    a->known = a->attempts = 1;
    a->attempt = a->cells;
    if (a->solved) snprintf(h->verdict, sizeof h->verdict, "the rules agree");
    for (size_t i = 0; i < cells; i++) broken[i] = broken[i] != 0;
    return OK;
}

static int open_view(puzzle_view *v, const puzzle_group *g, belief trusted, const char *name, const trm_options *how,
                     error *err)
{
    const puzzle *p = g->puzzles;
    const view_words words = {.name = name, .fills = g->fills, .belief = trusted, .about = ""};
    const infer_options limits = {.threshold = how->halt, .steps = how->steps};
    if (!(how->detail & TRM_REPLAY)) return OK;
    if (!puzzle_view_open(v, &g->code, p->kind, &p->shape, p->question, &words, &limits)) return OK;
    return fail_memory(err, "a replay");
}

/* Takes over the text of the view. */
static int fill_replay(held *h, puzzle_view *v, const prediction *p, error *err)
{
    const trm_answer *a = &h->seen;
    if (!v->grids) return OK;
    if (puzzle_view_judge(v, p, a->solved, a->verdict)) return fail_memory(err, "a replay");
    h->seen.replay = h->replay = v->r.text;
    v->r.text = NULL;
    return OK;
}

/* Takes over the trace of the group. */
static int fill_answer(held *h, puzzle_group *g, const trm_options *how, error *err)
{
    const answer_report r = group_report(g, 0, how->tries);
    h->t = g->traces[0];
    g->traces[0] = (trace){0};
    h->seen = (trm_answer){.rows = r.shape->rows,
                           .cols = r.shape->cols,
                           .steps = r.steps,
                           .halted = g->fills || r.halt > how->halt,
                           .chosen = r.chosen,
                           .tries = r.samples,
                           .frames = h->t.frames,
                           .per_step = h->t.per_step,
                           .frame = h->t.answers,
                           .halts = h->t.halts};
    const alphabet a = write_characters(g->puzzles, h->characters);
    h->seen.first = a.first;
    h->seen.classes = a.classes;
    h->seen.characters = h->characters;
    int status = fill_grids(h, &r, err);
    return status == OK ? held_probabilities(h, &g->code, err) : status;
}

static int solve_puzzle(held *h, const trm_model *m, const trm_puzzles *p, long i, const trm_options *how, error *err)
{
    puzzle_group g = {0};
    puzzle_view v = {0};
    const calibration c = calibration_of(&m->m);
    int status = group_open(&g, &m->m, &p->list.items[i], 1, 1, 0, err);
    if (status == OK) status = open_view(&v, &g, calibration_belief(&c), p->name, how, err);
    if (status == OK) status = ask(&g, m, how, &v, err);
    if (status == OK) status = fill_answer(h, &g, how, err);
    if (status == OK) status = fill_replay(h, &v, g.predictions, err);
    puzzle_view_close(&v);
    group_close(&g);
    return status;
}

int trm_solve(trm_answer **a, const trm_model *m, const trm_puzzles *p, long i, const trm_options *how, trm_error *err)
{
    error found = {0};
    trm_options o = *how;
    held *h = calloc(1, sizeof *h);
    int status = h ? check_options(how, &found) : fail_memory(&found, "an answer");
    if (status == OK) status = check_puzzle(m, p, i, &found);
    if (isnan(o.halt)) o.halt = trm_model_halt(m);
    if (status == OK) status = (p->tasks.count ? held_solve_task : solve_puzzle)(h, m, p, i, &o, &found);
    if (status == OK) h->seen.sure = trm_model_sure(m, h->seen.halts[h->seen.frames - 1], NULL);
    *a = status == OK ? &h->seen : NULL;
    if (h && status != OK) trm_answer_close(&h->seen);
    return hand_on(err, &found, status);
}

void trm_answer_close(trm_answer *a)
{
    held *h = (held *)a;
    if (h) {
        trace_close(&h->t);
        free(h->probability);
        free(h->replay);
        free(h->grids);
    }
    free(h);
}
