#include "data/sampler.h"

#include "puzzles/stream.h"

#include <string.h>

enum { PURPOSE_CHOICE, PURPOSE_SYMMETRY, PURPOSE_FRESH };

static int is_held_out(const sampler *s, const uint8_t *question)
{
    size_t cells = (size_t)(s->shape.side * s->shape.side);
    for (long i = 0; s->held_out && i < s->held_out->count; i++)
        if (!memcmp(s->held_out->items[i].question, question, cells)) return 1;
    return 0;
}

/* A share of fresh puzzles keeps many clues, so that a young model has something to hold on to; the rest are minimal.
 */
static void draw_fresh(const sampler *s, uint64_t key, uint8_t *question, uint8_t *answer)
{
    stream r = stream_open(key);
    int cells = s->shape.side * s->shape.side;
    int minimal = stream_below(&r, 10) < 6;
    sudoku_wish wish = {.min_clues = cells * 3 / 8, .max_clues = cells * 5 / 8, .minimal = minimal, .max_rating = -1};
    long rating;
    do sudoku_generate(&s->shape, &wish, stream_next(&r), 1, question, answer, &rating);
    while (is_held_out(s, question));
}

static void draw_listed(const sampler *s, uint64_t key, uint8_t *question, uint8_t *answer)
{
    stream r = stream_open(stream_key(key, PURPOSE_CHOICE));
    const puzzle *p = &s->puzzles->items[stream_below(&r, (uint32_t)s->puzzles->count)];
    sudoku_symmetry symmetry;
    sudoku_random_symmetry(&s->shape, stream_key(key, PURPOSE_SYMMETRY), &symmetry);
    sudoku_apply_symmetry(&s->shape, &symmetry, p->question, question);
    sudoku_apply_symmetry(&s->shape, &symmetry, p->answer, answer);
}

void sampler_draw(const sampler *s, int64_t draw, uint8_t *question, uint8_t *answer)
{
    uint64_t key = stream_key(s->seed, (uint64_t)draw);
    if (s->puzzles)
        draw_listed(s, key, question, answer);
    else
        draw_fresh(s, stream_key(key, PURPOSE_FRESH), question, answer);
}
