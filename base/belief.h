/* How sure a model is that an answer is right, from its halting logit h: 1 / (1 + exp(-(scale h + offset))). */
#ifndef BASE_BELIEF_H
#define BASE_BELIEF_H

#include <math.h> /* exp, log1p */

typedef struct belief {
    double scale, offset; /* scale 0: the measure is no halting logit */
    int calibrated;       /* 1: measured on answers of that model; 0: nothing was, scale 1 and offset 0 */
} belief;

static inline double belief_sure(const belief *b, double halt)
{
    return 1 / (1 + exp(-(b->scale * halt + b->offset)));
}

/* That of a model of which nothing is known. */
static inline belief belief_plain(void)
{
    return (belief){.scale = 1};
}

/* Cross-entropy of a halting logit, in nats: -log of the logistic function of it, or of minus it. */
static inline double belief_loss(double halt, int right)
{
    double wrong = right ? -halt : halt;
    return (wrong > 0 ? wrong : 0) + log1p(exp(-fabs(halt)));
}

#endif
