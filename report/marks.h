/* What is to be marked in the cells of an answer on its way, in one frame of its trace. */
#ifndef REPORT_MARKS_H
#define REPORT_MARKS_H

#include "report/answer.h"

enum {
    MARK_GIVEN = 1,   /* the question settles the cell */
    MARK_CHANGED = 2, /* since the frame before, or the question if it was the first */
    MARK_BROKEN = 4,  /* it breaks a rule, or if the right answer is given differs from it */
};

typedef struct cell_marks {
    uint8_t marks[KIND_MAX_CELLS];
    float chance
        [KIND_MAX_CELLS]; /* that the model gives what the cell shows; 1 for given cells, and if it is not known */
} cell_marks;

/* Of a frame, from 0, compared with the frame `before`, or the question if that is negative. */
void marks_of(const answer_report *r, int frame, int before, cell_marks *m);

static inline const uint8_t *frame_answer(const trace *t, int frame)
{
    return t->answers + (size_t)frame * (size_t)t->cells;
}

/* In percent: "<0.1%", "37%", "99.98%"; never 100% for less. Returns `text`. */
enum { PERCENT_TEXT = 16 };
const char *percent_text(double chance, char text[PERCENT_TEXT]);

#endif
