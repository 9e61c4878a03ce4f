/* Puzzles that one network answers at once: of one shape, or squares in one frame. */
#ifndef LIB_GROUP_H
#define LIB_GROUP_H

#include "lib/wiring.h"
#include "report/answer.h"
#include "trm/network/model_file.h"

typedef struct puzzle_group {
    const puzzle *puzzles; /* [count], the caller's */
    encoding code;
    int fills; /* 1: the model fills in cells, some a step */
    batch b;
    prediction *predictions; /* [count] */
    trace *traces;           /* [count] if they are wanted, else NULL */
} puzzle_group;

/* Squares up to this side are answered together, whatever their size; 0: those of one size alone. */
int group_frame(const puzzle *puzzles, long count, const model *m);

/* With the questions of puzzles, which batch_end puts together; `traced`: with room for traces; `labelled`: with their
 * answers. Statuses as in base/error.h; to be closed in any case. */
int group_open(puzzle_group *g, const model *m, const puzzle *puzzles, long count, int traced, int labelled,
               error *err);
void group_close(puzzle_group *g);

/* Lets the model answer. The rules of how->select are those of the puzzles. */
int group_answer(puzzle_group *g, const model *m, const infer_options *how, error *err);

/* Whether the rules accept an answer of classes: infer_options.obeys, with a group as its rules. */
int group_obeys(const void *rules, long index, const uint8_t *classes);

/* A frame of classes becomes one of symbols; cells that are not filled show the question. */
void group_decode(const puzzle_group *g, const puzzle *p, uint8_t *frame);

/* The answer to a puzzle and its trace, from classes to symbols: called once for each. `allowed`: tries. */
answer_report group_report(const puzzle_group *g, long i, int allowed);

#endif
