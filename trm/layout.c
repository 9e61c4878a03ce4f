#include "trm/layout.h"

#include "autograd/ops.h" /* rope_angles */

#include <stdlib.h>
#include <string.h>

/* Pairs of cells keep their relation; behind those come the registers' own. Of two registers it is the seen one's. */
static void extend_relation(const layout *l, const uint8_t *relation, int first, uint8_t *extended)
{
    size_t registers = (size_t)l->registers, cells = (size_t)l->cells, places = (size_t)l->places;
    for (size_t i = 0; i < places; i++) {
        uint8_t *row = extended + i * places;
        for (size_t j = 0; j < registers; j++) row[j] = (uint8_t)((size_t)first + j);
        if (i < registers)
            memset(row + registers, first + (int)i, cells);
        else
            memcpy(row + registers, relation + (i - registers) * cells, cells);
    }
}

static int open_pairs(layout *l, const network_config *c, const uint8_t *relation)
{
    if (!c->relations_on) return 0;
    if (!l->registers) return relations_open(&l->pairs, relation, l->places);
    uint8_t *extended = malloc((size_t)l->places * (size_t)l->places);
    if (!extended) return -1;
    extend_relation(l, relation, (int)c->relations, extended);
    int status = relations_open(&l->pairs, extended, l->places);
    free(extended);
    return status;
}

static int open_angles(layout *l, const network_config *c)
{
    if (c->positions != POSITIONS_ROPE) return 0;
    int head = (int)(c->width / c->heads);
    l->angles = malloc((size_t)l->places * (size_t)head * sizeof(real));
    if (!l->angles) return -1;
    rope_angles(l->places, head, 10000, l->angles);
    return 0;
}

int layout_open(layout *l, const network_config *c, const geometry *shape)
{
    *l = (layout){.planes = shape->planes,
                  .registers = (int)c->registers,
                  .cells = shape->cells,
                  .places = layout_places(c, shape->cells)};
    return open_pairs(l, c, shape->relation) || open_angles(l, c) ? -1 : 0;
}

void layout_close(layout *l)
{
    free(l->angles);
    relations_close(&l->pairs);
    *l = (layout){0};
}
