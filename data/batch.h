/* Puzzles of one kind and shape as the model takes them, side by side. */
#ifndef DATA_BATCH_H
#define DATA_BATCH_H

#include "data/encoding.h"
#include "data/formats/puzzle_file.h"

typedef struct batch {
    const encoding *code;
    const puzzle *puzzles; /* [count] */
    long count;
    uint8_t *tokens;  /* [count, P, L], owned */
    uint8_t *labels;  /* [count, L], not set before batch_label */
    uint8_t *answers; /* [count, L], for the model's answers: classes, symbols after batch_decode */
} batch;

/* One past the last puzzle that can stand in a batch with items[first], at most `most` of them. */
long batch_end(const puzzle_list *list, long first, long most);

/* Encodes the questions. `code` and `puzzles` must outlive the batch. Returns 0, or -1 without memory. */
int batch_open(batch *b, const encoding *code, const puzzle *puzzles, long count);
void batch_close(batch *b);

/* Encodes the answers; where a file gives none, one of the exact solver. Returns NULL, or the first puzzle that is too
 * hard for it. */
const puzzle *batch_label(batch *b);

/* Turns the classes of all answers into symbols. */
void batch_decode(batch *b);

/* The answer to puzzle i, [L]. */
static inline uint8_t *batch_answer(const batch *b, long i)
{
    return b->answers + (size_t)i * (size_t)b->code->cells;
}

#endif
