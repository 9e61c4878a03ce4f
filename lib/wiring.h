/* What the data say of examples, in the words of the model, and back: those below know one of both. */
#ifndef LIB_WIRING_H
#define LIB_WIRING_H

#include "base/evaluation.h"
#include "data/batch.h"
#include "trm/inference/infer.h"
#include "trm/network/layout.h"

#include <math.h> /* isfinite */

static inline geometry geometry_of(const encoding *e)
{
    return (geometry){.planes = e->planes,
                      .cells = e->cells,
                      .rows = e->rows,
                      .cols = e->cols,
                      .relation = e->relation,
                      .frame = e->frame,
                      .examples = e->kind ? e->examples : NULL, /* tasks are not counted */
                      .planes_of = e->planes_of,
                      .relation_of = e->relation_of};
}

static inline puzzle_sizes sizes_of(const encoding *e, int64_t ids)
{
    return (puzzle_sizes){.vocabulary = e->vocabulary,
                          .classes = e->classes,
                          .relations = e->relations,
                          .cells = e->cells,
                          .puzzle_ids = (int)ids};
}

/* What --labels any asks: teacher.choose with an encoding as its rules. */
static inline void choose_likeliest(const void *rules, int rows, int cols, const uint8_t *tokens, const real *logits,
                                    uint8_t *labels)
{
    const encoding *e = rules;
    encoding_likeliest(e, tokens, rows == e->rows && cols == e->cols ? 0 : rows, logits, labels);
}

/* For algorithms that fill in cells: which are open, and in which order. Returns 0, or -1 if out of memory. */
static inline int rank_all(const network_config *c, batch *b)
{
    return network_reads_answers(c) ? batch_rank(b, c->cell_order == ORDER_SOLVER) : 0;
}

/* Such an order is for some kinds alone. */
static inline int check_order(const network_config *c, const encoding *e, const char *kind, error *err)
{
    if (c->cell_order != ORDER_SOLVER || (e->kind && e->kind->solver_order)) return OK;
    return fail(err, BAD_INPUT,
                "no solver gives an order of the cells for puzzles of kind %s; use --cell-order reading or random",
                kind);
}

/* Logits that are not finite come of weights that no training leaves. */
static inline int check_predictions(const prediction *predictions, long count, error *err)
{
    for (long i = 0; i < count; i++)
        if (!isfinite(predictions[i].halt))
            return fail(
                err, BAD_INPUT,
                "the model answers with numbers that are not finite: its file is damaged, or was never trained");
    return OK;
}

/* The questions of a batch; labels are for those who want a loss. */
static inline infer_inputs inputs_of(const batch *b)
{
    return (infer_inputs){.count = b->count,
                          .first = b->first,
                          .tokens = b->tokens,
                          .puzzles = b->ids,
                          .sides = b->sides,
                          .ranks = b->ranks,
                          .given = b->given};
}

/* The answers of a batch, and what an evaluation takes of each. */
static inline int infer_all(const weights *w, const geometry *shape, const infer_options *how, const batch *b,
                            prediction *predictions, trace *traces)
{
    const infer_inputs in = inputs_of(b);
    return infer(w, shape, how, &in, b->answers, predictions, traces);
}

static inline evaluation_row row_of(const batch *b, long i, const prediction *p)
{
    const int side = b->sides[i];
    return (evaluation_row){.labels = batch_labels(b, i),
                            .answer = batch_answer(b, i),
                            .cells = side ? side * side : b->code->cells,
                            .loss = p->loss,
                            .halt = p->halt,
                            .steps = p->steps,
                            .samples = p->samples,
                            .work = p->work};
}

#endif
