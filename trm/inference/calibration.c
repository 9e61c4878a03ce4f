#include "trm/inference/calibration.h"

#include "trm/inference/infer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

calibration calibration_none(void)
{
    return (calibration){.threshold = INFER_THRESHOLD, .scale = 1};
}

belief calibration_belief(const calibration *c)
{
    return (belief){.scale = c->scale, .offset = c->offset, .calibrated = c->fitted};
}

double calibration_sure(const calibration *c, double halt)
{
    const belief b = calibration_belief(c);
    return belief_sure(&b, halt);
}

void calibration_notes(const calibration *c, st_pair notes[CALIBRATION_NOTES],
                       char text[CALIBRATION_NOTES][CALIBRATION_TEXT])
{
    snprintf(text[0], CALIBRATION_TEXT, "%.4g", c->threshold);
    snprintf(text[1], CALIBRATION_TEXT, "%.6g %.6g", c->scale, c->offset);
    notes[0] = (st_pair){CALIBRATION_HALT, text[0]};
    notes[1] = (st_pair){CALIBRATION_SURE, text[1]};
}

/* Returns 1 with the number that the text begins with, and moves on; 0 without one. */
static int take_number(const char **text, double *number)
{
    char *end;
    double found = strtod(*text, &end);
    if (end == *text || !isfinite(found)) return 0;
    *text = end;
    *number = found;
    return 1;
}

calibration calibration_read(const char *halt, const char *sure)
{
    calibration c = calibration_none();
    double scale, offset;
    if (halt) take_number(&halt, &c.threshold);
    if (!sure || !take_number(&sure, &scale) || !take_number(&sure, &offset)) return c;
    c.scale = scale;
    c.offset = offset;
    c.fitted = 1;
    return c;
}

calibration calibration_of(const model *m)
{
    return calibration_read(model_note(m, CALIBRATION_HALT), model_note(m, CALIBRATION_SURE));
}
