#include "trm/algorithms/algorithm.h"

#define ROW(name) &algorithm_##name,
const algorithm *const algorithms[] = {ALGORITHMS(ROW) NULL};

option_choice algorithm_choice(int index)
{
    const algorithm *a = algorithms[index];
    return a ? (option_choice){a->name, a->help} : (option_choice){NULL, NULL};
}

const algorithm *algorithm_of(const network_config *c)
{
    const algorithm *a = algorithms[c->algorithm];
    return a == &algorithm_trm && c->latents > 1 ? &algorithm_winner_takes_all : a;
}

double algorithm_step_flops(const network_config *c, const geometry *shape, int training)
{
    return algorithm_of(c)->passes(c, training) * network_pass_flops(c, shape);
}
