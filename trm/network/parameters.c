#include "trm/network/parameters.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Parameters start at multiples of this, so that the layout of a checkpoint does not depend on the vector width. */
enum { PARAMETER_ALIGN = 16 };

/* Room doubles at the powers of two. */
static parameter *next(parameters *p)
{
    if (p->count & (p->count - 1)) return &p->items[p->count++];
    parameter *items = realloc(p->items, (p->count ? 2 * (size_t)p->count : 1) * sizeof *items);
    if (!items) {
        p->failed = 1;
        return &p->spare;
    }
    p->items = items;
    return &p->items[p->count++];
}

parameter *parameter_add(parameters *p, const char *name, int64_t rows, int64_t columns, parameter_role role,
                         double std)
{
    parameter *added = next(p);
    *added = (parameter){.rows = (int)rows,
                         .columns = (int)columns,
                         .pieces = 1,
                         .parts = 1,
                         .role = role,
                         .std = std,
                         .offset = p->size,
                         .tensor = p->tensors++};
    snprintf(added->name, sizeof added->name, "%s%s", p->prefix, name);
    if (role != ROLE_SPARSE)
        p->size += (parameter_size(added) + PARAMETER_ALIGN - 1) / PARAMETER_ALIGN * PARAMETER_ALIGN;
    return added;
}

parameter *parameter_add_matrix(parameters *p, const char *name, int64_t rows, int64_t columns, int pieces,
                                double fan_in)
{
    char full[64];
    snprintf(full, sizeof full, "%s.weight", name);
    parameter *added = parameter_add(p, full, rows, columns, ROLE_MATRIX, 1 / sqrt(fan_in));
    added->pieces = pieces;
    return added;
}

void parameter_split(parameters *p, int parts)
{
    if (p->failed) return;
    p->items[p->count - 1].parts = parts;
    p->tensors += parts - 1;
}

const parameter *parameters_find(const parameters *p, const char *name)
{
    for (int i = 0; i < p->count; i++)
        if (!strcmp(p->items[i].name, name)) return &p->items[i];
    return NULL;
}

int parameters_lasting(const parameters *p)
{
    int count = p->count;
    while (p->items[count - 1].training) count--;
    return count;
}
