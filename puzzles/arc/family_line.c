/* Families in which lines and patterns go on: rays, connect, legend, stamp. */
#include "puzzles/arc/scene.h"

#include <stdlib.h> /* abs */

/* --- rays ---------------------------------------------------------------------------------- */

/* Only the left border has coloured cells, none of them grey; only other columns have grey ones. */
static void draw_rays(stream *random, arc_grid *input)
{
    static const palette grey = {1, {GREY}};
    palette colours = scene_palette(random, 1, 4, GREY);
    scene_scatter(random, input, (box){0, 0, input->rows, 1}, 50, &colours);
    scene_scatter(random, input, (box){0, 1, input->rows, input->cols - 1}, scene_between(random, 5, 20), &grey);
}

static int answer_rays(const arc_grid *input, arc_grid *output)
{
    *output = *input;
    for (int r = 0; r < input->rows; r++)
        for (int c = 1; c < input->cols && !scene_at(input, r, c); c++) scene_set(output, r, c, scene_at(input, r, 0));
    return 0;
}

const arc_rule arc_rule_rays = {
    "rays", "each cell on the left border shoots a line of its colour to the right, until a grey cell stops it", 1,
    draw_rays, answer_rays};

/* --- connect ------------------------------------------------------------------------------- */

/* Two ends of a line along a row or a column, with at least one cell between them. */
static box draw_line(stream *random, const arc_grid *grid)
{
    box line = {.rows = 1, .cols = 1};
    if (stream_below(random, 2))
        line.rows = scene_between(random, 3, grid->rows);
    else
        line.cols = scene_between(random, 3, grid->cols);
    line.top = scene_between(random, 0, grid->rows - line.rows);
    line.left = scene_between(random, 0, grid->cols - line.cols);
    return line;
}

/* One to nine pairs, each of its own colour; lines neither cross nor pass another's end. */
static void draw_pairs(stream *random, arc_grid *input)
{
    palette colours = scene_palette(random, 1, COLOURS - 1, 0);
    arc_grid lines = *input;
    for (int k = 0; k < colours.count; k++) {
        palette one = {1, {colours.colour[k]}};
        box line = draw_line(random, input);
        if (scene_count(&lines, line)) continue;
        scene_scatter(random, &lines, line, 100, &one);
        scene_set(input, line.top, line.left, one.colour[0]);
        scene_set(input, line.top + line.rows - 1, line.left + line.cols - 1, one.colour[0]);
    }
}

/* Joins the first cell of a colour with its second one. Returns -1 where there are not two, or not on one line, or
 * something is in the way. */
static int join(const arc_grid *input, int colour, arc_grid *output)
{
    int found = 0, end[2] = {0, 0}, cols = input->cols;
    for (int i = 0; i < input->rows * cols; i++) {
        if (input->cell[i] != colour) continue;
        if (found == 2) return -1;
        end[found++] = i;
    }
    if (found == 0) return 0;
    if (found == 1 || (end[0] % cols != end[1] % cols && end[0] / cols != end[1] / cols)) return -1;
    int step = end[0] % cols == end[1] % cols ? cols : 1;
    for (int i = end[0] + step; i < end[1]; i += step) {
        if (output->cell[i]) return -1;
        output->cell[i] = (uint8_t)colour;
    }
    return 0;
}

static int answer_connect(const arc_grid *input, arc_grid *output)
{
    *output = *input;
    for (int v = 1; v < COLOURS; v++)
        if (join(input, v, output)) return -1;
    return 0;
}

const arc_rule arc_rule_connect = {"connect", "two cells of one colour are joined by a line of their colour", 1,
                                   draw_pairs, answer_connect};

/* --- legend -------------------------------------------------------------------------------- */

/* The left border is coloured throughout, without grey; other cells are grey or blank. */
static void draw_legend(stream *random, arc_grid *input)
{
    static const palette grey = {1, {GREY}};
    palette colours = scene_palette(random, 2, 4, GREY);
    scene_scatter(random, input, (box){0, 0, input->rows, 1}, 100, &colours);
    scene_scatter(random, input, (box){0, 1, input->rows, input->cols - 1}, scene_between(random, 20, 60), &grey);
}

static int answer_legend(const arc_grid *input, arc_grid *output)
{
    *output = *input;
    for (int r = 0; r < input->rows; r++)
        for (int c = 1; c < input->cols; c++)
            if (scene_at(input, r, c) == GREY) scene_set(output, r, c, scene_at(input, r, 0));
    return 0;
}

const arc_rule arc_rule_legend = {"legend", "grey cells take the colour that stands at the left end of their row", 1,
                                  draw_legend, answer_legend};

/* --- stamp --------------------------------------------------------------------------------- */

/* The side neighbours of a cell. */
static const int arms[4][2] = {{-1, 0}, {0, -1}, {0, 1}, {1, 0}};

/* Whether the cell and all within two steps of it are blank. */
static int is_apart(const arc_grid *grid, int r, int c)
{
    for (int down = -2; down <= 2; down++)
        for (int right = -2; right <= 2; right++)
            if (abs(down) + abs(right) <= 2 && scene_at(grid, r + down, c + right)) return 0;
    return 1;
}

/* One grey cell off the border with coloured cells, none of them grey, on some of its sides; and other grey cells, more
 * than two steps from all that is coloured and from each other. */
static void draw_stamp(stream *random, arc_grid *input)
{
    palette colours = scene_palette(random, 1, 3, GREY);
    int r = scene_between(random, 1, input->rows - 2), c = scene_between(random, 1, input->cols - 2);
    scene_set(input, r, c, GREY);
    for (int k = 0; k < 4; k++)
        if (stream_below(random, 4)) scene_set(input, r + arms[k][0], c + arms[k][1], scene_pick(random, &colours));
    for (int markers = scene_between(random, 2, 2 + input->rows * input->cols / 10); markers > 0; markers--) {
        r = scene_between(random, 0, input->rows - 1);
        c = scene_between(random, 0, input->cols - 1);
        if (is_apart(input, r, c)) scene_set(input, r, c, GREY);
    }
}

static int has_arms(const arc_grid *grid, int r, int c)
{
    for (int k = 0; k < 4; k++)
        if (scene_at(grid, r + arms[k][0], c + arms[k][1])) return 1;
    return 0;
}

/* Copies the arms of a pattern to a marker; what would lie outside is cut off. Returns -1 where something is in the
 * way. */
static int stamp(const arc_grid *input, const int pattern[2], int r, int c, arc_grid *output)
{
    for (int k = 0; k < 4; k++) {
        int to_r = r + arms[k][0], to_c = c + arms[k][1];
        int colour = scene_at(input, pattern[0] + arms[k][0], pattern[1] + arms[k][1]);
        if (!colour || to_r < 0 || to_c < 0 || to_r >= input->rows || to_c >= input->cols) continue;
        if (scene_at(output, to_r, to_c)) return -1;
        scene_set(output, to_r, to_c, colour);
    }
    return 0;
}

static int answer_stamp(const arc_grid *input, arc_grid *output)
{
    int pattern[2] = {0, 0}, patterns = 0, cols = input->cols;
    *output = *input;
    for (int i = 0; i < input->rows * cols; i++) {
        if (input->cell[i] != GREY || !has_arms(input, i / cols, i % cols)) continue;
        patterns++;
        pattern[0] = i / cols;
        pattern[1] = i % cols;
    }
    if (patterns != 1) return -1;
    for (int i = 0; i < input->rows * cols; i++) {
        if (input->cell[i] != GREY || has_arms(input, i / cols, i % cols)) continue;
        if (stamp(input, pattern, i / cols, i % cols, output)) return -1;
    }
    return 0;
}

const arc_rule arc_rule_stamp = {"stamp",
                                 "every lone grey cell gets the same neighbours as the grey cell that has some", 1,
                                 draw_stamp, answer_stamp};
