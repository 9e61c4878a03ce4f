#include "base/evaluation.h"

#include "base/label.h"

static int count_right(const evaluation_row *row, const uint8_t *answer)
{
    int right = 0;
    for (int l = 0; row->labels && l < row->cells; l++)
        right += row->labels[l] != NO_LABEL && row->labels[l] == answer[l];
    return right;
}

void evaluation_add(evaluation *e, const evaluation_row *row)
{
    int labelled = 0, right = count_right(row, row->answer), raw = row->raw ? count_right(row, row->raw) : right;
    for (int l = 0; row->labels && l < row->cells; l++) labelled += row->labels[l] != NO_LABEL;
    int exact = row->labels && right == labelled;
    e->examples++;
    e->exact += exact;
    e->cells += labelled;
    e->right_cells += right;
    e->raw_exact += row->labels && raw == labelled;
    e->raw_right_cells += raw;
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
