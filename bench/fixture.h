/* A trainer with its slots filled from generated puzzles: what the benchmarks of whole steps work on. */
#ifndef BENCH_FIXTURE_H
#define BENCH_FIXTURE_H

#include "data/encoding.h"
#include "data/sampling.h"
#include "trm/training/trainer.h"

typedef struct school {
    encoding code;
    geometry shape;
    trainer t;
    sampler source;
} school;

/* Square puzzles of `side` cells. Ends the program where there is not enough memory. */
void school_open(school *s, const puzzle_kind *kind, int side, network_config net, train_config train, int threads);
void school_close(school *s);

/* Gives every free slot a puzzle. */
void school_fill(school *s);

/* The classic TRM: a token per cell, that mixer along the cells, n = 4, T = 2. */
network_config classic(const char *mixer_name, int64_t width, int64_t inner);

#endif
