#include "base/evaluation.h"

#include "base/belief.h"
#include "base/label.h"

#include <math.h>
#include <stdio.h> /* snprintf */
#include <string.h>

/* The class of that name, added if it is new; NULL if there is no room. */
static evaluation_class *class_of(evaluation *e, const char *name)
{
    char cut[EVALUATION_NAME];
    snprintf(cut, sizeof cut, "%s", name);
    for (int i = 0; i < e->classes; i++)
        if (!strcmp(e->class[i].name, cut)) return &e->class[i];
    if (e->classes == EVALUATION_CLASSES) return NULL;
    memcpy(e->class[e->classes].name, cut, sizeof cut);
    return &e->class[e->classes++];
}

static int counts(const evaluation_row *row, int cell)
{
    return row->labels[cell] != NO_LABEL && (!row->open || row->open[cell]);
}

static int count_right(const evaluation_row *row, const uint8_t *answer)
{
    int right = 0;
    for (int l = 0; row->labels && l < row->cells; l++) right += counts(row, l) && row->labels[l] == answer[l];
    return right;
}

static int is_exact(const evaluation_row *row, const uint8_t *answer)
{
    for (int l = 0; row->labels && l < row->cells; l++)
        if (row->labels[l] != NO_LABEL && row->labels[l] != answer[l]) return 0;
    return row->labels != NULL;
}

static void add_to_class(evaluation *e, const evaluation_row *row, int exact)
{
    evaluation_class *c = row->class ? class_of(e, row->class) : NULL;
    if (!c) return;
    c->examples++;
    c->exact += exact;
    c->solved += row->solved;
}

void evaluation_add(evaluation *e, const evaluation_row *row)
{
    int labelled = 0, right = count_right(row, row->answer), raw = row->raw ? count_right(row, row->raw) : right;
    for (int l = 0; row->labels && l < row->cells; l++) labelled += counts(row, l);
    int exact = is_exact(row, row->answer);
    e->loss += row->loss;
    e->halt_loss += belief_loss(row->halt, exact);
    e->halt_right += (row->halt > 0) == exact;
    e->examples++;
    e->exact += exact;
    e->cells += labelled;
    e->right_cells += right;
    e->raw_exact += is_exact(row, row->raw ? row->raw : row->answer);
    e->raw_right_cells += raw;
    e->solved += row->solved;
    e->steps += row->steps;
    e->samples += row->samples;
    e->work += row->work;
    e->finished[row->steps]++;
    e->finished_exact[row->steps] += exact;
    add_to_class(e, row, exact);
}

double evaluation_exact(const evaluation *e)
{
    return (double)e->exact / (double)e->examples;
}

double evaluation_cells(const evaluation *e)
{
    return (double)e->right_cells / (double)e->cells;
}

double evaluation_solved(const evaluation *e)
{
    return e->by_rules ? (double)e->solved / (double)e->examples : evaluation_exact(e);
}

double evaluation_steps(const evaluation *e)
{
    return (double)e->steps / (double)e->examples;
}

double evaluation_loss(const evaluation *e)
{
    return e->loss / (double)e->examples;
}

double evaluation_halt_loss(const evaluation *e)
{
    return e->halt_loss / (double)e->examples;
}

double evaluation_halt_right(const evaluation *e)
{
    return (double)e->halt_right / (double)e->examples;
}
