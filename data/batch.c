#include "data/batch.h"

#include <stdlib.h>

long batch_end(const puzzle_list *list, long first, long most)
{
    const grid_shape *shape = &list->items[first].shape;
    long end = first;
    while (end < list->count && end - first < most && list->items[end].shape.rows == shape->rows &&
           list->items[end].shape.cols == shape->cols)
        end++;
    return end;
}

int batch_open(batch *b, const encoding *code, const puzzle *puzzles, long count)
{
    *b = (batch){.code = code, .puzzles = puzzles, .count = count};
    size_t n = (size_t)count, cells = (size_t)code->cells, each = cells * (size_t)code->planes;
    b->tokens = malloc(n * (each + 2 * cells));
    if (!b->tokens) return -1;
    b->labels = b->tokens + n * each;
    b->answers = b->labels + n * cells;
    for (size_t i = 0; i < n; i++) encode_question(code, puzzles[i].question, b->tokens + i * each);
    return 0;
}

void batch_close(batch *b)
{
    free(b->tokens);
    *b = (batch){0};
}

const puzzle *batch_label(batch *b)
{
    for (long i = 0; i < b->count; i++) {
        const puzzle *p = &b->puzzles[i];
        uint8_t exact[KIND_MAX_CELLS];
        if (!p->answer && p->kind->solve(&p->shape, p->question, 1, exact) < 1) return p;
        encode_answer(b->code, p->answer ? p->answer : exact, b->labels + (size_t)i * (size_t)b->code->cells);
    }
    return NULL;
}

void batch_decode(batch *b)
{
    for (long i = 0; i < b->count; i++) decode_answer(b->code, batch_answer(b, i), batch_answer(b, i));
}
