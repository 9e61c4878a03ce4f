#include "trm/training/halting.h"

#include "base/random.h"

/* Whether a solved example goes on. Which ones do is drawn for each, and how long: N_sup steps on average, sometimes
 * many more, so that a solution is also met where no answer would be left so long. */
static int rests(const slots *s, int slot, const network_config *net, const train_config *c, int64_t step)
{
    enum { PURPOSE_REST = 6 };
    uint64_t key = random_key((uint64_t)c->seed, PURPOSE_REST);
    uint64_t index = (uint64_t)(s->generation[slot] * s->count + slot);
    if (random_uniform(random_key(key, 0), index) >= c->rest) return 0;
    uint64_t now = random_key(random_key(key, 1), (uint64_t)step);
    return random_uniform(now, (uint64_t)slot) >= 1 / (double)net->supervision_steps;
}

int halts(const slots *s, int slot, const network_config *net, const train_config *c, int64_t step)
{
    enum { PURPOSE_EXPLORE = 2 };
    int64_t most = algorithm_of(net)->one_step ? 1 : net->supervision_steps, least = 1;
    if (c->rest > 0 && s->correct[slot] > 0 && rests(s, slot, net, c, step)) return 0;
    if (s->steps[slot] >= most) return 1;
    uint64_t key = random_key(random_key((uint64_t)c->seed, PURPOSE_EXPLORE), (uint64_t)step);
    uint64_t at = 2 * (uint64_t)slot;
    if (random_uniform(key, at) < c->exploration) least = 2 + random_below(key, at + 1, most - 1);
    if (c->halt_when == HALT_NEVER) return 0;
    int done = s->halt[slot] > s->more[slot] && (c->halt_when == HALT_CONFIDENT || s->correct[slot] > 0);
    return done && s->steps[slot] >= least;
}
