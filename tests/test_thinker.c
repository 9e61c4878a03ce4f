/* A network at work on grids of other sizes: sharpness that grows with what a softmax runs over; a corner of a frame.
 */
#include "base/random.h"
#include "puzzles/offsets.h"
#include "puzzles/sudoku/sudoku.h"
#include "tests/check.h"
#include "trm/inference/inference.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_CELLS = 144, MOST_TOKENS = 12 * MOST_CELLS };
enum { CORNER_SIDE = 6, CORNER_CELLS = CORNER_SIDE * CORNER_SIDE, REACH = 3 };

static const uint8_t *random_tokens(void)
{
    static uint8_t tokens[MOST_TOKENS];
    for (int i = 0; i < MOST_TOKENS; i++) tokens[i] = (uint8_t)(i * 7919 % 101 % 3);
    return tokens;
}

/* The halting logit and the answer [L] after two steps of untrained weights on a Sudoku grid of that side. */
static double think_twice(int side, int sharpness, uint8_t *answer)
{
    static uint8_t relation[MOST_CELLS * MOST_CELLS];
    sudoku_shape shape;
    if (sudoku_shape_of_side(side, &shape)) abort();
    sudoku_relation_table(&shape, relation);
    geometry geo = {side, side * side, relation, 0};
    layouts shapes;
    network_config config = network_defaults();
    network net;
    weights w;
    thinker t;
    config.sharpness = sharpness;
    network_fit(&config, 3, 1, SUDOKU_RELATIONS, geo.cells, 0);
    network_describe(&net, &config);
    if (weights_open(&w, &net)) abort();
    weights_initialise(&w, 5);
    for (int i = 0; i < net.count; i++) /* the halting head starts as zeros, which would hide everything */
        if (!strcmp(net.parameters[i].name, "q_head.weight"))
            for (int j = 0; j < net.parameters[i].columns; j++) w.values[net.parameters[i].offset + (size_t)j] = 1;
    weights_pack(&w);
    if (layouts_open(&shapes, &config, &geo) || thinker_open(&t, &w, &shapes)) abort();
    thinker_start(&t, random_tokens(), 0, 0);
    for (int i = 0; i < 2; i++) thinker_step(&t);
    double halt = (double)t.s.halt[0];
    memcpy(answer, t.s.answer, (size_t)geo.cells);
    thinker_close(&t);
    layouts_close(&shapes);
    weights_close(&w);
    return halt;
}

/* 64 cells in 8 planes is where both ways are the same; elsewhere they part. */
static void check_sharpness(void)
{
    uint8_t fixed[MOST_CELLS], sized[MOST_CELLS];
    double a = think_twice(8, SHARPNESS_FIXED, fixed), b = think_twice(8, SHARPNESS_SIZE, sized);
    CHECK(a == b && !memcmp(fixed, sized, 64), "8x8: halting logits %.9g and %.9g", a, b);
    static const int others[] = {4, 9, 12};
    for (int i = 0; i < 3; i++) {
        a = think_twice(others[i], SHARPNESS_FIXED, fixed);
        b = think_twice(others[i], SHARPNESS_SIZE, sized);
        CHECK(a < b || a > b, "%dx%d: both give the halting logit %.9g", others[i], others[i], a);
    }
}

/* Two steps on a side x side corner of a frame, or on a puzzle of its own where frame is 0. */
static double think_in(int frame, int side, const weights *w, const uint8_t *tokens, uint8_t *answer)
{
    static uint8_t relation[CORNER_CELLS * CORNER_CELLS];
    int all = frame ? frame : side;
    const geometry geo = {1, all * all, relation, frame};
    layouts shapes;
    thinker t;
    offsets_relation_table(all, all, REACH, relation);
    if (layouts_open(&shapes, &w->net->config, &geo) || thinker_open(&t, w, &shapes)) abort();
    thinker_start(&t, tokens, 0, frame ? side : 0);
    for (int i = 0; i < 2; i++) thinker_step(&t);
    double halt = (double)t.s.halt[0];
    memcpy(answer, t.s.answer, (size_t)(side * side));
    thinker_close(&t);
    layouts_close(&shapes);
    return halt;
}

/* All sides asked at once, with what a lone puzzle of each is answered for labels: all are right, whatever the threads.
 * `shifted`: with other classes, so that none is. */
static void check_all_sides(const weights *w, int threads, int tries, int shifted)
{
    static uint8_t relation[CORNER_CELLS * CORNER_CELLS], tokens[CORNER_SIDE * CORNER_CELLS];
    uint8_t labels[CORNER_SIDE * CORNER_CELLS], answers[CORNER_SIDE * CORNER_CELLS], alone[CORNER_CELLS];
    int32_t sides[CORNER_SIDE];
    verdict verdicts[CORNER_SIDE];
    const geometry geo = {1, CORNER_CELLS, relation, CORNER_SIDE};
    thinking how = thinking_defaults(threads);
    offsets_relation_table(CORNER_SIDE, CORNER_SIDE, REACH, relation);
    how.steps = 2;
    how.threshold = 1e9;
    how.tries = tries;
    how.noise = 0.3;
    memset(answers, 0, sizeof answers);
    for (int i = 0; i < CORNER_SIDE; i++) {
        int side = CORNER_SIDE - i, cells = side * side;
        memcpy(tokens + i * CORNER_CELLS, random_tokens(), CORNER_CELLS);
        think_in(0, side, w, random_tokens(), alone);
        memset(labels + i * CORNER_CELLS, 9, CORNER_CELLS); /* beyond the side: no answer's */
        for (int l = 0; l < cells; l++) labels[i * CORNER_CELLS + l] = (uint8_t)((alone[l] + shifted) % 3);
        sides[i] = side;
    }
    const questions asked = {CORNER_SIDE, tokens, labels, NULL, sides};
    if (think_all(w, &geo, &how, &asked, answers, verdicts)) abort();
    for (int i = 0; i < CORNER_SIDE && tries == 1; i++) {
        int cells = sides[i] * sides[i];
        CHECK(verdicts[i].all_right == !shifted && verdicts[i].cells == (shifted ? 0 : cells),
              "side %d with %d threads: %d of %d cells", sides[i], threads, verdicts[i].cells, cells);
    }
    static uint8_t before[CORNER_SIDE * CORNER_CELLS];
    if (threads > 1 && tries > 1)
        CHECK(!memcmp(answers, before, sizeof answers), "%d threads answer otherwise than one", threads);
    memcpy(before, answers, sizeof answers);
    for (int i = 0; i < CORNER_SIDE; i++)
        CHECK(verdicts[i].tries == tries && verdicts[i].work == 2 * tries, "side %d: %ld steps", sides[i],
              verdicts[i].work);
}

/* A puzzle in the corner of a frame is thought about as if there were no frame. */
static void check_corners(void)
{
    uint8_t alone[CORNER_CELLS], framed[CORNER_CELLS];
    network_config config = network_defaults();
    network net;
    weights w;
    config.planes = 0;
    network_fit(&config, 3, 3, offsets_count(REACH), CORNER_CELLS, 0);
    network_describe(&net, &config);
    if (weights_open(&w, &net)) abort();
    for (size_t i = 0; i < net.size; i++) w.values[i] = (real)(0.2 * random_normal(6, i));
    weights_pack(&w);
    double before = 0;
    for (int side = 1; side <= CORNER_SIDE; side++) {
        double a = think_in(0, side, &w, random_tokens(), alone);
        double b = think_in(CORNER_SIDE, side, &w, random_tokens(), framed);
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
}

int main(void)
{
    check_sharpness();
    check_corners();
    return check_done("thinker");
}
