#include "autograd/optimiser.h"

#include <string.h>

#define ADDRESS(name) &optimiser_##name,
static const optimiser *const optimisers[] = {OPTIMISERS(ADDRESS)};

const optimiser *optimiser_at(int index, int matrices)
{
    const optimiser *o = optimisers[index];
    return matrices || !o->others ? o : o->others;
}

const char *optimiser_states(int index)
{
    const char *a = optimiser_at(index, 1)->states, *b = optimiser_at(index, 0)->states;
    return strlen(a) > strlen(b) ? a : b;
}

option_choice optimiser_choice(int index)
{
    if (index >= OPTIMISER_COUNT) return (option_choice){0};
    return (option_choice){optimisers[index]->name, optimisers[index]->help};
}
