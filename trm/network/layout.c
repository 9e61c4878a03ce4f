#include "trm/network/layout.h"

#include "autograd/ops.h" /* rope_angles */
#include "trm/network/mixer.h"

#include <stdlib.h>
#include <string.h>

/* Pairs of cells keep their relation; after those come the registers' own. Of two registers it is the seen one's. */
static void extend_relation(const layout *l, const uint8_t *relation, int first, uint8_t *extended)
{
    size_t registers = (size_t)l->registers, cells = (size_t)l->cells, sequence = (size_t)l->sequence;
    for (size_t i = 0; i < sequence; i++) {
        uint8_t *row = extended + i * sequence;
        for (size_t j = 0; j < registers; j++) row[j] = (uint8_t)((size_t)first + j);
        if (i < registers)
            memset(row + registers, first + (int)i, cells);
        else
            memcpy(row + registers, relation + (i - registers) * cells, cells);
    }
}

static int open_bias_index(layout *l, const network_config *c, const uint8_t *relation)
{
    if (!c->relations) return 0;
    if (!l->registers) return bias_index_open(&l->bias_index, relation, l->sequence);
    uint8_t *extended = malloc((size_t)l->sequence * (size_t)l->sequence);
    if (!extended) return -1;
    extend_relation(l, relation, (int)c->relations, extended);
    int status = bias_index_open(&l->bias_index, extended, l->sequence);
    free(extended);
    return status;
}

/* Rotary angles go by the numbers of cells in the whole frame, after the registers. */
static int open_angles(layout *l, const network_config *c, int all_cells)
{
    if (c->positions != POSITIONS_ROPE) return 0;
    int head = (int)(c->width / c->heads), all = l->registers + all_cells;
    l->angles = malloc((size_t)all * (size_t)head * sizeof(real));
    if (!l->angles) return -1;
    rope_angles(all, head, 10000, l->angles);
    for (int i = 0; l->number && i < l->cells; i++)
        memmove(l->angles + (l->registers + i) * head, l->angles + (l->registers + l->number[i]) * head,
                (size_t)head * sizeof(real));
    return 0;
}

static int open_places(layout *l, const network_config *c)
{
    if (!mixer_needs_of(c).places) return 0;
    return places_open(&l->place, l->registers, l->rows, l->cols, (int)(c->width / c->heads));
}

static int open_numbers(layout *l, int side, int frame)
{
    l->number = malloc((size_t)l->cells * sizeof *l->number);
    for (int i = 0; l->number && i < l->cells; i++) l->number[i] = i / side * frame + i % side;
    return l->number ? 0 : -1;
}

/* The relations that cells of that side have of their own, or those of the whole. */
static const uint8_t *relation_of_side(const geometry *shape, int side)
{
    return side && shape->planes_of && shape->planes_of[side] ? shape->relation_of[side] : shape->relation;
}

/* The cells of a layout as those of the whole are related. */
static uint8_t *relation_within(const layout *l, const geometry *shape)
{
    size_t cells = (size_t)l->cells;
    uint8_t *within = malloc(cells * cells);
    for (size_t i = 0; within && i < cells; i++)
        for (size_t j = 0; j < cells; j++)
            within[i * cells + j] = shape->relation[(size_t)l->number[i] * (size_t)shape->cells + (size_t)l->number[j]];
    return within;
}

/* Of a frame the first side x side cells, or with 0 all cells. */
static int layout_open(layout *l, const network_config *c, const geometry *shape, int side)
{
    int cells = side ? side * side : shape->cells, failed = 0;
    uint8_t *within = NULL;
    const uint8_t *relation = relation_of_side(shape, side);
    *l = (layout){.planes = geometry_planes(shape, side),
                  .registers = (int)c->registers,
                  .cells = cells,
                  .sequence = layout_sequence(c, cells),
                  .rows = side ? side : shape->rows,
                  .cols = side ? side : shape->cols};
    if (cells < shape->cells) {
        failed = open_numbers(l, side, shape->frame);
        if (!failed && c->relations && relation == shape->relation)
            failed = (relation = within = relation_within(l, shape)) == NULL;
    }
    if (!failed) failed = open_bias_index(l, c, relation) || open_angles(l, c, shape->cells) || open_places(l, c);
    free(within);
    return failed ? -1 : 0;
}

int layouts_open(layouts *l, const network_config *c, const geometry *shape)
{
    int count = shape->frame ? shape->frame : 1, failed = 0;
    *l = (layouts){.count = count, .of = calloc((size_t)count, sizeof *l->of)};
    if (!l->of) return -1;
    for (int i = 0; i < count && !failed; i++)
        if (!shape->frame || !shape->examples || shape->examples[i + 1] || i + 1 == count)
            failed = layout_open(&l->of[i], c, shape, shape->frame ? i + 1 : 0);
    return failed;
}

void layouts_close(layouts *l)
{
    for (int i = 0; l->of && i < l->count; i++) {
        bias_index_close(&l->of[i].bias_index);
        places_close(&l->of[i].place);
        free(l->of[i].angles);
        free(l->of[i].number);
    }
    free(l->of);
    *l = (layouts){0};
}
