#include "trm/network/mixer.h"

#define ROW(name) &mixer_##name,
const mixer *const mixers[] = {MIXERS(ROW) NULL};

option_choice mixer_choice(int index)
{
    const mixer *m = mixers[index];
    return m ? (option_choice){m->name, m->help} : (option_choice){NULL, NULL};
}

mixer_needs mixer_needs_of(const network_config *c)
{
    mixer_needs all = {.order = 1};
    for (int i = 0; i < c->mixer.count; i++) {
        const mixer *m = mixers[c->mixer.item[i]];
        all.size_bound |= m->size_bound;
        all.relations |= m->takes_relations;
        all.grid |= m->on_grid;
        all.offsets |= m->takes_offsets;
        all.rope |= m->takes_rope;
        all.places |= m->takes_places;
        all.heads |= m->takes_heads || m->takes_places;
        all.attention |= m == &mixer_attention;
        all.order &= m->takes_order;
    }
    return all;
}
