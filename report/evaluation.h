/* An evaluation in words, or as a JSON object on a line. */
#ifndef REPORT_EVALUATION_H
#define REPORT_EVALUATION_H

#include "base/evaluation.h"

#include <stdio.h> /* FILE */

/* There must be an example, or tasks. */
void evaluation_print(FILE *out, const evaluation *e, int json);

#endif
