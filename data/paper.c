#include "data/paper.h"

#include <stdlib.h>

int paper_open(paper *p, const lessons *from, long count)
{
    size_t n = (size_t)count, cells = (size_t)from->code.cells, each = cells * (size_t)from->code.planes;
    *p = (paper){.count = count, .cells = from->code.cells, .tokens = malloc(n * (each + 2 * cells))};
    p->ids = malloc(2 * n * sizeof *p->ids);
    if (p->tokens == NULL || p->ids == NULL) return -1;
    p->labels = p->tokens + n * each;
    p->answers = p->labels + n * cells;
    p->sides = p->ids + n;
    for (size_t i = 0; i < n; i++)
        p->ids[i] = lessons_test(from, (long)i, p->tokens + i * each, p->labels + i * cells, &p->sides[i]);
    return 0;
}

void paper_close(paper *p)
{
    free(p->tokens);
    free(p->ids);
    *p = (paper){0};
}

marks paper_marks(const paper *p)
{
    long exact = 0, right = 0, labelled = 0;
    for (long i = 0; i < p->count; i++) {
        long wrong = 0, first = i * p->cells, cells = p->sides[i] ? (long)p->sides[i] * p->sides[i] : p->cells;
        for (long l = first; l < first + cells; l++) {
            if (p->labels[l] == TASK_NO_LABEL) continue;
            labelled++;
            wrong += p->labels[l] != p->answers[l];
            right += p->labels[l] == p->answers[l];
        }
        exact += wrong == 0;
    }
    return (marks){(double)exact / (double)p->count, (double)right / (double)labelled};
}
