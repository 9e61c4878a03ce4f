/* What a checkpoint keeps of the settings, for tests; and the small network whose checkpoints lie in fuzz/corpus, so that
 * who reads them fits them. */
#ifndef TESTS_KEPT_H
#define TESTS_KEPT_H

#include "trm/training/checkpoint.h"

#include <stddef.h> /* offsetof */
#include <stdlib.h> /* abort */

typedef struct kept {
    network_config net;
    train_config train;
} kept;

static inline options kept_rows(void)
{
    options o = {0};
    network_options(&o, offsetof(kept, net));
    network_sizes(&o, offsetof(kept, net));
    train_options(&o, offsetof(kept, train));
    return o;
}

enum { SMALL_CELLS = 4 };

static inline kept small_settings(void)
{
    kept k = {network_defaults(), train_defaults()};
    k.net.planes = k.net.relations_on = 0;
    k.net.width = k.net.inner = 4;
    k.net.heads = k.net.layers = 1;
    k.train.batch = k.train.shards = 2;
    network_fit(&k.net, &(puzzle_sizes){3, 2, 0, SMALL_CELLS, 0});
    return k;
}

/* A trainer for it, before its first step. */
static inline void small_open(trainer *t, const kept *k)
{
    error why = {0};
    const geometry shape = {.planes = 1, .cells = SMALL_CELLS, .rows = 2, .cols = 2};
    if (trainer_open(t, &k->net, &k->train, &shape, 1, &why)) abort();
}

/* A step on examples made of nothing but the places of their cells. */
static inline void small_step(trainer *t)
{
    step_report report;
    for (example e; trainer_next(t, &e);) {
        for (int i = 0; i < SMALL_CELLS; i++) e.tokens[i] = (uint8_t)(i % 3), e.labels[i] = (uint8_t)(i % 2);
        trainer_start(t, &e);
    }
    trainer_step(t, 0, &report);
}

#endif
