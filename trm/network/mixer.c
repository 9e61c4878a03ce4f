#include "trm/network/mixer.h"

#define ROW(name) &mixer_##name,
const mixer *const mixers[] = {MIXERS(ROW) NULL};

option_choice mixer_choice(int index)
{
    const mixer *m = mixers[index];
    return m ? (option_choice){m->name, m->help} : (option_choice){NULL, NULL};
}
