/* Families in which lines and patterns go on: rays, connect, legend, stamp. */
#include "puzzles/arc/scene.h"

/* --- rays, legend -------------------------------------------------------------------------- */

/* Only the left border has coloured cells, none of them grey; only other columns have grey ones. */
void arc_draw_rays(scene *s)
{
    scene_scatter(s, (box){0, 0, s->grid->rows, 1}, 50, s->colours);
    scene_scatter(s, (box){0, 1, s->grid->rows, s->grid->cols - 1}, scene_between(s, 5, 20), scene_only(GREY));
}

/* The left border is coloured throughout, without grey; other cells are grey or blank. */
void arc_draw_legend(scene *s)
{
    scene_scatter(s, (box){0, 0, s->grid->rows, 1}, 100, s->colours);
    scene_scatter(s, (box){0, 1, s->grid->rows, s->grid->cols - 1}, scene_between(s, 20, 60), scene_only(GREY));
}

int arc_rule_rays(const arc_grid *input, int r, int c)
{
    int stopped = scene_count(input, (box){r, 1, 1, c}) > 0;
    return scene_at(input, r, stopped ? c : 0);
}

int arc_rule_legend(const arc_grid *input, int r, int c)
{
    return scene_at(input, r, scene_at(input, r, c) == GREY ? 0 : c);
}

/* --- connect ------------------------------------------------------------------------------- */

/* One to nine pairs, each of its own colour, along a row or a column with at least one cell between them; lines neither
 * cross nor pass another's end. */
void arc_draw_ends(scene *s)
{
    arc_grid ends = *s->grid;
    for (int k = 0; k < s->colours.count; k++) {
        int colour = s->colours.colour[k], upright = scene_between(s, 0, 1);
        int length = scene_between(s, 3, upright ? ends.rows : ends.cols);
        box line = {.rows = upright ? length : 1, .cols = upright ? 1 : length};
        scene_put(s, &line);
        if (scene_count(s->grid, line)) continue;
        scene_scatter(s, line, 100, scene_only(colour));
        scene_set(&ends, line.top, line.left, colour);
        scene_set(&ends, line.top + line.rows - 1, line.left + line.cols - 1, colour);
    }
    *s->grid = ends;
}

/* Refuses if a colour has not two cells, or not on one line, or something is in the way. */
int arc_rule_connect(const arc_grid *input, arc_grid *output)
{
    int cols = input->cols;
    for (int v = 1; v < COLOURS; v++) {
        int found = 0, end[2] = {0, 0};
        for (int i = 0; i < input->rows * cols; i++)
            if (input->cell[i] == v) end[found++ > 0] = i;
        if (found == 0) continue;
        box line = {.top = end[0] / cols, .left = end[0] % cols};
        line.rows = end[1] / cols - line.top + 1;
        line.cols = end[1] % cols - line.left + 1;
        if (found != 2 || (line.rows != 1 && line.cols != 1) || scene_count(output, line) != 2) return -1;
        scene_fill(output, line, v);
    }
    return 0;
}

/* --- stamp --------------------------------------------------------------------------------- */

/* The side neighbours of a cell. */
static const int arms[4][2] = {{-1, 0}, {0, -1}, {0, 1}, {1, 0}};

/* One grey cell off the border with coloured cells, none of them grey, on some of its sides; and other grey cells, more
 * than two steps from all that is coloured and from each other. */
void arc_draw_stamp(scene *s)
{
    int r = scene_between(s, 1, s->grid->rows - 2), c = scene_between(s, 1, s->grid->cols - 2);
    scene_set(s->grid, r, c, GREY);
    for (int k = 0; k < 4; k++)
        if (scene_between(s, 0, 3)) scene_set(s->grid, r + arms[k][0], c + arms[k][1], scene_pick(s));
    for (int markers = scene_some(s, 2, 10); markers > 0; markers--) {
        r = scene_between(s, 0, s->grid->rows - 1);
        c = scene_between(s, 0, s->grid->cols - 1);
        /* All within two steps: the eight neighbours, and five cells each along the column and the row. */
        int near = scene_count_around(s->grid, r, c) + scene_count(s->grid, (box){r - 2, c, 5, 1});
        if (near + scene_count(s->grid, (box){r, c - 2, 1, 5}) == 0) scene_set(s->grid, r, c, GREY);
    }
}

/* Copies the arms of a pattern to a marker; what would lie outside is cut off. Returns -1 if something is in the way. */
static int stamp(const arc_grid *input, int pattern, int marker, arc_grid *output)
{
    for (int k = 0; k < 4; k++) {
        int r = marker / input->cols + arms[k][0], c = marker % input->cols + arms[k][1];
        int colour = scene_at(input, pattern / input->cols + arms[k][0], pattern % input->cols + arms[k][1]);
        if (!colour || !scene_inside(output, r, c)) continue;
        if (scene_at(output, r, c)) return -1;
        scene_set(output, r, c, colour);
    }
    return 0;
}

int arc_rule_stamp(const arc_grid *input, arc_grid *output)
{
    int pattern = 0, patterns = 0, cols = input->cols;
    for (int i = 0; i < input->rows * cols; i++) {
        if (input->cell[i] != GREY || !scene_joins(input, i / cols, i % cols)) continue;
        patterns++;
        pattern = i;
    }
    if (patterns != 1) return -1;
    for (int i = 0; i < input->rows * cols; i++)
        if (input->cell[i] == GREY && i != pattern && stamp(input, pattern, i, output)) return -1;
    return 0;
}
