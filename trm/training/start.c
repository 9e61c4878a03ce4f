#include "trm/training/start.h"

#include "base/random.h"

static uint64_t key_of(const train_config *c)
{
    enum { PURPOSE_START = 7 };
    return random_key((uint64_t)c->seed, PURPOSE_START);
}

int start_of(const train_config *c, uint64_t index, int64_t generation)
{
    if (c->random_starts <= 0 && c->carried_starts <= 0) return START_FROZEN;
    double drawn = random_uniform(key_of(c), index);
    if (drawn < c->random_starts) return START_RANDOM;
    return generation > 0 && drawn < c->random_starts + c->carried_starts ? START_CARRIED : START_FROZEN;
}

void start_randomly(const train_config *c, uint64_t index, const slots *s, int slot)
{
    uint64_t key = random_key(key_of(c), index);
    for (int k = 0; k < s->states; k++) {
        real *state = s->carry + (size_t)k * slots_stride(s) + (size_t)slot * s->state_each;
        for (size_t i = 0; i < s->state_each; i++) state[i] = (real)random_normal(random_key(key, (uint64_t)k), i);
    }
}
