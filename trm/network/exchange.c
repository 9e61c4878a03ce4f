#include "trm/network/exchange.h"

const exchange *const exchanges[] = {&exchange_mean, &exchange_pool, &exchange_attention, NULL};

option_choice exchange_choice(int index)
{
    const exchange *e = exchanges[index];
    return e ? (option_choice){e->name, e->help} : (option_choice){NULL, NULL};
}
