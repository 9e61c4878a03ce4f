/* Tests of lessons side by side, as a model answers them, and how they are marked. */
#ifndef DATA_PAPER_H
#define DATA_PAPER_H

#include "data/dataset.h"

typedef struct paper {
    long count, cells;                  /* tests; L */
    uint8_t *tokens, *labels, *answers; /* [count, P, L], [count, L], [count, L]; one block, owned;
                                           of a test with a side S the first S S of its L (lessons.h) */
    int32_t *ids, *sides;               /* [count] each; one block, owned */
} paper;

/* The first `count` tests. Returns 0, or -1 without memory; to be closed in both cases. */
int paper_open(paper *p, const lessons *from, long count);
void paper_close(paper *p);

/* Shares of answers that are right as a whole, and of right cells. Cells without a label are neither right nor wrong.
 */
typedef struct marks {
    double exact, cells;
} marks;
marks paper_marks(const paper *p);

#endif
