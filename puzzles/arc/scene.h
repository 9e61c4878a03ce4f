/* What the families draw with: cells, colours, objects on a grid. Private to this folder. */
#ifndef PUZZLES_ARC_SCENE_H
#define PUZZLES_ARC_SCENE_H

#include "base/random.h"
#include "puzzles/arc/family.h"

/* The colours that rules name. */
enum { RED = 2, GREEN = 3, YELLOW = 4, GREY = 5 };

/* family_move.c: cells change places */
arc_draw arc_draw_scattered, arc_draw_bars;
arc_cell arc_rule_gravity, arc_rule_flip, arc_rule_scale;
arc_answer arc_rule_turn, arc_rule_sort;
/* family_line.c: lines and patterns go on */
arc_draw arc_draw_rays, arc_draw_ends, arc_draw_legend, arc_draw_stamp;
arc_cell arc_rule_rays, arc_rule_legend;
arc_answer arc_rule_connect, arc_rule_stamp;
/* family_repair.c: what is missing comes back, what is too much goes */
arc_draw arc_draw_half, arc_draw_tiles, arc_draw_noisy;
arc_cell arc_rule_mirror, arc_rule_denoise;
arc_answer arc_rule_tile;
/* family_object.c: objects are found, measured, filled */
arc_draw arc_draw_frames, arc_draw_objects, arc_draw_alone, arc_draw_counted;
arc_cell arc_rule_border;
arc_answer arc_rule_flood, arc_rule_largest, arc_rule_crop, arc_rule_count;

typedef struct palette {
    int count;
    uint8_t colour[COLOURS];
} palette;

/* A box of cells; it may reach over the edge of a grid. */
typedef struct box {
    int top, left, rows, cols;
} box;

/* An input that is being drawn. */
struct scene {
    stream random;
    arc_grid *grid;
    palette colours; /* those of this input */
    int objects;     /* as in the row of its family */
};

static inline int at_most(int a, int b)
{
    return a < b ? a : b;
}

static inline int scene_inside(const arc_grid *grid, int r, int c)
{
    return r >= 0 && c >= 0 && r < grid->rows && c < grid->cols;
}

/* The colour of a cell, the background outside the grid. */
static inline int scene_at(const arc_grid *grid, int r, int c)
{
    return scene_inside(grid, r, c) ? grid->cell[r * grid->cols + c] : 0;
}

static inline void scene_set(arc_grid *grid, int r, int c, int colour)
{
    grid->cell[r * grid->cols + c] = (uint8_t)colour;
}

/* Coloured cells in a box. */
int scene_count(const arc_grid *grid, box b);
/* Those among a cell and its eight neighbours, and whether a cell has a coloured one on one of its four sides. */
int scene_count_around(const arc_grid *grid, int r, int c);
int scene_joins(const arc_grid *grid, int r, int c);

void scene_fill(arc_grid *grid, box b, int colour);

/* Labels the cells that hang together with a cell: coloured ones, by sides or corners, if it is coloured; blank ones, by
 * sides, if it is blank. label [cells], 0 for all of them before. */
void scene_spread(const arc_grid *grid, int cell, int name, uint16_t *label);
/* Labels objects, that is coloured cells joined by sides or corners: label [cells], from 1, 0 for the background.
 * Returns their number. */
int scene_objects(const arc_grid *grid, uint16_t *label);

/* --- drawing ------------------------------------------------------------------------------- */

int scene_between(scene *s, int least, int most);
/* A number of things to draw: from `least`, up to one more for each `share` cells of the grid. */
int scene_some(scene *s, int least, int share);
int scene_pick(scene *s);

/* A box of least..rows x least..cols cells, at the top left. */
box scene_box(scene *s, int least, int rows, int cols);
/* Moves a box to a place anywhere in the grid. */
void scene_put(scene *s, box *b);
/* The same, to a place that touches nothing coloured, not even at a corner. Returns 0, or -1 if none of some tries
 * found one. */
int scene_place(scene *s, box *b);

/* Gives each cell of a box, by a chance in percent, a colour of the palette. */
void scene_scatter(scene *s, box b, int percent, palette colours);
/* Lets an object grow in a box in which and around which all is blank: cells joined by their sides, at least one. Each
 * has a colour of the palette. */
void scene_grow(scene *s, box b, palette colours);

/* A palette of one colour. */
static inline palette scene_only(int colour)
{
    return (palette){1, {(uint8_t)colour}};
}

#endif
