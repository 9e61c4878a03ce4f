/* How sure a model is that an answer is right, from its halting logit h: 1 / (1 + exp(-(scale h + offset))). */
#ifndef BASE_BELIEF_H
#define BASE_BELIEF_H

#include <math.h> /* exp */

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

#endif
