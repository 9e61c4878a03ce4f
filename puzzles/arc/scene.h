/* What the families draw with: cells, colours, objects on a grid. Private to this room. */
#ifndef PUZZLES_ARC_SCENE_H
#define PUZZLES_ARC_SCENE_H

#include "puzzles/arc/grid.h"
#include "base/random.h"

/* The colours that rules name. */
enum { RED = 2, GREEN = 3, YELLOW = 4, GREY = 5 };

/* A family. `draw` finds a blank grid, its sides set, and paints an input on it; `answer` is arc_family_answer. */
typedef struct arc_rule {
    const char *name, *rule;
    int factor; /* by which outputs are larger */
    void (*draw)(stream *random, arc_grid *input);
    int (*answer)(const arc_grid *input, arc_grid *output);
} arc_rule;

extern const arc_rule arc_rule_gravity, arc_rule_flip, arc_rule_turn, arc_rule_sort, arc_rule_scale;
extern const arc_rule arc_rule_rays, arc_rule_connect, arc_rule_legend, arc_rule_stamp;
extern const arc_rule arc_rule_mirror, arc_rule_tile, arc_rule_denoise;
extern const arc_rule arc_rule_flood, arc_rule_border, arc_rule_largest, arc_rule_crop, arc_rule_count;

typedef struct palette {
    int count;
    uint8_t colour[COLOURS];
} palette;

/* A box of cells; it may reach over the edge of a grid. */
typedef struct box {
    int top, left, rows, cols;
} box;

static inline int scene_between(stream *random, int least, int most)
{
    return least + (int)stream_below(random, (uint32_t)(most - least + 1));
}

/* The colour of a cell, the background outside the grid. */
static inline int scene_at(const arc_grid *grid, int r, int c)
{
    return r < 0 || c < 0 || r >= grid->rows || c >= grid->cols ? 0 : grid->cell[r * grid->cols + c];
}

static inline void scene_set(arc_grid *grid, int r, int c, int colour)
{
    grid->cell[r * grid->cols + c] = (uint8_t)colour;
}

void scene_blank(arc_grid *grid, int rows, int cols);

/* A number of different colours, least..most, none of them the background or `reserved` (0: all may come). */
palette scene_palette(stream *random, int least, int most, int reserved);
int scene_pick(stream *random, const palette *colours);

/* Gives each cell of a box, by a chance in percent, a colour of the palette. The box lies inside the grid. */
void scene_scatter(stream *random, arc_grid *grid, box b, int percent, const palette *colours);

/* Coloured cells in a box. */
int scene_count(const arc_grid *grid, box b);
/* The cell and its eight neighbours. */
box scene_around(int r, int c);

/* Looks for a place for b->rows x b->cols cells that touches nothing coloured, not even at a corner, and sets b->top
 * and b->left. Returns 0, or -1 where none of some tries found one. */
int scene_place(stream *random, const arc_grid *grid, box *b);

/* Lets an object grow in a box in which and around which all is blank: cells joined by their sides, at least one. Each
 * has a colour of the palette. */
void scene_grow(stream *random, arc_grid *grid, box b, const palette *colours);

/* Labels objects, that is coloured cells joined by sides or corners: label [cells], from 1, 0 for the background.
 * Returns their number. */
int scene_objects(const arc_grid *grid, uint16_t *label);

#endif
