/* Families in which what is missing comes back and what is too much goes: mirror, tile, denoise. */
#include "puzzles/arc/scene.h"

/* --- mirror -------------------------------------------------------------------------------- */

/* The right half is blank; the middle column of an odd number belongs to the left one. */
void arc_draw_half(scene *s)
{
    int percent = scene_between(s, 25, 70);
    scene_scatter(s, (box){0, 0, s->grid->rows, (s->grid->cols + 1) / 2}, percent, s->colours);
}

int arc_rule_mirror(const arc_grid *input, int r, int c)
{
    if (c < (input->cols + 1) / 2) return scene_at(input, r, c);
    return scene_at(input, r, c) ? -1 : scene_at(input, r, input->cols - 1 - c);
}

/* --- tile ---------------------------------------------------------------------------------- */

/* A period is at most half a side, too: every tile stands at least twice. */
enum { MAX_PERIOD = 3 };

/* A pattern without blank cells that repeats down and right, and a rectangular hole up to half a side long. All periods
 * that could fill the hole fill it alike, otherwise the answer is refused. */
void arc_draw_tiles(scene *s)
{
    int rows = s->grid->rows, cols = s->grid->cols;
    box period = scene_box(s, 1, at_most(rows / 2, MAX_PERIOD), at_most(cols / 2, MAX_PERIOD));
    uint8_t tile[MAX_PERIOD * MAX_PERIOD];
    for (int k = 0; k < period.rows * period.cols; k++) tile[k] = (uint8_t)scene_pick(s);
    for (int r = 0; r < rows; r++)
        for (int c = 0; c < cols; c++) scene_set(s->grid, r, c, tile[r % period.rows * period.cols + c % period.cols]);
    box hole = scene_box(s, 1, rows / 2, cols / 2);
    scene_put(s, &hole);
    scene_fill(s->grid, hole, 0);
}

/* Fills all blank cells by a period. Returns -1 if it does not fit, or does not know a cell. */
static int fill(const arc_grid *input, int down, int right, arc_grid *output)
{
    uint8_t tile[MAX_PERIOD * MAX_PERIOD] = {0};
    int cols = input->cols, cells = input->rows * cols;
    *output = *input;
    for (int i = 0; i < cells; i++) {
        uint8_t *known = &tile[i / cols % down * right + i % cols % right];
        if (input->cell[i] && *known && *known != input->cell[i]) return -1;
        if (input->cell[i]) *known = input->cell[i];
    }
    for (int i = 0; i < cells; i++) {
        output->cell[i] = tile[i / cols % down * right + i % cols % right];
        if (!output->cell[i]) return -1;
    }
    return 0;
}

int arc_rule_tile(const arc_grid *input, arc_grid *output)
{
    int found = 0;
    for (int down = 1; down <= at_most(input->rows / 2, MAX_PERIOD); down++)
        for (int right = 1; right <= at_most(input->cols / 2, MAX_PERIOD); right++) {
            arc_grid filled;
            if (fill(input, down, right, &filled)) continue;
            if (found++ && !arc_grid_equal(&filled, output)) return -1;
            *output = filled;
        }
    return found ? 0 : -1;
}

/* --- denoise ------------------------------------------------------------------------------- */

/* Full rectangles of one colour and lone cells. Neither touches another, not even at a corner. Rectangles have sides of
 * two to four cells, and at most half a side of the grid: a lone cell must find room beside one. */
void arc_draw_noisy(scene *s)
{
    for (int k = scene_some(s, 1, 20); k > 0; k--) {
        int colour = scene_pick(s);
        box b = scene_box(s, 2, at_most(4, s->grid->rows / 2), at_most(4, s->grid->cols / 2));
        if (scene_place(s, &b) == 0) scene_scatter(s, b, 100, scene_only(colour));
    }
    for (int k = scene_some(s, 1, 12); k > 0; k--) {
        box b = {.rows = 1, .cols = 1};
        if (scene_place(s, &b) == 0) scene_fill(s->grid, b, scene_pick(s));
    }
}

int arc_rule_denoise(const arc_grid *input, int r, int c)
{
    return scene_count_around(input, r, c) == 1 ? 0 : scene_at(input, r, c);
}
