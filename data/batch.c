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
        encoding_ranks(b->code, batch_tokens(b, i), b->sides[i], by_solver, b->given + (size_t)i * cells,
                       b->ranks + (size_t)i * cells);
    return 0;
}

static int fits(const grid_shape *shape, int frame)
{
    return shape->rows == shape->cols && shape->rows <= frame;
}

static int goes_with(const puzzle *a, const puzzle *b, int frame)
{
    return a->kind == b->kind &&
           (same_shape(&a->shape, &b->shape) || (fits(&a->shape, frame) && fits(&b->shape, frame)));
}

long batch_end(const puzzle_list *list, long first, long most, int frame)
{
    long end = first;
    while (end < list->count && end - first < most && goes_with(&list->items[first], &list->items[end], frame)) end++;
    return end;
}

static encoding code_of(const batch *b, const puzzle *p)
{
    return b->code->frame ? encoding_within(b->code, p->shape.rows) : *b->code;
}

void batch_ask(batch *b, const puzzle *puzzles)
{
    for (long i = 0; i < b->count; i++) {
        const encoding code = code_of(b, &puzzles[i]);
        encode_question(&code, puzzles[i].question, batch_tokens(b, i));
        b->sides[i] = b->code->frame ? puzzles[i].shape.rows : 0;
    }
}

const puzzle *batch_label(batch *b, const puzzle *puzzles)
{
    for (long i = 0; i < b->count; i++) {
        const puzzle *p = &puzzles[i];
        uint8_t exact[KIND_MAX_CELLS];
        if (!p->answer && p->kind->solve(&p->shape, p->question, 1, exact) < 1) return p;
        const encoding code = code_of(b, p);
        encode_answer(&code, p->answer ? p->answer : exact, batch_labels(b, i));
    }
    return NULL;
}
