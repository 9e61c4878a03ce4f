#include "puzzles/arc/scene.h"

#include <string.h> /* memset */

enum { PLACES = 12 };

int scene_count(const arc_grid *grid, box b)
{
    int count = 0;
    for (int r = b.top; r < b.top + b.rows; r++)
        for (int c = b.left; c < b.left + b.cols; c++) count += scene_at(grid, r, c) != 0;
    return count;
}

int scene_count_around(const arc_grid *grid, int r, int c)
{
    return scene_count(grid, (box){r - 1, c - 1, 3, 3});
}

int scene_joins(const arc_grid *grid, int r, int c)
{
    return scene_at(grid, r - 1, c) || scene_at(grid, r, c - 1) || scene_at(grid, r, c + 1) || scene_at(grid, r + 1, c);
}

void scene_fill(arc_grid *grid, box b, int colour)
{
    for (int r = b.top; r < b.top + b.rows; r++)
        for (int c = b.left; c < b.left + b.cols; c++) scene_set(grid, r, c, colour);
}

void scene_spread(const arc_grid *grid, int cell, int name, uint16_t *label)
{
    uint16_t queue[ARC_MAX_CELLS];
    int cols = grid->cols, queued = 1, coloured = grid->cell[cell] != 0;
    queue[0] = (uint16_t)cell;
    label[cell] = (uint16_t)name;
    for (int k = 0; k < queued; k++)
        for (int d = !coloured; d < 9; d += 2 - coloured) { /* of the nine cells around, those on the sides are odd */
            int r = queue[k] / cols + d / 3 - 1, c = queue[k] % cols + d % 3 - 1, to = r * cols + c;
            if (!scene_inside(grid, r, c) || label[to] || (grid->cell[to] != 0) != coloured) continue;
            label[to] = (uint16_t)name;
            queue[queued++] = (uint16_t)to;
        }
}

int scene_objects(const arc_grid *grid, uint16_t *label)
{
    int cells = grid->rows * grid->cols, count = 0;
    memset(label, 0, (size_t)cells * sizeof *label);
    for (int i = 0; i < cells; i++)
        if (grid->cell[i] && !label[i]) scene_spread(grid, i, ++count, label);
    return count;
}

/* --- drawing ------------------------------------------------------------------------------- */

int scene_between(scene *s, int least, int most)
{
    return least + (int)stream_below(&s->random, (uint32_t)(most - least + 1));
}

int scene_some(scene *s, int least, int share)
{
    return scene_between(s, least, least + s->grid->rows * s->grid->cols / share);
}

static int pick_from(scene *s, const palette *colours)
{
    return colours->colour[stream_below(&s->random, (uint32_t)colours->count)];
}

int scene_pick(scene *s)
{
    return pick_from(s, &s->colours);
}

box scene_box(scene *s, int least, int rows, int cols)
{
    box b = {0};
    b.rows = scene_between(s, least, rows);
    b.cols = scene_between(s, least, cols);
    return b;
}

void scene_put(scene *s, box *b)
{
    b->top = scene_between(s, 0, s->grid->rows - b->rows);
    b->left = scene_between(s, 0, s->grid->cols - b->cols);
}

int scene_place(scene *s, box *b)
{
    for (int k = 0; k < PLACES; k++) {
        scene_put(s, b);
        if (!scene_count(s->grid, (box){b->top - 1, b->left - 1, b->rows + 2, b->cols + 2})) return 0;
    }
    return -1;
}

void scene_scatter(scene *s, box b, int percent, palette colours)
{
    for (int r = b.top; r < b.top + b.rows; r++)
        for (int c = b.left; c < b.left + b.cols; c++)
            if (scene_between(s, 0, 99) < percent) scene_set(s->grid, r, c, pick_from(s, &colours));
}

void scene_grow(scene *s, box b, palette colours)
{
    for (int k = 0; k < 2 * b.rows * b.cols; k++) {
        int r = b.top + scene_between(s, 0, b.rows - 1), c = b.left + scene_between(s, 0, b.cols - 1);
        if (k == 0 || (!scene_at(s->grid, r, c) && scene_joins(s->grid, r, c)))
            scene_set(s->grid, r, c, pick_from(s, &colours));
    }
}
