/* What the data say of examples, in the words of the model: only programs know both. */
#ifndef TOOLS_WIRING_H
#define TOOLS_WIRING_H

#include "data/encoding.h"
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

#endif
