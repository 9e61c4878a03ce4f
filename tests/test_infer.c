/* A network at work on grids of other sizes: sharpness that grows with what a softmax runs over; a corner of a frame.
 */
#include "base/random.h"
#include "puzzles/offsets.h"
#include "puzzles/sudoku/sudoku.h"
#include "tests/check.h"
#include "trm/inference/infer.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_CELLS = 144, MOST_TOKENS = 12 * MOST_CELLS };
enum { CORNER_SIDE = 6, CORNER_CELLS = CORNER_SIDE * CORNER_SIDE };

static const uint8_t *random_tokens(void)
{
    static uint8_t tokens[MOST_TOKENS];
    for (int i = 0; i < MOST_TOKENS; i++) tokens[i] = (uint8_t)(i * 7919 % 101 % 3);
    return tokens;
}

/* The halting logit and the answer [L] after two steps on one puzzle. */
static double two_steps(const weights *w, const geometry *geo, const uint8_t *tokens, int32_t side, uint8_t *answer)
{
    infer_options how = infer_defaults(1);
    prediction p;
    const infer_inputs in = {.count = 1, .tokens = tokens, .sides = &side};
    how.steps = 2;
    how.threshold = 1e9;
    if (infer(w, geo, &how, &in, answer, &p, NULL)) abort();
    return p.halt;
}

/* The same of untrained weights on a Sudoku grid of that side. */
static double untrained(int side, int sharpness, uint8_t *answer)
{
    static uint8_t relation[MOST_CELLS * MOST_CELLS];
    sudoku_relation_table(&(grid_shape){.rows = side, .cols = side}, relation);
    geometry geo = {.planes = side, .cells = side * side, .rows = side, .cols = side, .relation = relation};
    network_config config = network_defaults();
    network net;
    weights w;
    config.sharpness = sharpness;
    network_fit(&config, &(puzzle_sizes){3, 1, SUDOKU_RELATIONS, geo.cells, 0});
    if (network_open(&net, &config) || weights_open(&w, &net)) abort();
    weights_initialise(&w, 5);
    for (int i = 0; i < net.list.count; i++) /* the halting head starts as zeros, which would hide everything */
        if (!strcmp(net.list.items[i].name, "q_head.weight"))
            for (int j = 0; j < net.list.items[i].columns; j++) w.values[net.list.items[i].offset + (size_t)j] = 1;
    weights_pack(&w);
    double halt = two_steps(&w, &geo, random_tokens(), 0, answer);
    weights_close(&w);
    network_close(&net);
    return halt;
}

/* For 64 cells in 8 planes both ways are the same; otherwise they differ. */
static void check_sharpness(void)
{
    uint8_t fixed[MOST_CELLS], sized[MOST_CELLS];
    double a = untrained(8, SHARPNESS_FIXED, fixed), b = untrained(8, SHARPNESS_SIZE, sized);
    CHECK(a == b && !memcmp(fixed, sized, 64), "8x8: halting logits %.9g and %.9g", a, b);
    static const int others[] = {4, 9, 12};
    for (int i = 0; i < 3; i++) {
        a = untrained(others[i], SHARPNESS_FIXED, fixed);
        b = untrained(others[i], SHARPNESS_SIZE, sized);
        CHECK(a < b || a > b, "%dx%d: both give the halting logit %.9g", others[i], others[i], a);
    }
}

/* Two steps on a side x side corner of a frame, or on a puzzle of its own if frame is 0. */
static double corner_of(int frame, int side, const weights *w, const uint8_t *tokens, uint8_t *answer)
{
    static uint8_t relation[CORNER_CELLS * CORNER_CELLS];
    int all = frame ? frame : side;
    const geometry geo = {
        .planes = 1, .cells = all * all, .rows = all, .cols = all, .relation = relation, .frame = frame};
    offsets_relation_table(&(grid_shape){.rows = all, .cols = all}, relation);
    return two_steps(w, &geo, tokens, frame ? side : 0, answer);
}

/* All sides asked at once, labelled with the answer to a single puzzle of each: all are right, whatever the threads.
 * `shifted`: with other classes, so that none is. */
static void check_all_sides(const weights *w, int threads, int tries, int shifted)
{
    static uint8_t relation[CORNER_CELLS * CORNER_CELLS], tokens[CORNER_SIDE * CORNER_CELLS];
    uint8_t labels[CORNER_SIDE * CORNER_CELLS], answers[CORNER_SIDE * CORNER_CELLS], alone[CORNER_CELLS];
    int32_t sides[CORNER_SIDE];
    prediction predictions[CORNER_SIDE];
    const geometry geo = {.planes = 1,
                          .cells = CORNER_CELLS,
                          .rows = CORNER_SIDE,
                          .cols = CORNER_SIDE,
                          .relation = relation,
                          .frame = CORNER_SIDE};
    infer_options how = infer_defaults(threads);
    offsets_relation_table(&(grid_shape){.rows = CORNER_SIDE, .cols = CORNER_SIDE}, relation);
    how.steps = 2;
    how.threshold = 1e9;
    how.samples = tries;
    how.noise = 0.3;
    memset(answers, 0, sizeof answers);
    for (int i = 0; i < CORNER_SIDE; i++) {
        int side = CORNER_SIDE - i, cells = side * side;
        memcpy(tokens + i * CORNER_CELLS, random_tokens(), CORNER_CELLS);
        corner_of(0, side, w, random_tokens(), alone);
        memset(labels + i * CORNER_CELLS, 9, CORNER_CELLS); /* beyond the side: no answer's */
        for (int l = 0; l < cells; l++) labels[i * CORNER_CELLS + l] = (uint8_t)((alone[l] + shifted) % 3);
        sides[i] = side;
    }
    const infer_inputs in = {.count = CORNER_SIDE, .tokens = tokens, .sides = sides};
    if (infer(w, &geo, &how, &in, answers, predictions, NULL)) abort();
    for (int i = 0; i < CORNER_SIDE && tries == 1; i++) {
        int cells = sides[i] * sides[i];
        int right = 0;
        for (int l = 0; l < cells; l++) right += answers[i * CORNER_CELLS + l] == labels[i * CORNER_CELLS + l];
        CHECK(right == (shifted ? 0 : cells), "side %d with %d threads: %d of %d cells", sides[i], threads, right,
              cells);
    }
    static uint8_t before[CORNER_SIDE * CORNER_CELLS];
    if (threads > 1 && tries > 1)
        CHECK(!memcmp(answers, before, sizeof answers), "%d threads answer otherwise than one", threads);
    memcpy(before, answers, sizeof answers);
    for (int i = 0; i < CORNER_SIDE; i++)
        CHECK(predictions[i].samples == tries && predictions[i].work == 2 * tries, "side %d: %ld steps", sides[i],
              predictions[i].work);
}

/* A puzzle in the corner of a frame is answered as if there were no frame. */
static void check_corners(void)
{
    uint8_t alone[CORNER_CELLS], framed[CORNER_CELLS];
    network_config config = network_defaults();
    network net;
    weights w;
    config.planes = 0;
    network_fit(&config, &(puzzle_sizes){3, 3, OFFSETS_RELATIONS, CORNER_CELLS, 0});
    if (network_open(&net, &config) || weights_open(&w, &net)) abort();
    for (size_t i = 0; i < net.list.size; i++) w.values[i] = (real)(0.2 * random_normal(6, i));
    weights_pack(&w);
    double before = 0;
    for (int side = 1; side <= CORNER_SIDE; side++) {
        double a = corner_of(0, side, &w, random_tokens(), alone);
        double b = corner_of(CORNER_SIDE, side, &w, random_tokens(), framed);
        CHECK(a == b && !memcmp(alone, framed, (size_t)(side * side)), "side %d: halting logits %.9g and %.9g", side, a,
              b);
        CHECK(a < before || a > before, "side %d: as the one before", side);
        before = a;
    }
    check_all_sides(&w, 1, 1, 0);
    check_all_sides(&w, 2, 1, 0);
    check_all_sides(&w, 2, 1, 1);
    check_all_sides(&w, 1, 3, 0);
    check_all_sides(&w, 2, 3, 0);
    weights_close(&w);
    network_close(&net);
}

/* --- traces ------------------------------------------------------------------------------------------------------ */

enum { SIDE = 4, TRACE_PUZZLES = 3, TRACE_STEPS = 3, TRACE_ALL = TRACE_LOGITS | TRACE_STATES | TRACE_UPDATES };

typedef struct traced {
    network_config config;
    network net;
    weights w;
    uint8_t relation[SIDE * SIDE * SIDE * SIDE];
    geometry geo;
} traced;

static void open_traced(traced *x, const char *algorithm_name)
{
    *x = (traced){.config = network_defaults()};
    sudoku_relation_table(&(grid_shape){.rows = SIDE, .cols = SIDE}, x->relation);
    x->geo = (geometry){.planes = SIDE, .cells = SIDE * SIDE, .rows = SIDE, .cols = SIDE, .relation = x->relation};
    x->config.width = 16;
    x->config.cycles = 2;
    x->config.registers = 1;
    x->config.algorithm = option_choice_index(algorithm_choice, algorithm_name);
    network_fit(&x->config, &(puzzle_sizes){3, 1, SUDOKU_RELATIONS, SIDE * SIDE, 0});
    if (network_open(&x->net, &x->config) || weights_open(&x->w, &x->net)) abort();
    for (size_t i = 0; i < x->net.list.size; i++) x->w.values[i] = (real)(0.3 * random_normal(8, i));
    weights_pack(&x->w);
}

static void close_traced(traced *x)
{
    weights_close(&x->w);
    network_close(&x->net);
}

static void run_traced(traced *x, int what, int samples, uint8_t *answers, prediction *p, trace *traces)
{
    infer_options how = infer_defaults(2);
    const infer_inputs in = {.count = TRACE_PUZZLES, .tokens = random_tokens()};
    how.steps = TRACE_STEPS;
    how.threshold = 1e9;
    how.samples = samples;
    how.noise = 0.5;
    how.trace = what;
    if (infer(&x->w, &x->geo, &how, &in, answers, p, traces)) abort();
}

/* The class with the largest logit in cell l, logits in the order [P, L, 1]. */
static int best_class(const float *logits, int l)
{
    int best = 0;
    for (int k = 1; k < SIDE; k++)
        if (logits[k * SIDE * SIDE + l] > logits[best * SIDE * SIDE + l]) best = k;
    return best;
}

static void check_frames(const trace *t, const prediction *p, const uint8_t *answer, int per_step)
{
    int cells = SIDE * SIDE, steps = p->steps;
    CHECK(t->per_step == per_step && t->frames == steps * per_step, "%d frames of %d steps", t->frames, steps);
    CHECK(!memcmp(trace_answer(t, steps - 1), answer, (size_t)cells), "the last frame is not the answer");
    CHECK(trace_halt(t, steps - 1) == p->halt, "its halting logit is %g, not %g", trace_halt(t, steps - 1), p->halt);
    for (int f = 0; t->logits && f < t->frames; f++)
        for (int l = 0; l < cells; l++)
            CHECK(best_class(t->logits + (size_t)f * t->logits_each, l) == t->answers[f * cells + l],
                  "frame %d: the answer in cell %d is not the likeliest", f, l);
}

/* y changes in the last update of a cycle and nowhere else, z in all the others. */
static void check_updates(const trace *t, int latent_updates)
{
    size_t bytes = t->state_each * sizeof(float);
    for (int f = 1; f < t->frames; f++) {
        const float *y = t->y + (size_t)f * t->state_each, *z = t->z + (size_t)f * t->state_each;
        int y_turn = f % (latent_updates + 1) == latent_updates;
        CHECK(y_turn == (memcmp(y, y - t->state_each, bytes) != 0), "frame %d: y", f);
        CHECK(!y_turn == (memcmp(z, z - t->state_each, bytes) != 0), "frame %d: z", f);
    }
}

/* What is traced changes no answer; it is the selected sample that is traced, and every frame fits the others. */
static void check_traces(const char *algorithm_name, int per_step, int steps)
{
    traced x;
    open_traced(&x, algorithm_name);
    for (int samples = 1; samples <= 4; samples += 3) {
        uint8_t plain[TRACE_PUZZLES * SIDE * SIDE], answers[TRACE_PUZZLES * SIDE * SIDE];
        prediction before[TRACE_PUZZLES], after[TRACE_PUZZLES];
        trace brief[TRACE_PUZZLES], full[TRACE_PUZZLES];
        run_traced(&x, 0, samples, plain, before, NULL);
        run_traced(&x, 0, samples, answers, after, brief);
        CHECK(!memcmp(plain, answers, sizeof plain), "%s: traced answers differ", algorithm_name);
        for (int i = 0; i < TRACE_PUZZLES; i++) check_frames(&brief[i], &after[i], answers + i * SIDE * SIDE, 1);
        run_traced(&x, TRACE_ALL, samples, answers, after, full);
        CHECK(!memcmp(plain, answers, sizeof plain), "%s: fully traced answers differ", algorithm_name);
        for (int i = 0; i < TRACE_PUZZLES; i++) {
            CHECK(after[i].halt == before[i].halt && after[i].steps == steps, "%s: another prediction", algorithm_name);
            check_frames(&full[i], &after[i], answers + i * SIDE * SIDE, per_step);
            if (per_step > 1) check_updates(&full[i], (int)x.config.latent_updates);
            for (int s = 0; s < steps; s++)
                CHECK(!memcmp(trace_answer(&brief[i], s), trace_answer(&full[i], s), SIDE * SIDE) &&
                          trace_halt(&brief[i], s) == trace_halt(&full[i], s),
                      "%s: step %d differs", algorithm_name, s);
            trace_close(&brief[i]);
            trace_close(&full[i]);
        }
    }
    close_traced(&x);
}

int main(void)
{
    check_sharpness();
    check_corners();
    check_traces("trm", 2 * 4, TRACE_STEPS);
    check_traces("multi-scale", 2 * 4, TRACE_STEPS);
    check_traces("one-pass", 1, 1);
    return check_done("inference");
}
