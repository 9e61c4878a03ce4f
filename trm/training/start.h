/* Where an example starts in training. Answers start from the frozen state alone; but an answer that is to hold for as
 * many steps as anyone asks for must be where the recursion leads from anywhere. */
#ifndef TRM_TRAINING_START_H
#define TRM_TRAINING_START_H

#include "trm/training/slots.h"

enum { START_FROZEN, START_RANDOM, START_CARRIED };

/* Drawn for each example: from its algorithm's own start, from a random state, or from that in which the example before
 * it in its slot ended, if there was one (`generation` > 0; the trainer takes it only from a grid of the same side). */
int start_of(const train_config *c, uint64_t index, int64_t generation);

/* Fills all states of a slot with normal numbers, which is as long as the norms of the network leave them. */
void start_randomly(const train_config *c, uint64_t index, const slots *s, int slot);

#endif
