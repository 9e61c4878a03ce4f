/* Q-learning of the continue logit (HRM, arXiv 2506.21734, equation 6; models/hrm/hrm_act_v1.py:279-281 of its code):
 * going on is worth what the next step will be worth, by the logits that the same weights will give it then,
 *
 *     G = s(q_halt')                  if this is step N_sup: the next one has to halt
 *     G = s(max(q_halt', q_continue')) otherwise,                      s the logistic function, ' of the next step
 *     loss += halt_weight * BCE(q_continue, G)
 *
 * The next step is run from the state of this one, without gradient: that is the price. */
#ifndef TRM_ALGORITHMS_LOOK_AHEAD_H
#define TRM_ALGORITHMS_LOOK_AHEAD_H

#include "trm/recursion.h"

/* Sets s->target. `recurse` is a supervision step's recursion from io->carry; nothing of it stays on the tape. */
void look_ahead(tape *t, bound *b, tensor *x, step_io *s, state after,
                state (*recurse)(tape *t, bound *b, tensor *x, const step_io *io));

#endif
