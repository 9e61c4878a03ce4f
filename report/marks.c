#include "report/marks.h"

#include "puzzles/arc/tokens.h"
#include "puzzles/program/program.h"
#include "report/output_kind.h"

#include <math.h>
#include <string.h>

/* A cell is given if it comes out the same whatever is answered. */
static int is_settled(const answer_report *r, const alphabet *a, int cell, const uint8_t *low, const uint8_t *high)
{
    if (a->exchangeable) return r->question[cell] >= a->first;
    if (!r->kind->keep_given) return 0;
    return low[cell] == high[cell];
}

static void mark_given(const answer_report *r, const alphabet *a, uint8_t *marks)
{
    uint8_t low[KIND_MAX_CELLS], high[KIND_MAX_CELLS];
    int cells = grid_cells(r->shape);
    memset(low, a->first, (size_t)cells);
    memset(high, a->first + a->classes - 1, (size_t)cells);
    if (r->kind->keep_given) {
        r->kind->keep_given(r->shape, r->question, low);
        r->kind->keep_given(r->shape, r->question, high);
    }
    for (int i = 0; i < cells; i++)
        if (is_settled(r, a, i, low, high)) marks[i] |= MARK_GIVEN;
}

/* Of the class `shown`; 0 if it is none, in a cell that is still open. */
static float chance_of(const answer_report *r, const float *logits, int classes, int cell, int shown)
{
    double most = -INFINITY, sum = 0, own = 0;
    if (shown < 0) return 0;
    int n = r->planes * classes, cells = grid_cells(r->shape);
    for (int pass = 0; pass < 2; pass++)
        for (int k = 0; k < n; k++) {
            double v = (double)logits[(k / classes * cells + cell) * classes + k % classes];
            if (pass == 0 && v > most) most = v;
            if (pass == 1) sum += exp(v - most);
            if (k == shown) own = v;
        }
    return (float)(exp(own - most) / sum);
}

/* What lies outside of a grid of colours, and along its border. */
static int is_outside(const answer_report *r, int symbol)
{
    return r->kind == &kind_output && symbol < ARC_TOKEN_COLOUR;
}

static int looks_alike(const answer_report *r, int symbol, int other)
{
    return symbol == other || (is_outside(r, symbol) && is_outside(r, other));
}

/* Where the question has something else than a state before: a task's input, the line of a program. */
static int is_no_state(const answer_report *r, int cell)
{
    return r->kind == &kind_output || (r->kind == &kind_program && cell < CELL_COUNTER);
}

void marks_of(const answer_report *r, int frame, int before, cell_marks *m)
{
    const trace *t = r->trace;
    const uint8_t *grid = frame_answer(t, frame), *old = before < 0 ? r->question : frame_answer(t, before);
    const int cells = grid_cells(r->shape);
    uint8_t broken[KIND_MAX_CELLS] = {0};
    alphabet a;
    r->kind->alphabet_of(r->shape, &a);
    if (r->kind->check_answer) r->kind->check_answer(r->shape, r->question, grid, broken, NULL);
    for (int i = 0; r->right && i < cells; i++) broken[i] = !looks_alike(r, grid[i], r->right[i]);
    memset(m->marks, 0, (size_t)cells);
    mark_given(r, &a, m->marks);
    for (int i = 0; i < cells; i++) {
        const int is_new = before < 0 && is_no_state(r, i);
        if (!is_new && !looks_alike(r, grid[i], old[i])) m->marks[i] |= MARK_CHANGED;
        if (broken[i]) m->marks[i] |= MARK_BROKEN;
        m->chance[i] = 1;
        if (t->logits && !(m->marks[i] & MARK_GIVEN) && !is_outside(r, grid[i]))
            m->chance[i] =
                chance_of(r, t->logits + (size_t)frame * t->logits_each, a.classes / r->planes, i, grid[i] - a.first);
    }
}

const char *percent_text(double chance, char text[PERCENT_TEXT])
{
    if (chance < 0.001)
        snprintf(text, PERCENT_TEXT, "<0.1%%");
    else if (chance > 0.9999)
        snprintf(text, PERCENT_TEXT, ">99.99%%");
    else
        snprintf(text, PERCENT_TEXT, "%.*f%%", chance > 0.99 ? 2 : 0, floor(chance * 1e4) / 100);
    return text;
}
