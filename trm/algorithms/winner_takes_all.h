/* Winner takes all (arXiv 2601.19085), an option of training: an example has one answer y and K latents.
 *
 *     trial        of each k   y_k, z_k <- deep recursion from y, z_k, without gradient
 *     winner                   w = the k whose y_k has the smallest cross-entropy
 *     supervision step         from y, z_w
 *     carried on               y_w, and of each latent its own z_k
 *
 * So the latents can go different ways from one answer, and each step teaches the way that is best at it already.
 */
#ifndef TRM_ALGORITHMS_WINNER_TAKES_ALL_H
#define TRM_ALGORITHMS_WINNER_TAKES_ALL_H

#include "trm/recursion.h"

/* supervision_step for examples with K latents: latent k [B, P, S, D] is at s->z + k * stride. What s->answer, halt,
 * right and loss then hold is the winner's. */
void winner_step(tape *t, bound *net, const supervision *s, int latents, size_t stride, int loss_kind, real halt_weight,
                 int of);

/* The start [P, S, D] of a latent other than the network's own: one random vector of the length of z0 for every token,
 * planes included, so that no symbol is set apart. */
void start_latent(const bound *net, uint64_t key, real *z);

#endif
