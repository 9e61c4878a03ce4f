#include "puzzles/arc/scene.h"

#include <string.h> /* memset */

enum { PLACES = 12 };

void scene_blank(arc_grid *grid, int rows, int cols)
{
    grid->rows = rows;
    grid->cols = cols;
    memset(grid->cell, 0, sizeof grid->cell);
}

palette scene_palette(stream *random, int least, int most, int reserved)
{
    palette p = {.count = 0};
    for (int v = 1; v < COLOURS; v++)
        if (v != reserved) p.colour[p.count++] = (uint8_t)v;
    stream_shuffle(random, p.colour, p.count);
    p.count = scene_between(random, least, most);
    return p;
}

int scene_pick(stream *random, const palette *colours)
{
    return colours->colour[stream_below(random, (uint32_t)colours->count)];
}

void scene_scatter(stream *random, arc_grid *grid, box b, int percent, const palette *colours)
{
    for (int r = b.top; r < b.top + b.rows; r++)
        for (int c = b.left; c < b.left + b.cols; c++)
            if ((int)stream_below(random, 100) < percent) scene_set(grid, r, c, scene_pick(random, colours));
}

int scene_count(const arc_grid *grid, box b)
{
    int count = 0;
    for (int r = b.top; r < b.top + b.rows; r++)
        for (int c = b.left; c < b.left + b.cols; c++) count += scene_at(grid, r, c) != 0;
    return count;
}

box scene_around(int r, int c)
{
    return (box){r - 1, c - 1, 3, 3};
}

/* --- objects ------------------------------------------------------------------------------- */

int scene_place(stream *random, const arc_grid *grid, box *b)
{
    if (b->rows > grid->rows || b->cols > grid->cols) return -1;
    for (int k = 0; k < PLACES; k++) {
        b->top = scene_between(random, 0, grid->rows - b->rows);
        b->left = scene_between(random, 0, grid->cols - b->cols);
        if (!scene_count(grid, (box){b->top - 1, b->left - 1, b->rows + 2, b->cols + 2})) return 0;
    }
    return -1;
}

static int joins(const arc_grid *grid, int r, int c)
{
    return scene_at(grid, r - 1, c) || scene_at(grid, r, c - 1) || scene_at(grid, r, c + 1) || scene_at(grid, r + 1, c);
}

void scene_grow(stream *random, arc_grid *grid, box b, const palette *colours)
{
    for (int k = 0; k < 2 * b.rows * b.cols; k++) {
        int r = scene_between(random, b.top, b.top + b.rows - 1);
        int c = scene_between(random, b.left, b.left + b.cols - 1);
        if (k == 0 || (!scene_at(grid, r, c) && joins(grid, r, c))) scene_set(grid, r, c, scene_pick(random, colours));
    }
}

/* Spreads a label from a cell to all that hangs on it. */
static void spread(const arc_grid *grid, int cell, uint16_t name, uint16_t *label)
{
    uint16_t queue[ARC_MAX_CELLS];
    int cols = grid->cols, queued = 1;
    queue[0] = (uint16_t)cell;
    label[cell] = name;
    for (int k = 0; k < queued; k++)
        for (int d = 0; d < 9; d++) {
            int r = queue[k] / cols + d / 3 - 1, c = queue[k] % cols + d % 3 - 1;
            if (!scene_at(grid, r, c) || label[r * cols + c]) continue;
            label[r * cols + c] = name;
            queue[queued++] = (uint16_t)(r * cols + c);
        }
}

int scene_objects(const arc_grid *grid, uint16_t *label)
{
    int cells = grid->rows * grid->cols, count = 0;
    memset(label, 0, (size_t)cells * sizeof *label);
    for (int i = 0; i < cells; i++)
        if (grid->cell[i] && !label[i]) spread(grid, i, (uint16_t)++count, label);
    return count;
}
