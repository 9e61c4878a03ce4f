#include "base/evaluation.h"

#include "base/label.h"

void evaluation_add(evaluation *e, const evaluation_row *row)
{
    int labelled = 0, right = 0;
    for (int l = 0; row->labels && l < row->cells; l++) {
        labelled += row->labels[l] != NO_LABEL;
        right += row->labels[l] != NO_LABEL && row->labels[l] == row->answer[l];
    }
    int exact = row->labels && right == labelled;
    e->examples++;
    e->exact += exact;
    e->cells += labelled;
    e->right_cells += right;
    e->solved += row->solved;
    e->steps += row->steps;
    e->samples += row->samples;
    e->work += row->work;
    e->finished[row->steps]++;
    e->finished_exact[row->steps] += exact;
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
