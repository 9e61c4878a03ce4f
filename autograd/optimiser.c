#include "autograd/optimiser.h"

#include <string.h>

#define ADDRESS(name) &optimiser_##name,
const optimiser *const optimisers[] = {OPTIMISERS(ADDRESS) NULL};

option_choice optimiser_choice(int index)
{
    const optimiser *o = optimisers[index];
    return o ? (option_choice){o->name, o->help} : (option_choice){NULL, NULL};
}

const optimiser *optimiser_for(int index, int matrices)
{
    const optimiser *o = optimisers[index];
    return matrices || !o->others ? o : o->others;
}

const char *optimiser_states(int index)
{
    const char *a = optimiser_for(index, 1)->states, *b = optimiser_for(index, 0)->states;
    return strlen(a) > strlen(b) ? a : b;
}
