/* How likely a model finds each symbol in each cell, as members of a JSON object. */
#ifndef REPORT_PROBABILITIES_H
#define REPORT_PROBABILITIES_H

#include "puzzles/kind.h"

/* Prints `, "symbols": "12..", "probabilities": [[..] ..]`: an array for each cell, in the order of the symbols. They are
 * the softmax of its logits; logits [planes, cells, classes]. */
void probabilities_put(FILE *out, const puzzle_kind *kind, const grid_shape *shape, const float *logits, int planes);

#endif
