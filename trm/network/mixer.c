#include "trm/network/mixer.h"

const mixer *const mixers[] = {&mixer_attention, &mixer_mlp, NULL};

option_choice mixer_choice(int index)
{
    const mixer *m = mixers[index];
    return m ? (option_choice){m->name, m->help} : (option_choice){NULL, NULL};
}
