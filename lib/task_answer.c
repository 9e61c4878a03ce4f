#include "lib/held.h"
#include "lib/task_view.h"

/* --- the task at hand -------------------------------------------------------------------------------------------- */

static int copy_pairs(arc_pair **to, int *count, const arc_pair *from, int total)
{
    for (int i = 0; i < total; i++) {
        arc_grid input, output;
        arc_pair *pair = arc_pair_add(to, count);
        arc_unpack(from[i].input, &input);
        if (from[i].output) arc_unpack(from[i].output, &output);
        if (!pair || arc_pair_set(pair, &input, from[i].output ? &output : NULL)) return -1;
    }
    return 0;
}

/* A model gives the tasks that it is asked about names, so they are its own: others may read the list meanwhile. */
static int copy_task(arc_tasks *to, const arc_task *t)
{
    arc_task *copy = arc_tasks_add(to, t->name, t->split, t->file, t->line);
    return !copy ||
                   copy_pairs(&copy->demonstrations, &copy->demonstration_count, t->demonstrations,
                              t->demonstration_count) ||
                   copy_pairs(&copy->tests, &copy->test_count, t->tests, t->test_count)
               ? -1
               : 0;
}

/* --- asking ------------------------------------------------------------------------------------------------------ */

/* What infer calls, and whom it is for. */
typedef struct onlooker {
    const trm_options *how;
    const arc_questions *q;
    int side;
    belief belief;
    int stopped;
} onlooker;

/* The test input as it is comes first; once it is to stop no augmentation goes on. */
static int watch(void *watcher, long index, const prediction *now, const uint8_t *classes)
{
    onlooker *w = watcher;
    if (w->q->of[index].v || w->stopped) return w->stopped;
    const trm_moment m = {.attempt = now->sample,
                          .step = now->steps - 1,
                          .halt = now->halt,
                          .sure = belief_sure(&w->belief, now->halt),
                          .rows = w->side,
                          .cols = w->side,
                          .cells = classes,
                          .characters = task_symbols};
    w->stopped = w->how->watch(w->how->watcher, &m);
    return w->stopped;
}

static int ask(task_group *g, task_views *v, const model *m, const trm_options *o, const char *name, error *err)
{
    const arc_questions *q = &g->q;
    onlooker who = {.how = o, .q = q, .side = arc_examples_side(&g->set.examples, 0), .belief = v->belief};
    infer_options how = held_asking(o);
    how.watch = o->watch ? watch : NULL;
    how.watcher = &who;
    prediction *predictions = malloc(((size_t)q->asked.count + 1) * sizeof *predictions);
    int failed = !predictions || task_views_watch(v, name, &how);
    if (o->detail & TRM_REPLAY) how.trace = held_lighten(how.trace, o, m, &g->code);
    int status = failed ? fail_memory(err, "an answer") : task_group_answer(g, m, &how, predictions, err);
    free(predictions);
    return status;
}

/* --- what came out ----------------------------------------------------------------------------------------------- */

static void put_grid(const arc_grid *grid, int side, uint8_t *cells)
{
    if (arc_fits(grid, side, 0, 0))
        arc_encode(grid, side, 0, 0, cells);
    else
        memset(cells, ARC_TOKEN_PAD, (size_t)(side * side));
}

static int fill_grids(held *h, const task_group *g, const task_view *v, int attempts, error *err)
{
    trm_answer *a = &h->seen;
    const long input = g->attempts.first[v->task] + v->test;
    const size_t cells = (size_t)(v->side * v->side);
    char sentence[REPLAY_SENTENCE];
    arc_grid grid;
    a->attempts = g->attempts.count[input] < attempts ? g->attempts.count[input] : attempts;
    uint8_t *question = h->grids = calloc(3 + (size_t)attempts, cells), *wrong = question + cells;
    if (!h->grids) return fail_memory(err, "an answer");
    put_grid(arc_unpack(v->e->tasks->items[v->task].tests[v->test].input, &grid), v->side, question);
    uint8_t *best = wrong + cells;
    for (int k = 0; k < a->attempts; k++)
        put_grid(arc_attempts_get(&g->attempts, v->task, v->test, k, &grid), v->side, best + (size_t)k * cells);
    a->question = question;
    a->wrong = wrong;
    a->cells = a->attempt = best;
    task_judge(v->e, v->task, v->test, best, wrong, sentence);
    return OK;
}

static int fill_answer(held *h, const task_group *g, task_view *v, const trm_options *how, error *err)
{
    arc_outcome outcome = arc_attempts_outcome(&g->attempts, v->task, v->test, how->attempts);
    h->t = v->kept;
    v->kept = (trace){0};
    h->seen = (trm_answer){.rows = v->side,
                           .cols = v->side,
                           .known = outcome != ARC_UNKNOWN,
                           .solved = outcome == ARC_SOLVED,
                           .verdict = task_verdict(outcome, how->attempts, h->verdict),
                           .steps = v->p.steps,
                           .halted = v->p.halt > how->halt,
                           .chosen = v->p.sample,
                           .tries = v->made,
                           .frames = h->t.frames,
                           .per_step = h->t.per_step,
                           .frame = h->t.answers,
                           .halts = h->t.halts,
                           .classes = ARC_VOCABULARY,
                           .characters = task_symbols};
    int status = fill_grids(h, g, v, how->attempts, err);
    return status == OK ? held_probabilities(h, &g->code, err) : status;
}

/* Takes over the text of the replay. */
static int fill_replay(held *h, task_view *v, const task_group *g, const trm_options *how, error *err)
{
    if (!(how->detail & TRM_REPLAY)) return OK;
    if (task_view_end(v, &g->attempts, how->attempts)) return fail_memory(err, "a replay");
    h->seen.replay = h->replay = v->r.text;
    v->r.text = NULL;
    return OK;
}

static int answer(held *h, task_group *g, task_views *v, const model *m, const char *name, int test,
                  const trm_options *how, error *err)
{
    const int keep = held_asking(how).trace;
    const calibration c = calibration_of(m);
    arc_ask_one(&g->q, 0, test);
    if (!g->q.asked.count)
        return fail(err, BAD_INPUT, "the input of test %d is too large for the frame of the model, a side of %d",
                    test + 1, arc_examples_side(&g->set.examples, 0));
    if (task_views_open(v, g, calibration_belief(&c), keep, how->detail & TRM_REPLAY))
        return fail_memory(err, "an answer");
    int status = ask(g, v, m, how, name, err);
    if (status == OK && v->of[test].failed) status = fail_memory(err, "an answer");
    if (status == OK) status = fill_answer(h, g, &v->of[test], how, err);
    return status == OK ? fill_replay(h, &v->of[test], g, how, err) : status;
}

int held_solve_task(held *h, const trm_model *m, const trm_puzzles *p, long i, const trm_options *how, error *err)
{
    task_group g = {0};
    task_views v = {0};
    long task;
    int test = 0, status = OK;
    if (how->choose == TRM_CHOOSE_RULES)
        return fail(err, BAD_INPUT, "choose: the rules of ARC tasks are not known; choose confident or first");
    if (!find_test(p, i, &task, &test) || copy_task(&g.set.tasks, &p->tasks.items[task]))
        status = fail_memory(err, "a task");
    if (status == OK) status = task_group_open(&g, &m->m, how->augmentations, how->attempts, err);
    if (status == OK) status = answer(h, &g, &v, &m->m, p->name, test, how, err);
    task_views_close(&v);
    task_group_close(&g);
    return status;
}
