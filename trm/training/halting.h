/* When an example stops in training. */
#ifndef TRM_TRAINING_HALTING_H
#define TRM_TRAINING_HALTING_H

#include "trm/training/slots.h"

/* Whether the example in a slot halts after the optimiser step `step`: at N_sup, or when its halting logit is above 0,
 * or above the continue logit if that is learned. With probability `exploration` it must first reach a random depth, so that the head also sees what further steps
 * would have brought. Under HALT_SOLVED an example that the head wrongly believes solved stays: it is just what there is
 * to learn from. With --rest some solved examples go on, beyond N_sup too as long as they stay solved. */
int halts(const slots *s, int slot, const network_config *net, const train_config *c, int64_t step);

#endif
