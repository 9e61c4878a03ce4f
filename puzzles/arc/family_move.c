/* Families in which cells change places: gravity, flip, turn, sort, scale. */
#include "puzzles/arc/scene.h"

/* Cells by chance, all over the grid. Any such grid has an answer. */
static void draw_scattered(stream *random, arc_grid *input)
{
    palette colours = scene_palette(random, 1, 4, 0);
    int percent = scene_between(random, 20, 60);
    scene_scatter(random, input, (box){0, 0, input->rows, input->cols}, percent, &colours);
}

/* --- gravity ------------------------------------------------------------------------------- */

static int answer_gravity(const arc_grid *input, arc_grid *output)
{
    scene_blank(output, input->rows, input->cols);
    for (int c = 0; c < input->cols; c++) {
        int to = input->rows - 1;
        for (int r = input->rows - 1; r >= 0; r--)
            if (scene_at(input, r, c)) scene_set(output, to--, c, scene_at(input, r, c));
    }
    return 0;
}

const arc_rule arc_rule_gravity = {"gravity", "coloured cells fall to the bottom of their column and keep their order",
                                   1, draw_scattered, answer_gravity};

/* --- flip, turn ---------------------------------------------------------------------------- */

static int answer_flip(const arc_grid *input, arc_grid *output)
{
    arc_grid_move(input, DIHEDRAL_FLIP_COLS, output);
    return 0;
}

const arc_rule arc_rule_flip = {"flip", "left and right change places", 1, draw_scattered, answer_flip};

static int answer_turn(const arc_grid *input, arc_grid *output)
{
    arc_grid_move(input, DIHEDRAL_FLIP_ROWS | DIHEDRAL_TRANSPOSE, output);
    return 0;
}

const arc_rule arc_rule_turn = {"turn", "the grid makes a quarter turn clockwise", 1, draw_scattered, answer_turn};

/* --- sort ---------------------------------------------------------------------------------- */

/* Each column is a bar of one colour that stands on the lower edge, at least one cell high. */
static void draw_bars(stream *random, arc_grid *input)
{
    palette colours = scene_palette(random, 1, 4, 0);
    for (int c = 0; c < input->cols; c++) {
        int colour = scene_pick(random, &colours);
        for (int r = scene_between(random, 0, input->rows - 1); r < input->rows; r++) scene_set(input, r, c, colour);
    }
}

static void copy_column(const arc_grid *input, int from, arc_grid *output, int to)
{
    for (int r = 0; r < input->rows; r++) scene_set(output, r, to, scene_at(input, r, from));
}

static int answer_sort(const arc_grid *input, arc_grid *output)
{
    int to = 0;
    scene_blank(output, input->rows, input->cols);
    for (int height = 0; height <= input->rows; height++)
        for (int c = 0; c < input->cols; c++)
            if (scene_count(input, (box){0, c, input->rows, 1}) == height) copy_column(input, c, output, to++);
    return 0;
}

const arc_rule arc_rule_sort = {"sort", "bars are sorted by height, the lowest on the left, equal ones as they stood",
                                1, draw_bars, answer_sort};

/* --- scale --------------------------------------------------------------------------------- */

static int answer_scale(const arc_grid *input, arc_grid *output)
{
    int rows = 2 * input->rows, cols = 2 * input->cols;
    if (rows > ARC_MAX_SIDE || cols > ARC_MAX_SIDE) return -1;
    scene_blank(output, rows, cols);
    for (int r = 0; r < rows; r++)
        for (int c = 0; c < cols; c++) scene_set(output, r, c, scene_at(input, r / 2, c / 2));
    return 0;
}

const arc_rule arc_rule_scale = {"scale", "each cell becomes a block of two by two cells", 2, draw_scattered,
                                 answer_scale};
