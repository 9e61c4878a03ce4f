#include "data/batch.h"

#include <stdlib.h>

int batch_open(batch *b, const encoding *code, long count)
{
    size_t n = (size_t)count, cells = (size_t)code->cells, each = cells * (size_t)code->planes;
    *b = (batch){.code = code, .count = count, .tokens = calloc(n, each + 2 * cells)};
    b->ids = calloc(2 * n, sizeof *b->ids);
    if (!b->tokens || !b->ids) return -1;
    b->labels = b->tokens + n * each;
    b->answers = b->labels + n * cells;
    b->sides = b->ids + n;
    return 0;
}

void batch_close(batch *b)
{
    free(b->tokens);
    free(b->ids);
    free(b->ranks);
    free(b->given);
    *b = (batch){0};
}

int batch_rank(batch *b, int by_solver)
{
    size_t cells = (size_t)b->code->cells, n = (size_t)b->count * cells;
    b->ranks = calloc(n, sizeof *b->ranks);
    b->given = calloc(n, 1);
    if (!b->ranks || !b->given) return -1;
    for (long i = 0; i < b->count; i++)
        encoding_ranks(b->code, batch_tokens(b, i), by_solver, b->given + (size_t)i * cells,
                       b->ranks + (size_t)i * cells);
    return 0;
}

long batch_end(const puzzle_list *list, long first, long most)
{
    const grid_shape *shape = &list->items[first].shape;
    long end = first;
    while (end < list->count && end - first < most && same_shape(&list->items[end].shape, shape)) end++;
    return end;
}

void batch_ask(batch *b, const puzzle *puzzles)
{
    for (long i = 0; i < b->count; i++) encode_question(b->code, puzzles[i].question, batch_tokens(b, i));
}

const puzzle *batch_label(batch *b, const puzzle *puzzles)
{
    for (long i = 0; i < b->count; i++) {
        const puzzle *p = &puzzles[i];
        uint8_t exact[KIND_MAX_CELLS];
        if (!p->answer && p->kind->solve(&p->shape, p->question, 1, exact) < 1) return p;
        encode_answer(b->code, p->answer ? p->answer : exact, batch_labels(b, i));
    }
    return NULL;
}
