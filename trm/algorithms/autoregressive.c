/* An autoregressive decoder: cells are filled one after another, each from the question and the cells before it.
 *
 *     e <- net(x)                                        the question, all cells at once
 *     content   c <- net(e + answers, causal)            cell i sees the cells that are filled up to i
 *     query     q <- net(e + given answers, causal)      cell i sees the contents before i, so not its own answer
 *     loss      of the open cells, read from q
 *
 * Causal means by the order in which cells are filled, not by where they lie: places and relations of cells stay what
 * they are in any order, and each order is one mask (two streams as in XLNet, arXiv 1906.08237). Contents and queries
 * are examples side by side in one pass: 2 B of queries look at B of keys. Answering takes a pass a cell, in which
 * cells that are filled are contents and the others queries; keys are computed anew each time.
 */
#include "trm/algorithms/algorithm.h"
#include "trm/algorithms/fill.h"
#include "base/evaluation.h"

#include <math.h>
#include <string.h>

/* Room for what the tokens of examples see: shown [examples, padded], sees [queries, padded]. */
typedef struct view {
    real *shown, *sees;
    int padded, examples;
} view;

static view open_view(tape *t, const bound *b, int examples, int queries)
{
    int padded = whole_vectors(b->shape->sequence);
    size_t row = (size_t)padded * sizeof(real);
    view v = {.padded = padded, .examples = examples};
    v.shown = arena_alloc(t->memory, (size_t)examples * row);
    v.sees = arena_alloc(t->memory, (size_t)queries * row);
    if (!t->memory->base) return v;
    memset(v.shown, 0, (size_t)examples * row);
    memset(v.sees, 0, (size_t)queries * row);
    return v;
}

/* Registers and given cells are there from the start and see nothing of what comes. */
static void set_view(const view *v, const bound *b, int row, const int32_t *moment, int from, real *side)
{
    for (int l = 0; l < b->shape->cells; l++) {
        int before = moment[l] >= from && moment[l] > 0; /* a query: what came before it */
        side[row * v->padded + b->shape->registers + l] = (real)(moment[l] - before);
    }
}

static tensor *pass_in_order(tape *t, bound *b, tensor *e, const uint8_t *tokens, int examples, const view *v)
{
    b->sight = (attention_sight){v->shown, v->sees, v->examples};
    tensor *h = network_pass(t, b, add(t, network_embed_answers(t, b, tokens, examples), e, 1));
    b->sight = (attention_sight){0};
    return h;
}

static tensor *read_question(tape *t, bound *b, const step_io *s)
{
    network_prepare(t, b);
    return network_pass(t, b, network_embed(t, b, &s->in));
}

/* --- training ---------------------------------------------------------------------------------------------------- */

typedef struct lesson {
    uint8_t *tokens; /* [2 B, P, S] */
    uint8_t *labels; /* [B, L] of the open cells */
    view v;
} lesson;

static void write_example(const bound *b, const step_io *s, int i, int32_t *moment, lesson *m)
{
    const int never = b->shape->cells + 1;
    int cells = b->shape->cells, batch = s->in.batch;
    size_t each = (size_t)(b->shape->planes * b->shape->sequence);
    const uint8_t *labels = s->labels + i * cells;
    uint8_t *given = m->labels + i * cells;
    fill_moments(b, &s->in, i, moment);
    fill_tokens(b, labels, m->tokens + (size_t)i * each);
    for (int l = 0; l < cells; l++) given[l] = moment[l] ? NO_LABEL : labels[l];
    fill_tokens(b, given, m->tokens + (size_t)(batch + i) * each);
    for (int l = 0; l < cells; l++) given[l] = moment[l] ? labels[l] : NO_LABEL;
    set_view(&m->v, b, i, moment, never, m->v.shown);
    set_view(&m->v, b, i, moment, never, m->v.sees);
    set_view(&m->v, b, batch + i, moment, 0, m->v.sees);
}

static lesson prepare_lesson(tape *t, const bound *b, const step_io *s)
{
    size_t n = (size_t)s->in.batch, cells = (size_t)b->shape->cells;
    lesson m = {.tokens = arena_alloc(t->memory, 2 * n * (size_t)(b->shape->planes * b->shape->sequence)),
                .labels = arena_alloc(t->memory, n * cells),
                .v = open_view(t, b, s->in.batch, 2 * s->in.batch)};
    int32_t *moment = arena_alloc(t->memory, 2 * cells * sizeof *moment);
    for (int i = 0; t->memory->base && i < s->in.batch; i++) write_example(b, s, i, moment, &m);
    return m;
}

static void train(tape *t, bound *b, step_io *s, const train_config *c, int of)
{
    tape_begin(t, 1);
    tensor *e = read_question(t, b, s);
    lesson m = prepare_lesson(t, b, s);
    tensor *both = pass_in_order(t, b, e, m.tokens, 2 * s->in.batch, &m.v);
    fill_learn(t, b, s, take_examples(t, both, s->in.batch, s->in.batch), m.labels, c, of);
}

/* --- answering --------------------------------------------------------------------------------------------------- */

/* Fills the cell of that moment. */
static void fill_cell(const step_io *s, const tensor *logits, const int32_t *moment, int now)
{
    int cell = 0;
    while (moment[cell] != now) cell++;
    guess g = fill_guess(logits, cell);
    s->answer[cell] = g.class;
    s->halt[0] += (real)log(g.probability);
}

/* Cells of that moment and later ones are queries. */
static tensor *ask(tape *t, bound *b, const step_io *s, tensor *e, const int32_t *moment, int now)
{
    const int never = b->shape->cells + 1;
    uint8_t *tokens = arena_alloc(t->memory, (size_t)(b->shape->planes * b->shape->sequence));
    view v = open_view(t, b, 1, 1);
    if (t->memory->base) {
        fill_tokens(b, s->answer, tokens);
        set_view(&v, b, 0, moment, never, v.shown);
        set_view(&v, b, 0, moment, now, v.sees);
    }
    return pass_in_order(t, b, e, tokens, 1, &v);
}

/* The embedded question, which the first step leaves in the carried state. */
static tensor *question_of(tape *t, bound *b, const step_io *s)
{
    const int shape[] = {1, b->shape->planes, b->shape->sequence, (int)b->net->config.width};
    tape_point before = tape_mark(t);
    if (s->step == 0) {
        const tensor *e = read_question(t, b, s);
        if (t->memory->base) memcpy(s->carry, e->x, tensor_size(e) * sizeof(real));
        tape_reset(t, before);
    }
    return tape_wrap(t, s->carry, NULL, 4, shape);
}

static void infer(tape *t, bound *b, step_io *s)
{
    tape_begin(t, 0);
    tensor *e = question_of(t, b, s), *y = NULL, *logits = NULL;
    int32_t *moment = arena_alloc(t->memory, 2 * (size_t)b->shape->cells * sizeof *moment);
    int open = 1, first = 1, last = 1;
    if (t->memory->base) {
        open = fill_moments(b, &s->in, 0, moment);
        first = 1 + open * s->step / s->steps;
        last = open * (s->step + 1) / s->steps;
        if (s->step == 0) fill_begin(b, &s->in, 0, s->answer), s->halt[0] = 0;
    }
    network_prepare(t, b);
    tape_point before = tape_mark(t);
    for (int now = first; now <= last || !logits; now++) {
        tape_reset(t, before);
        y = ask(t, b, s, e, moment, now);
        logits = network_logits(t, b, y);
        if (t->memory->base && now <= last) fill_cell(s, logits, moment, now);
    }
    step_filled(t, s, b, logits, y);
}

/* --- the row ----------------------------------------------------------------------------------------------------- */

/* A cell a step, unless there are more cells than steps can be counted. */
static int steps(const inputs *in, int cells, int asked)
{
    int open = fill_open_cells(in, cells);
    (void)asked;
    return open < 1 ? 1 : min_int(open, EVALUATION_STEPS);
}

/* The question, and contents and queries. */
static double passes(const network_config *c, int training)
{
    (void)c;
    return training ? 9 : 1;
}

const algorithm algorithm_autoregressive = {
    .name = "autoregressive",
    .help = "a causal decoder that fills one cell per step, in the order of --cell-order",
    .one_step = 1,
    .fills = 1,
    .causal = 1,
    .steps = steps,
    .states = fill_states,
    .train = train,
    .infer = infer,
    .passes = passes,
};
