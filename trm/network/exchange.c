#include "trm/network/exchange.h"

#define ROW(name) &exchange_##name,
const exchange *const exchanges[] = {EXCHANGES(ROW) NULL};

option_choice exchange_choice(int index)
{
    const exchange *e = exchanges[index];
    return e ? (option_choice){e->name, e->help} : (option_choice){NULL, NULL};
}
