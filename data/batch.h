/* Examples side by side, as a model answers them. An example with a side S (encoding.h) has the first S * S of its
 * cells alone. */
#ifndef DATA_BATCH_H
#define DATA_BATCH_H

#include "data/encoding.h"
#include "data/formats/puzzle_file.h"

typedef struct batch {
    const encoding *code;
    long count;
    long first;       /* the number of its first example, if it is a part of many; 0 unless set */
    uint8_t *tokens;  /* [count, P, L], owned with all that follows */
    uint8_t *labels;  /* [count, L] */
    uint8_t *answers; /* [count, L] classes, for the model to write */
    int32_t *ids;     /* [count] puzzle ids, 0 in sets without */
    int32_t *sides;   /* [count] S, or 0: all cells */
    uint8_t *given;   /* [count, L] what questions say of answers, and */
    int32_t *ranks;   /* [count, L] in which order the rest is filled: encoding.h; NULL unless batch_rank was called */
} batch;

/* Room for `count` examples; `code` must outlive it. Returns 0, or -1 if out of memory; to be closed in both cases. */
int batch_open(batch *b, const encoding *code, long count);
void batch_close(batch *b);

/* Fills `given` and `ranks` for the questions that are there. Returns 0, or -1 if out of memory. */
int batch_rank(batch *b, int by_solver);

static inline uint8_t *batch_tokens(const batch *b, long i)
{
    return b->tokens + (size_t)i * (size_t)(b->code->planes * b->code->cells);
}

static inline uint8_t *batch_labels(const batch *b, long i)
{
    return b->labels + (size_t)i * (size_t)b->code->cells;
}

static inline uint8_t *batch_answer(const batch *b, long i)
{
    return b->answers + (size_t)i * (size_t)b->code->cells;
}

/* --- puzzles ------------------------------------------------------------------------------- */

/* One past the last puzzle that goes into one batch with items[first], at most `most` of them: those that follow without
 * a gap and have the same shape, or like it are squares with sides of at most `frame` (0: the same shape alone). */
long batch_end(const puzzle_list *list, long first, long most, int frame);

/* Writes the questions of as many puzzles as there is room for. */
void batch_ask(batch *b, const puzzle *puzzles);

/* Writes their answers as labels; if a file gives none, one of the exact solver. Returns NULL, or the first puzzle that
 * is too hard for it. */
const puzzle *batch_label(batch *b, const puzzle *puzzles);

#endif
