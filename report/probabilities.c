#include "report/probabilities.h"

#include "base/json.h"

#include <math.h>

enum { MOST_CLASSES = 256 };

/* p [P C] of a cell, plane by plane. */
static void softmax_of_cell(const float *logits, int planes, int cells, int classes, int cell, double *p)
{
    double largest = -INFINITY, sum = 0;
    int count = planes * classes;
    for (int k = 0; k < count; k++) {
        p[k] = (double)logits[(k / classes * cells + cell) * classes + k % classes];
        largest = fmax(largest, p[k]);
    }
    for (int k = 0; k < count; k++) sum += p[k] = exp(p[k] - largest);
    for (int k = 0; k < count; k++) p[k] /= sum;
}

void probabilities_put(FILE *out, const puzzle_kind *kind, const grid_shape *shape, const float *logits, int planes)
{
    double p[MOST_CLASSES];
    char symbols[MOST_CLASSES + 1] = {0};
    alphabet a;
    kind->alphabet_of(shape, &a);
    for (int k = 0; k < a.classes; k++) symbols[k] = kind->symbol_char(shape, a.first + k);
    fprintf(out, ", \"symbols\": ");
    json_put_string(out, symbols);
    fprintf(out, ", \"probabilities\": ");
    for (int l = 0; l < grid_cells(shape); l++) {
        softmax_of_cell(logits, planes, grid_cells(shape), a.classes / planes, l, p);
        for (int k = 0; k < a.classes; k++) {
            fprintf(out, "%s", k ? ", " : l ? ", [" : "[[");
            json_put_real(out, p[k], 4);
        }
        fputc(']', out);
    }
    fputc(']', out);
}
