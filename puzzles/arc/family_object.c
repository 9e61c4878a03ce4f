/* Families in which objects are found, measured and filled: flood, border, largest, crop, count. */
#include "puzzles/arc/scene.h"

#include <string.h> /* memset */

static int at_most(int a, int b)
{
    return a < b ? a : b;
}

/* --- flood --------------------------------------------------------------------------------- */

static void draw_frame(arc_grid *grid, box b, int colour)
{
    for (int r = 0; r < b.rows; r++)
        for (int c = 0; c < b.cols; c++)
            if (r == 0 || c == 0 || r == b.rows - 1 || c == b.cols - 1) scene_set(grid, b.top + r, b.left + c, colour);
}

/* Opens a frame in its upper or lower side, not at a corner, where inside and outside would still not be joined. */
static void open_frame(stream *random, arc_grid *grid, box b)
{
    int r = stream_below(random, 2) ? b.top : b.top + b.rows - 1;
    scene_set(grid, r, scene_between(random, b.left + 1, b.left + b.cols - 2), 0);
}

/* Frames one cell thick, none yellow, that touch no other; a third of them are open. */
static void draw_frames(stream *random, arc_grid *input)
{
    palette colours = scene_palette(random, 1, 4, YELLOW);
    for (int k = scene_between(random, 1, 1 + input->rows * input->cols / 20); k > 0; k--) {
        box b = {.rows = scene_between(random, 3, at_most(6, input->rows)),
                 .cols = scene_between(random, 3, at_most(6, input->cols))};
        if (scene_place(random, input, &b)) continue;
        draw_frame(input, b, scene_pick(random, &colours));
        if (stream_below(random, 3) == 0) open_frame(random, input, b);
    }
}

/* Marks blank cells that hang together by their sides with the edge of the grid: outside [cells]. */
static void mark_outside(const arc_grid *grid, uint8_t *outside)
{
    uint16_t queue[ARC_MAX_CELLS];
    int rows = grid->rows, cols = grid->cols, queued = 0;
    memset(outside, 0, (size_t)(rows * cols));
    for (int i = 0; i < rows * cols; i++) {
        int edge = i / cols == 0 || i / cols == rows - 1 || i % cols == 0 || i % cols == cols - 1;
        if (!edge || grid->cell[i]) continue;
        outside[i] = 1;
        queue[queued++] = (uint16_t)i;
    }
    for (int k = 0; k < queued; k++) {
        int cell = queue[k], next[4] = {cell - cols, cell - 1, cell + 1, cell + cols};
        int there[4] = {cell >= cols, cell % cols > 0, cell % cols < cols - 1, cell < (rows - 1) * cols};
        for (int d = 0; d < 4; d++) {
            if (!there[d] || grid->cell[next[d]] || outside[next[d]]) continue;
            outside[next[d]] = 1;
            queue[queued++] = (uint16_t)next[d];
        }
    }
}

static int answer_flood(const arc_grid *input, arc_grid *output)
{
    uint8_t outside[ARC_MAX_CELLS];
    mark_outside(input, outside);
    *output = *input;
    for (int i = 0; i < input->rows * input->cols; i++)
        if (!input->cell[i] && !outside[i]) output->cell[i] = YELLOW;
    return 0;
}

const arc_rule arc_rule_flood = {"flood", "what closed outlines enclose becomes yellow", 1, draw_frames, answer_flood};

/* --- scattered objects --------------------------------------------------------------------- */

/* Objects of one colour each, none of them `reserved`, that do not touch, at most half a side long and four cells. */
static void draw_objects(stream *random, arc_grid *input, int reserved, int least)
{
    palette colours = scene_palette(random, 1, 4, reserved);
    for (int k = scene_between(random, least, least + input->rows * input->cols / 16); k > 0; k--) {
        palette one = {1, {(uint8_t)scene_pick(random, &colours)}};
        box b = {.rows = scene_between(random, 1, at_most(4, input->rows / 2)),
                 .cols = scene_between(random, 1, at_most(4, input->cols / 2))};
        if (scene_place(random, input, &b) == 0) scene_grow(random, input, b, &one);
    }
}

/* --- border -------------------------------------------------------------------------------- */

/* No object is green; their borders may meet. */
static void draw_border(stream *random, arc_grid *input)
{
    draw_objects(random, input, GREEN, 1);
}

static int answer_border(const arc_grid *input, arc_grid *output)
{
    *output = *input;
    for (int r = 0; r < input->rows; r++)
        for (int c = 0; c < input->cols; c++)
            if (!scene_at(input, r, c) && scene_count(input, scene_around(r, c))) scene_set(output, r, c, GREEN);
    return 0;
}

const arc_rule arc_rule_border = {"border",
                                  "blank cells that touch a coloured cell, by a side or a corner, become green", 1,
                                  draw_border, answer_border};

/* --- largest ------------------------------------------------------------------------------- */

/* No object is red. Where there is one only, or two share the most cells, the answer is refused. */
static void draw_sizes(stream *random, arc_grid *input)
{
    draw_objects(random, input, RED, 2);
}

/* The object that has more cells than any other, or 0; size [objects + 1]. */
static int find_largest(const uint16_t *size, int objects)
{
    int largest = 1, as_large = 0;
    for (int k = 2; k <= objects; k++)
        if (size[k] > size[largest]) largest = k;
    for (int k = 1; k <= objects; k++) as_large += size[k] == size[largest];
    return as_large == 1 ? largest : 0;
}

static int answer_largest(const arc_grid *input, arc_grid *output)
{
    uint16_t label[ARC_MAX_CELLS], size[ARC_MAX_CELLS + 1] = {0};
    int objects = scene_objects(input, label), cells = input->rows * input->cols;
    if (objects < 2) return -1;
    for (int i = 0; i < cells; i++)
        if (label[i]) size[label[i]]++;
    int largest = find_largest(size, objects);
    if (!largest) return -1;
    *output = *input;
    for (int i = 0; i < cells; i++)
        if (label[i] == largest) output->cell[i] = RED;
    return 0;
}

const arc_rule arc_rule_largest = {"largest", "the object with the most cells becomes red", 1, draw_sizes,
                                   answer_largest};

/* --- crop ---------------------------------------------------------------------------------- */

/* One object of up to four colours, smaller than the grid. */
static void draw_alone(stream *random, arc_grid *input)
{
    palette colours = scene_palette(random, 1, 4, 0);
    box b = {.rows = scene_between(random, 2, input->rows - 1), .cols = scene_between(random, 2, input->cols - 1)};
    if (scene_place(random, input, &b) == 0) scene_grow(random, input, b, &colours);
}

static int answer_crop(const arc_grid *input, arc_grid *output)
{
    uint16_t label[ARC_MAX_CELLS];
    int top = 0, left = 0, bottom = input->rows - 1, right = input->cols - 1;
    if (scene_objects(input, label) != 1) return -1;
    while (!scene_count(input, (box){top, 0, 1, input->cols})) top++;
    while (!scene_count(input, (box){bottom, 0, 1, input->cols})) bottom--;
    while (!scene_count(input, (box){0, left, input->rows, 1})) left++;
    while (!scene_count(input, (box){0, right, input->rows, 1})) right--;
    scene_blank(output, bottom - top + 1, right - left + 1);
    for (int r = 0; r < output->rows; r++)
        for (int c = 0; c < output->cols; c++) scene_set(output, r, c, scene_at(input, top + r, left + c));
    return 0;
}

const arc_rule arc_rule_crop = {"crop", "the output is the smallest box that holds the only object", 1, draw_alone,
                                answer_crop};

/* --- count --------------------------------------------------------------------------------- */

/* Cells of one colour, no more than a row has. */
static void draw_counted(stream *random, arc_grid *input)
{
    palette colours = scene_palette(random, 1, 1, 0);
    for (int k = scene_between(random, 1, input->cols); k > 0; k--) {
        int r = scene_between(random, 0, input->rows - 1), c = scene_between(random, 0, input->cols - 1);
        scene_set(input, r, c, colours.colour[0]);
    }
}

static int answer_count(const arc_grid *input, arc_grid *output)
{
    int colour = 0, count = 0;
    for (int i = 0; i < input->rows * input->cols; i++) {
        if (!input->cell[i]) continue;
        if (count++ && input->cell[i] != colour) return -1;
        colour = input->cell[i];
    }
    if (count == 0 || count > ARC_MAX_SIDE) return -1;
    scene_blank(output, 1, count);
    for (int c = 0; c < count; c++) scene_set(output, 0, c, colour);
    return 0;
}

const arc_rule arc_rule_count = {"count", "the output is one row of as many cells as are coloured", 1, draw_counted,
                                 answer_count};
