/* Families in which cells change places: gravity, flip, turn, sort, scale. */
#include "puzzles/arc/scene.h"

/* Cells by chance, all over the grid. Any such grid has an answer. */
void arc_draw_scattered(scene *s)
{
    int percent = scene_between(s, 20, 60);
    scene_scatter(s, (box){0, 0, s->grid->rows, s->grid->cols}, percent, s->colours);
}

/* What ends up here is the coloured cell of the column that has as many coloured ones below it as there is room. */
int arc_rule_gravity(const arc_grid *input, int r, int c)
{
    int height = input->rows - r;
    for (int from = input->rows - 1; from >= 0; from--)
        if (scene_at(input, from, c) && --height == 0) return scene_at(input, from, c);
    return 0;
}

int arc_rule_flip(const arc_grid *input, int r, int c)
{
    return scene_at(input, r, input->cols - 1 - c);
}

int arc_rule_turn(const arc_grid *input, arc_grid *output)
{
    arc_grid_move(input, DIHEDRAL_FLIP_ROWS | DIHEDRAL_TRANSPOSE, output);
    return 0;
}

int arc_rule_scale(const arc_grid *input, int r, int c)
{
    return scene_at(input, r / 2, c / 2);
}

/* --- sort ---------------------------------------------------------------------------------- */

/* Each column is a bar of one colour that stands on the lower edge, at least one cell high. */
void arc_draw_bars(scene *s)
{
    for (int c = 0; c < s->grid->cols; c++) {
        int colour = scene_pick(s), top = scene_between(s, 0, s->grid->rows - 1);
        scene_fill(s->grid, (box){top, c, s->grid->rows - top, 1}, colour);
    }
}

int arc_rule_sort(const arc_grid *input, arc_grid *output)
{
    int to = 0;
    for (int height = 0; height <= input->rows; height++)
        for (int c = 0; c < input->cols; c++) {
            if (scene_count(input, (box){0, c, input->rows, 1}) != height) continue;
            for (int r = 0; r < input->rows; r++) scene_set(output, r, to, scene_at(input, r, c));
            to++;
        }
    return 0;
}
