/* Masked diffusion (arXiv 2410.14157, 2502.06768): the answer is filled in from nothing, some cells a step.
 *
 *     training    u ~ U(0, 1); each open cell is masked with probability u;   y <- net(x + answers that are not masked)
 *                 loss: the mean over masked cells, so that cells weigh 1 / u in expectation, as the bound asks
 *     answering   step k of K:  y <- net(x + answers so far); the best M k / K of the M open cells are filled
 *
 * The best are those whose most likely class is most probable, or is ahead of the second by most, or random ones
 * (--unmask). A cell that is filled stays, unless with --remask it has to hold its place against the others with the
 * score at which it was filled. Cells that the question gives are never masked.
 */
#include "trm/algorithms/algorithm.h"
#include "trm/algorithms/fill.h"
#include "base/random.h"

#include <math.h>
#include <string.h>

static tensor *pass(tape *t, bound *b, const step_io *s, const uint8_t *tokens)
{
    network_prepare(t, b);
    tensor *x = network_embed(t, b, &s->in);
    return network_pass(t, b, add(t, network_embed_answers(t, b, tokens, s->in.batch), x, 1));
}

static int is_given(const inputs *in, int at)
{
    return in->rank && !in->rank[at];
}

/* --- training ---------------------------------------------------------------------------------------------------- */

/* Splits the labels [L] of example i into those that are shown and those that are asked for, at least one. */
static void mask(const step_io *s, int i, int cells, uint8_t *shown, uint8_t *asked)
{
    uint64_t key = s->in.key ? s->in.key[i] : 0;
    const uint8_t *labels = s->labels + i * cells;
    double rate = random_uniform(key, 0);
    int count = 0, open = 0, always;
    for (int l = 0; l < cells; l++) open += !is_given(&s->in, i * cells + l);
    always = open ? (int)random_below(key, 1, open) : 0;
    for (int l = 0; l < cells; l++) {
        int masked = !is_given(&s->in, i * cells + l);
        if (masked) masked = count++ == always || random_uniform(key, (uint64_t)(2 + l)) < rate;
        shown[l] = masked ? NO_LABEL : labels[l];
        asked[l] = masked ? labels[l] : NO_LABEL;
    }
}

static void train(tape *t, bound *b, step_io *s, const train_config *c, int of)
{
    size_t n = (size_t)s->in.batch, cells = (size_t)b->shape->cells;
    size_t each = (size_t)(b->shape->planes * b->shape->sequence);
    tape_begin(t, 1);
    uint8_t *tokens = arena_alloc(t->memory, n * each), *shown = arena_alloc(t->memory, cells);
    uint8_t *asked = arena_alloc(t->memory, n * cells);
    for (size_t i = 0; t->memory->base && i < n; i++) {
        mask(s, (int)i, (int)cells, shown, asked + i * cells);
        fill_tokens(b, shown, tokens + i * each);
    }
    fill_learn(t, b, s, pass(t, b, s, tokens), asked, c, of);
}

/* --- answering --------------------------------------------------------------------------------------------------- */

/* What an example carries: of each cell the score at which it was filled, and the logarithm of its probability. */
typedef struct memory {
    real *score, *surprise; /* [L] */
} memory;

static double score_of(const step_io *s, const guess *g, int cell)
{
    uint64_t key = random_key(s->in.key ? s->in.key[0] : 0, (uint64_t)s->step);
    if (s->unmask == UNMASK_RANDOM) return random_uniform(key, (uint64_t)cell);
    return s->unmask == UNMASK_CONFIDENCE ? g->probability : g->margin;
}

/* Guesses all masked cells, and scores all that are open. */
static void guess_all(const step_io *s, const tensor *logits, int cells, uint8_t *guesses, memory m)
{
    for (int l = 0; l < cells; l++) {
        guesses[l] = s->answer[l];
        if (is_given(&s->in, l)) continue;
        int filled = s->answer[l] != NO_LABEL;
        if (filled && s->remask && s->unmask == UNMASK_RANDOM) m.score[l] = (real)score_of(s, NULL, l);
        if (filled && !s->remask) m.score[l] = 2; /* above all others */
        if (filled) continue;
        guess g = fill_guess(logits, l);
        guesses[l] = g.class;
        m.score[l] = (real)score_of(s, &g, l);
        m.surprise[l] = (real)log(g.probability);
    }
}

/* The open cell with the highest score among those that are not filled; the first of equals. */
static int best_cell(const step_io *s, int cells, memory m)
{
    int best = -1;
    for (int l = 0; l < cells; l++)
        if (s->answer[l] == NO_LABEL && !is_given(&s->in, l) && (best < 0 || m.score[l] > m.score[best])) best = l;
    return best;
}

/* The `count` best of the open cells get their guesses, the others are masked. */
static void fill_best(const step_io *s, int cells, int count, const uint8_t *guesses, memory m)
{
    for (int l = 0; l < cells; l++)
        if (!is_given(&s->in, l)) s->answer[l] = NO_LABEL;
    s->halt[0] = 0;
    for (int i = 0; i < count; i++) {
        int cell = best_cell(s, cells, m);
        s->answer[cell] = guesses[cell];
        s->halt[0] += m.surprise[cell];
    }
}

static void infer(tape *t, bound *b, step_io *s)
{
    int cells = b->shape->cells;
    tape_begin(t, 0);
    uint8_t *tokens = arena_alloc(t->memory, (size_t)(b->shape->planes * b->shape->sequence));
    uint8_t *guesses = arena_alloc(t->memory, (size_t)cells);
    if (t->memory->base && s->step == 0) fill_begin(b, &s->in, 0, s->answer);
    if (t->memory->base) fill_tokens(b, s->answer, tokens);
    tensor *y = pass(t, b, s, tokens), *logits = network_logits(t, b, y);
    if (t->memory->base) {
        const memory m = {s->carry, s->carry + cells};
        guess_all(s, logits, cells, guesses, m);
        fill_best(s, cells, fill_open_cells(&s->in, cells) * (s->step + 1) / s->steps, guesses, m);
    }
    step_filled(t, s, b, logits, y);
}

/* --- the row ----------------------------------------------------------------------------------------------------- */

static int steps(const inputs *in, int cells, int asked)
{
    int open = fill_open_cells(in, cells);
    return open < 1 ? 1 : min_int(open, asked);
}

static double passes(const network_config *c, int training)
{
    (void)c;
    return training ? 3 : 1;
}

const algorithm algorithm_diffusion = {
    .name = "diffusion",
    .help = "masked diffusion: fills all open cells within the given steps, the surest first",
    .one_step = 1,
    .fills = 1,
    .steps = steps,
    .states = fill_states,
    .train = train,
    .infer = infer,
    .passes = passes,
};
