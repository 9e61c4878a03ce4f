/* A puzzle and the answers that a model went through, as a drawing: an SVG for papers and slides. */
#ifndef REPORT_SVG_H
#define REPORT_SVG_H

#include "report/answer.h"

/* The question and the answer after each step, or the last answer alone. The trace must have frames of a step each or of
 * updates, and if it has logits cells in doubt are shaded. */
void svg_put(FILE *out, const answer_report *r, int last_alone);

#endif
