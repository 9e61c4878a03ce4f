/* What a supervision step is: a file and a row for each algorithm. The trainer and the inference know only that an
 * example carries arrays of reals from one step to the next. */
#ifndef TRM_ALGORITHMS_ALGORITHM_H
#define TRM_ALGORITHMS_ALGORITHM_H

#include "base/options.h"
#include "trm/algorithms/step.h"

typedef struct algorithm {
    const char *name, *help;
    const char *preset[4]; /* "option value": defaults that differ with it, closed by NULL */
    int varies; /* 1: it is TRM's recursion, with its variants: --networks, --gradient-updates, --gradient-cycles,
                     --carry, --continue-head learned */
    int two_networks; /* 1: it has two networks and a continue head that is learned, always */
    int one_step;     /* 1: an example is trained for one step alone, and unless there is `steps` answered in one */
    int fills;        /* 1: it fills in cells: the network reads answers in part, and inputs have ranks */
    int causal;       /* 1: cells see those before them alone, which the mixer must be able to do */

    /* How many steps it takes to answer the first of `in`, or at most if `in` is NULL, if the user asks for so many.
     * NULL: so many, or fewer if it halts. */
    int (*steps)(const inputs *in, int cells, int asked);

    /* How many arrays [P, S, D] an example carries from step to step, in training or in answering. NULL: none. */
    int (*states)(const network_config *c, int training);

    /* Fills them for one example at its start: state k is at carry + k * stride. NULL: nothing to fill. */
    void (*begin)(const bound *b, uint64_t seed, real *carry, size_t stride, int states);

    /* One step of a few examples on a tape that can record: forward, loss, and gradients of
     * mean over `of` examples of (loss of the cells + halt_weight * loss of the halting head). */
    void (*train)(tape *t, bound *b, step_io *s, const train_config *c, int of);

    /* One step without loss or gradients. */
    void (*infer)(tape *t, bound *b, step_io *s);

    /* Passes through the network in one step; backward costs twice the forward of the passes that are recorded. */
    double (*passes)(const network_config *c, int training);

    /* Frames of a trace in one step, if every update within it is to be seen (base/trace.h). NULL: one. */
    int (*updates)(const network_config *c);
} algorithm;

/* A row each, from which follow the declarations and the table. */
#define ALGORITHMS(ROW)                                                                                                \
    ROW(trm)                                                                                                           \
    ROW(winner_takes_all) ROW(hrm) ROW(single_latent) ROW(multi_scale) ROW(one_pass) ROW(autoregressive)               \
        ROW(diffusion)

#define ALGORITHM_DECLARE(name) extern const algorithm algorithm_##name;
ALGORITHMS(ALGORITHM_DECLARE)

/* All of them, closed by NULL; network_config.algorithm is an index. */
extern const algorithm *const algorithms[];
option_choice algorithm_choice(int index);

/* That of a configuration: TRM with more than one latent is winner takes all. */
const algorithm *algorithm_of(const network_config *c);

/* Steps that it takes to answer if the user asks for so many: of the first of `in`, or at most if `in` is NULL. */
static inline int algorithm_most_steps(const algorithm *a, const inputs *in, int cells, int asked)
{
    return a->steps ? a->steps(in, cells, asked) : a->one_step ? 1 : asked;
}

/* Floating-point operations of the products of a step on one example. */
double algorithm_step_flops(const network_config *c, const geometry *shape, int training);

#endif
