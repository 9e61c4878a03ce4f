/* What the data say of examples, in the words of the model, and back: only programs know both. */
#ifndef TOOLS_WIRING_H
#define TOOLS_WIRING_H

#include "base/evaluation.h"
#include "data/batch.h"
#include "trm/inference/infer.h"
#include "trm/network/layout.h"

static inline geometry geometry_of(const encoding *e)
{
    return (geometry){.planes = e->planes,
                      .cells = e->cells,
                      .rows = e->rows,
                      .cols = e->cols,
                      .relation = e->relation,
                      .frame = e->frame};
}

static inline puzzle_sizes sizes_of(const encoding *e, int64_t ids)
{
    return (puzzle_sizes){.vocabulary = e->vocabulary,
                          .classes = e->classes,
                          .relations = e->relations,
                          .cells = e->cells,
                          .puzzle_ids = (int)ids};
}

/* The answers of a batch, and what an evaluation takes of each. */
static inline int infer_all(const weights *w, const geometry *shape, const infer_options *how, const batch *b,
                            prediction *predictions, trace *traces)
{
    const infer_inputs in = {.count = b->count, .tokens = b->tokens, .puzzles = b->ids, .sides = b->sides};
    return infer(w, shape, how, &in, b->answers, predictions, traces);
}

static inline evaluation_row row_of(const batch *b, long i, const prediction *p)
{
    const int side = b->sides[i];
    return (evaluation_row){.labels = batch_labels(b, i),
                            .answer = batch_answer(b, i),
                            .cells = side ? side * side : b->code->cells,
                            .steps = p->steps,
                            .samples = p->samples,
                            .work = p->work};
}

#endif
