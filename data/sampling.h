/* Which puzzle a training run sees next: a function of (seed, draw) alone, so that a resumed run goes on exactly where
 * it stopped, and no order of threads matters. */
#ifndef DATA_SAMPLING_H
#define DATA_SAMPLING_H

#include "data/formats/puzzle_file.h"

typedef struct sampler {
    const puzzle_list *puzzles;  /* a training set, or NULL: fresh puzzles from the generator, without end */
    const puzzle_list *held_out; /* fresh puzzles are never one of these, to the letter; NULL: none to avoid */
    const puzzle_kind *kind;
    grid_shape shape;
    uint64_t seed;
} sampler;

/* The puzzle of the draw-th example, with random symmetries: question and answer [cells]. */
void sampler_draw(const sampler *s, int64_t draw, uint8_t *question, uint8_t *answer);

#endif
