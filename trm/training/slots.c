#include "trm/training/slots.h"

#include <stdlib.h>
#include <string.h>

/* The next array of the block, aligned; NULL if there is no block yet and only the size counts. */
static void *take(void *block, size_t *at, size_t bytes)
{
    void *array = block ? (char *)block + *at : NULL;
    *at += (bytes + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
    return array;
}

/* Lays out all arrays in the block. Returns the bytes. */
static size_t lay_out(slots *s, void *block)
{
    size_t n = (size_t)s->count, at = 0;
    s->tokens = take(block, &at, n * s->tokens_each);
    s->labels = take(block, &at, n * s->labels_each);
    s->answer = take(block, &at, n * s->labels_each);
    s->puzzle = take(block, &at, n * sizeof *s->puzzle);
    s->side = take(block, &at, n * sizeof *s->side);
    s->rank = take(block, &at, n * s->ranks_each * sizeof *s->rank);
    s->facts = take(block, &at, n * s->facts_each);
    s->key = take(block, &at, n * sizeof *s->key);
    s->puzzle_gradient = take(block, &at, n * s->registers_each * sizeof(real));
    s->carry = take(block, &at, (size_t)s->states * n * s->state_each * sizeof(real));
    s->halt = take(block, &at, n * sizeof(real));
    s->correct = take(block, &at, n * sizeof(real));
    s->more = take(block, &at, n * sizeof(real));
    s->loss = take(block, &at, n * sizeof(real));
    s->steps = take(block, &at, n * sizeof *s->steps);
    s->generation = take(block, &at, n * sizeof *s->generation);
    return at;
}

int slots_open(slots *s, const network_config *c, const layout *whole, int batch)
{
    const algorithm *a = algorithm_of(c);
    size_t cells = (size_t)whole->cells, width = (size_t)c->width;
    *s = (slots){.count = batch,
                 .states = a->states ? a->states(c, 1) : 0,
                 .tokens_each = cells * (size_t)whole->planes,
                 .labels_each = cells,
                 .ranks_each = a->fills ? cells : 0,
                 .facts_each = c->facts ? cells : 0,
                 .state_each = (size_t)(whole->planes * whole->sequence) * width,
                 .registers_each = network_puzzle_tokens(c) * width};
    s->bytes = lay_out(s, NULL);
    s->block = aligned_alloc(ARENA_ALIGN, s->bytes);
    if (!s->block) return -1;
    memset(s->block, 0, s->bytes);
    lay_out(s, s->block);
    for (int i = 0; i < batch; i++) s->steps[i] = -1;
    return 0;
}

void slots_close(slots *s)
{
    free(s->block);
    *s = (slots){0};
}

step_io slots_view(const slots *s, int first, int count)
{
    size_t i = (size_t)first;
    return (step_io){.in = {.batch = count,
                            .tokens = s->tokens + i * s->tokens_each,
                            .puzzle = s->puzzle + i,
                            .rank = s->ranks_each ? s->rank + i * s->ranks_each : NULL,
                            .key = s->key + i,
                            .puzzle_gradient = s->puzzle_gradient + i * s->registers_each},
                     .labels = s->labels + i * s->labels_each,
                     .facts = s->facts_each ? s->facts + i * s->facts_each : NULL,
                     .carry = s->carry + i * s->state_each,
                     .stride = slots_stride(s),
                     .answer = s->answer + i * s->labels_each,
                     .depth = s->steps + i,
                     .halt = s->halt + i,
                     .more = s->more + i,
                     .correct = s->correct + i,
                     .loss = s->loss + i};
}
