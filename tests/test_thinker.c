/* A network at work on grids of other sizes: sharpness that grows with what a softmax runs over. */
#include "puzzles/sudoku.h"
#include "tests/check.h"
#include "trm/thinker.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_CELLS = 144, MOST_TOKENS = 12 * MOST_CELLS };

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
    sudoku_relations(&shape, relation);
    geometry geo = {side, side * side, relation};
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
    if (thinker_open(&t, &w, &geo)) abort();
    thinker_start(&t, random_tokens(), 0);
    for (int i = 0; i < 2; i++) thinker_step(&t);
    double halt = (double)t.s.halt[0];
    memcpy(answer, t.s.answer, (size_t)geo.cells);
    thinker_close(&t);
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

int main(void)
{
    check_sharpness();
    return check_done("thinker");
}
