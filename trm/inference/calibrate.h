/* What a model's halting head is worth, found out on examples with known answers that the model did not learn from: the
 * halting logit at which answering had better stop, and how often an answer with a given logit is right.
 *
 *     records_open(&r, count, steps)
 *     records_add(&r, &weights, &shape, &how, &in, &judge)    once, or for several batches
 *     calibrate(&r, &c, &report)
 *     calibration_notes(&c, ...)                              for the metadata of the model file
 *     records_close(&r)
 */
#ifndef TRM_INFERENCE_CALIBRATE_H
#define TRM_INFERENCE_CALIBRATE_H

#include "trm/inference/calibration.h"
#include "trm/inference/infer.h"

/* What a model said after each step of every example, and whether its answer was right by then. */
typedef struct records {
    long count, room;
    int steps;      /* of an example at most */
    int *taken;     /* [room] steps of each; one that is very sure is not asked further */
    double *halt;   /* [room, steps] halting logits */
    uint8_t *right; /* [room, steps] 1: the answer was right */
} records;

/* Whether an answer [L], of classes, to an example of these inputs is right. */
typedef struct judge {
    int (*is_right)(const void *rules, long example, const uint8_t *answer);
    const void *rules; /* handed to it */
} judge;

/* Room for so many examples. Returns 0, or -1 if out of memory; to be closed in both cases. */
int records_open(records *r, long room, int steps);
void records_close(records *r);

/* Asks all examples, for whom there must be room. `how`: threads, seed and the like; its steps and threshold do not
 * matter. The result does not depend on the threads. Returns 0, or -1 if out of memory. If how->stop says so it returns
 * early, and adds nothing. */
int records_add(records *r, const weights *w, const geometry *shape, const infer_options *how, const infer_inputs *in,
                const judge *j);

/* Shares are in 0..1, losses in nats for an answer. */
typedef struct calibration_report {
    long examples;
    double right_before, steps_before; /* answers that are right, and mean steps, at INFER_THRESHOLD */
    double right, steps;               /* the same at the threshold that was chosen */
    double loss_before, loss_after;    /* of the plain sigmoid, and of a fit to the other half of the examples */
} calibration_report;

/* The threshold, from 0 (of a young head: lower) to 8: the lowest at which none of the examples is lost that are right at
 * the best one; at most 0.1 points of them, if that saves a twentieth of the steps; a single one, if three quarters.
 * Losses alone count: what is won by stopping early is luck as often, and would hide them. The probability: scale and
 * offset of the last logits (Platt 1999) with the least log loss, held near 1 and 0 by a Gaussian prior, since good models
 * leave few wrong answers to learn from; 1 and 0 themselves if the fit to either half of the examples does not help on the
 * other. There must be an example. */
void calibrate(const records *r, calibration *c, calibration_report *report);

#endif
