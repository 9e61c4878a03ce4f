#include "data/sampling.h"

#include "base/random.h"

#include <string.h>

enum { PURPOSE_CHOICE, PURPOSE_SYMMETRY, PURPOSE_FRESH };

static int is_held_out(const sampler *s, const uint8_t *question)
{
    size_t cells = (size_t)grid_cells(&s->shape);
    for (long i = 0; s->held_out && i < s->held_out->count; i++)
        if (!memcmp(s->held_out->items[i].question, question, cells)) return 1;
    return 0;
}

static void draw_fresh(const sampler *s, uint64_t key, uint8_t *question, uint8_t *answer)
{
    for (;; key = stream_key(key, PURPOSE_FRESH)) {
        s->kind->generate(&s->shape, key, question, answer);
        if (!is_held_out(s, question)) return;
    }
}

static void draw_listed(const sampler *s, uint64_t key, uint8_t *question, uint8_t *answer)
{
    stream r = stream_open(stream_key(key, PURPOSE_CHOICE));
    const puzzle *p = &s->puzzles->items[stream_below(&r, (uint32_t)s->puzzles->count)];
    s->kind->augment(&s->shape, stream_key(key, PURPOSE_SYMMETRY), p->question, p->answer, question, answer);
}

void sampler_draw(const sampler *s, int64_t draw, uint8_t *question, uint8_t *answer)
{
    uint64_t key = stream_key(s->seed, (uint64_t)draw);
    if (s->puzzles)
        draw_listed(s, key, question, answer);
    else
        draw_fresh(s, stream_key(key, PURPOSE_FRESH), question, answer);
}
