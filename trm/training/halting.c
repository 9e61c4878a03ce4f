#include "trm/training/halting.h"

#include "base/random.h"

int halts(const slots *s, int slot, const network_config *net, const train_config *c, int64_t step)
{
    enum { PURPOSE_EXPLORE = 2 };
    int64_t most = algorithm_of(net)->one_step ? 1 : net->supervision_steps, least = 1;
    if (s->steps[slot] >= most) return 1;
    uint64_t key = random_key(random_key((uint64_t)c->seed, PURPOSE_EXPLORE), (uint64_t)step);
    uint64_t at = 2 * (uint64_t)slot;
    if (random_uniform(key, at) < c->exploration) least = 2 + random_below(key, at + 1, most - 1);
    int done = s->halt[slot] > 0 && (c->halt_when == HALT_CONFIDENT || s->correct[slot] > 0);
    return done && s->steps[slot] >= least;
}
