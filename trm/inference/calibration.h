/* What a model's file says of its halting head: when to stop, and how sure an answer is. */
#ifndef TRM_INFERENCE_CALIBRATION_H
#define TRM_INFERENCE_CALIBRATION_H

#include "base/belief.h"
#include "base/safetensors.h" /* st_pair */
#include "trm/network/model_file.h"

typedef struct calibration {
    double threshold;     /* halting logit above which answering stops */
    double scale, offset; /* how sure it is then: belief */
    int fitted;           /* 0: it was never measured: scale 1, offset 0 */
} calibration;

/* That of a model of which nothing is known. */
calibration calibration_none(void);

belief calibration_belief(const calibration *c);
/* The probability that an answer with this halting logit is right. */
double calibration_sure(const calibration *c, double halt);

/* As pairs for model_write, whose values are written to `text`. */
enum { CALIBRATION_NOTES = 2, CALIBRATION_TEXT = 64 };
void calibration_notes(const calibration *c, st_pair notes[CALIBRATION_NOTES],
                       char text[CALIBRATION_NOTES][CALIBRATION_TEXT]);

/* From the values of those pairs (the keys are below), NULL if a file has none or one. */
#define CALIBRATION_HALT "halt-threshold"
#define CALIBRATION_SURE "sure"
calibration calibration_read(const char *halt, const char *sure);
/* From a model's file. */
calibration calibration_of(const model *m);

#endif
