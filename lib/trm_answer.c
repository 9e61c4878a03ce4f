#include "base/evaluation.h"
#include "lib/handles.h"
#include "lib/view.h"

#include <math.h> /* expf */
#include <stdlib.h>

enum { MOST_TRIES = 100000, MOST_NOISE = 100 };

trm_options trm_defaults(void)
{
    return (trm_options){.steps = INFER_STEPS, .halt = INFER_THRESHOLD, .tries = 1, .noise = 0.3, .seed = 1};
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
    if (!isfinite(o->halt)) return fail(err, BAD_INPUT, "halt %g is no number", o->halt);
    if (o->choose < TRM_CHOOSE_CONFIDENT || o->choose > TRM_CHOOSE_RULES)
        return fail(err, BAD_INPUT, "choose %d is none of enum trm_choice", o->choose);
    return OK;
}

static int check_puzzle(const trm_model *m, const trm_puzzles *p, long i, error *err)
{
    if (i < 0 || i >= p->list.count)
        return fail(err, BAD_INPUT, "puzzle %ld: there are %ld, counted from 0", i, p->list.count);
    const puzzle *x = &p->list.items[i];
    if (x->fault) return fail(err, BAD_INPUT, "%s", x->fault);
    if (m->m.puzzle[0] && strcmp(m->m.puzzle, x->kind->name))
        return fail(err, BAD_INPUT, "%s was trained on puzzles of kind %s, and these are of kind %s", m->name,
                    m->m.puzzle, x->kind->name);
    return OK;
}

/* What infer calls, and whom it is for. */
typedef struct onlooker {
    const trm_options *how;
    const puzzle_group *g;
} onlooker;

static int watch(void *watcher, long index, const prediction *now, const uint8_t *classes)
{
    const onlooker *w = watcher;
    const puzzle *p = &w->g->puzzles[index];
    uint8_t cells[KIND_MAX_CELLS];
    memcpy(cells, classes, (size_t)grid_cells(&p->shape));
    group_decode(w->g, p, cells);
    return w->how->watch(w->how->watcher, now->sample, now->steps - 1, now->halt, cells);
}

/* States are large: what a trace would take of memory is bounded by leaving out first the updates, then the states. */
static int lighten(int what, const trm_options *o, const model *m, const encoding *e)
{
    enum { MOST_BYTES = 64 << 20 };
    const network_config *c = &m->net.config;
    const algorithm *a = algorithm_of(c);
    double state = 2.0 * sizeof(real) * (double)(e->planes * e->cells) * (double)c->width * o->steps;
    if (a->updates && state * a->updates(c) > MOST_BYTES) what &= ~TRACE_UPDATES;
    return state > MOST_BYTES ? what & ~TRACE_STATES : what;
}

/* With a view all tries go there. */
static int ask(puzzle_group *g, const model *m, const trm_options *o, puzzle_view *view, error *err)
{
    onlooker who = {o, g};
    infer_options how = {.steps = o->steps,
                         .threshold = o->halt,
                         .samples = o->tries,
                         .noise = o->noise,
                         .select = (selection)o->choose,
                         .seed = o->seed,
                         .threads = 1,
                         .trace = (o->detail & (TRM_PROBABILITIES | TRM_REPLAY) ? TRACE_LOGITS : 0) |
                                  (o->detail & TRM_UPDATES ? TRACE_UPDATES : 0),
                         .watch = o->watch ? watch : NULL,
                         .watcher = &who};
    if (o->detail & TRM_REPLAY) puzzle_views_watch(view, &how, g->code.cells);
    if (o->detail & TRM_REPLAY) how.trace = lighten(how.trace, o, m, &g->code);
    return group_answer(g, m, &how, err);
}

/* --- what came out ----------------------------------------------------------------------------------------------- */

/* An answer, and what its arrays lie in. */
typedef struct held {
    trm_answer seen; /* first: a pointer to it is one to all */
    trace t;
    float *probability;
    char *replay;
    uint8_t *grids; /* [3, cells] */
    char characters[257], verdict[KIND_SENTENCE];
} held;

/* Softmax over all classes of a cell: logits [P, L, C] -> p [L, P C]. */
static void probabilities(const float *logits, int planes, int cells, int classes, float *p)
{
    for (int l = 0; l < cells; l++, p += planes * classes) {
        float most = -INFINITY, sum = 0;
        for (int k = 0; k < planes * classes; k++) {
            p[k] = logits[(k / classes * cells + l) * classes + k % classes];
            if (p[k] > most) most = p[k];
        }
        for (int k = 0; k < planes * classes; k++) sum += p[k] = expf(p[k] - most);
        for (int k = 0; k < planes * classes; k++) p[k] /= sum;
    }
}

static int fill_probabilities(held *h, const encoding *e, error *err)
{
    trm_answer *a = &h->seen;
    size_t each = (size_t)(h->t.cells * a->classes);
    if (!h->t.logits) return OK;
    a->probability = h->probability = malloc((size_t)a->frames * each * sizeof(float));
    if (!a->probability) return fail_memory(err, "probabilities");
    for (int f = 0; f < a->frames; f++)
        probabilities(h->t.logits + (size_t)f * h->t.logits_each, e->planes, h->t.cells, e->classes,
                      h->probability + (size_t)f * each);
    return OK;
}

static void write_characters(held *h, const puzzle *p)
{
    alphabet a;
    p->kind->alphabet_of(&p->shape, &a);
    h->seen.first = a.first;
    h->seen.classes = a.classes;
    h->seen.characters = h->characters;
    for (int k = 0; k < a.first + a.classes; k++) h->characters[k] = p->kind->symbol_char(&p->shape, k);
}

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
    if (a->solved) snprintf(h->verdict, sizeof h->verdict, "the rules agree");
    for (size_t i = 0; i < cells; i++) broken[i] = broken[i] != 0;
    return OK;
}

static int open_view(puzzle_view *v, const puzzle_group *g, const char *name, const trm_options *how, error *err)
{
    const puzzle *p = g->puzzles;
    const view_words words = {.name = name, .measure = g->fills ? "log-likelihood" : "halting logit", .about = ""};
    const infer_options limits = {.threshold = how->halt, .steps = how->steps};
    if (!(how->detail & TRM_REPLAY)) return OK;
    if (!puzzle_view_open(v, &g->code, p->kind, &p->shape, p->question, &words, &limits)) return OK;
    return fail_memory(err, "a replay");
}

/* Takes over the text of the view. */
static int fill_replay(held *h, puzzle_view *v, const prediction *p, error *err)
{
    const trm_answer *a = &h->seen;
    char verdict[KIND_SENTENCE + 64];
    if (!v->grids) return OK;
    snprintf(verdict, sizeof verdict, "%s after %d step%s; %s", a->solved ? "solved" : "not solved", a->steps,
             a->steps == 1 ? "" : "s", a->verdict);
    if (puzzle_view_end(v, p, a->solved ? JUDGED_RIGHT : JUDGED_WRONG, verdict)) return fail_memory(err, "a replay");
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
                           .halted = r.halt > how->halt,
                           .chosen = r.chosen,
                           .tries = r.samples,
                           .frames = h->t.frames,
                           .per_step = h->t.per_step,
                           .frame = h->t.answers,
                           .halts = h->t.halts};
    write_characters(h, g->puzzles);
    int status = fill_grids(h, &r, err);
    return status == OK ? fill_probabilities(h, &g->code, err) : status;
}

int trm_solve(trm_answer **a, const trm_model *m, const trm_puzzles *p, long i, const trm_options *how, trm_error *err)
{
    error found = {0};
    puzzle_group g = {0};
    puzzle_view v = {0};
    held *h = calloc(1, sizeof *h);
    int status = h ? check_options(how, &found) : fail_memory(&found, "an answer");
    if (status == OK) status = check_puzzle(m, p, i, &found);
    if (status == OK) status = group_open(&g, &m->m, &p->list.items[i], 1, 1, 0, &found);
    if (status == OK) status = open_view(&v, &g, p->name, how, &found);
    if (status == OK) status = ask(&g, &m->m, how, &v, &found);
    if (status == OK) status = fill_answer(h, &g, how, &found);
    if (status == OK) status = fill_replay(h, &v, g.predictions, &found);
    puzzle_view_close(&v);
    group_close(&g);
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
