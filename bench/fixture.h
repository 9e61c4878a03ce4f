/* A trainer whose slots hold generated puzzles, for the benchmarks of whole steps. */
#ifndef BENCH_FIXTURE_H
#define BENCH_FIXTURE_H

#include "data/encoding.h"
#include "data/puzzle_set.h"
#include "trm/training/trainer.h"

typedef struct fixture {
    encoding code;
    geometry shape;
    trainer t;
    puzzle_set source;
} fixture;

/* Square puzzles of `side` cells. Ends the program if out of memory. */
void fixture_open(fixture *s, const puzzle_kind *kind, int side, network_config net, train_config train, int threads);
void fixture_close(fixture *s);

/* Gives every free slot a puzzle. */
void fixture_fill(fixture *s);

/* The defaults of mazes with that mixer. */
network_config maze_network(const char *mixer_name);

/* The classic TRM: a token per cell, that mixer along the cells, n = 4, T = 2. */
network_config classic(const char *mixer_name, int64_t width, int64_t inner);

#endif
