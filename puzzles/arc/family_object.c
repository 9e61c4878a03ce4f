/* Families in which objects are found, measured and filled: flood, border, largest, crop, count. */
#include "puzzles/arc/scene.h"

/* --- flood --------------------------------------------------------------------------------- */

/* Frames one cell thick that touch no other; a third of them are open. */
void arc_draw_frames(scene *s)
{
    for (int k = scene_some(s, 1, 20); k > 0; k--) {
        box b = scene_box(s, 3, at_most(6, s->grid->rows), at_most(6, s->grid->cols));
        if (scene_place(s, &b)) continue;
        scene_fill(s->grid, b, scene_pick(s));
        scene_fill(s->grid, (box){b.top + 1, b.left + 1, b.rows - 2, b.cols - 2}, 0);
        if (scene_between(s, 0, 2)) continue;
        /* Opened above or below, not at a corner, where inside and outside would still not be joined. */
        int r = scene_between(s, 0, 1) ? b.top : b.top + b.rows - 1;
        scene_set(s->grid, r, scene_between(s, b.left + 1, b.left + b.cols - 2), 0);
    }
}

int arc_rule_flood(const arc_grid *input, arc_grid *output)
{
    uint16_t outside[ARC_MAX_CELLS] = {0};
    int cols = input->cols, cells = input->rows * cols;
    for (int i = 0; i < cells; i++) {
        int r = i / cols, c = i % cols, edge = r == 0 || c == 0 || r == input->rows - 1 || c == cols - 1;
        if (edge && !input->cell[i] && !outside[i]) scene_spread(input, i, 1, outside);
    }
    for (int i = 0; i < cells; i++)
        if (!input->cell[i] && !outside[i]) output->cell[i] = YELLOW;
    return 0;
}

/* --- border, largest ----------------------------------------------------------------------- */

/* Objects of one colour each that do not touch, at most half a side long and four cells. */
void arc_draw_objects(scene *s)
{
    for (int k = scene_some(s, s->objects, 16); k > 0; k--) {
        int colour = scene_pick(s);
        box b = scene_box(s, 1, at_most(4, s->grid->rows / 2), at_most(4, s->grid->cols / 2));
        if (scene_place(s, &b) == 0) scene_grow(s, b, scene_only(colour));
    }
}

/* The borders of two objects may meet. */
int arc_rule_border(const arc_grid *input, int r, int c)
{
    if (scene_at(input, r, c)) return scene_at(input, r, c);
    return scene_count_around(input, r, c) ? GREEN : 0;
}

/* If there is one object only, or two share the most cells, the answer is refused. */
int arc_rule_largest(const arc_grid *input, arc_grid *output)
{
    uint16_t label[ARC_MAX_CELLS], size[ARC_MAX_CELLS + 1] = {0};
    int objects = scene_objects(input, label), cells = input->rows * input->cols, largest = 1, as_large = 0;
    for (int i = 0; i < cells; i++) size[label[i]]++;
    for (int k = 2; k <= objects; k++)
        if (size[k] > size[largest]) largest = k;
    for (int k = 1; k <= objects; k++) as_large += size[k] == size[largest];
    if (objects < 2 || as_large > 1) return -1;
    for (int i = 0; i < cells; i++)
        if (label[i] == largest) output->cell[i] = RED;
    return 0;
}

/* --- crop ---------------------------------------------------------------------------------- */

/* One object, smaller than the grid. */
void arc_draw_alone(scene *s)
{
    box b = scene_box(s, 2, s->grid->rows - 1, s->grid->cols - 1);
    if (scene_place(s, &b) == 0) scene_grow(s, b, s->colours);
}

int arc_rule_crop(const arc_grid *input, arc_grid *output)
{
    uint16_t label[ARC_MAX_CELLS];
    int top = 0, left = 0, bottom = input->rows - 1, right = input->cols - 1;
    if (scene_objects(input, label) != 1) return -1;
    while (!scene_count(input, (box){top, 0, 1, input->cols})) top++;
    while (!scene_count(input, (box){bottom, 0, 1, input->cols})) bottom--;
    while (!scene_count(input, (box){0, left, input->rows, 1})) left++;
    while (!scene_count(input, (box){0, right, input->rows, 1})) right--;
    output->rows = bottom - top + 1;
    output->cols = right - left + 1;
    for (int r = top; r <= bottom; r++)
        for (int c = left; c <= right; c++) scene_set(output, r - top, c - left, scene_at(input, r, c));
    return 0;
}

/* --- count --------------------------------------------------------------------------------- */

/* Cells of one colour, no more than a row has. */
void arc_draw_counted(scene *s)
{
    for (int k = scene_between(s, 1, s->grid->cols); k > 0; k--) {
        box b = {.rows = 1, .cols = 1};
        scene_put(s, &b);
        scene_fill(s->grid, b, s->colours.colour[0]);
    }
}

int arc_rule_count(const arc_grid *input, arc_grid *output)
{
    int colour = 0, count = 0;
    for (int i = 0; i < input->rows * input->cols; i++) {
        if (!input->cell[i]) continue;
        if (count++ && input->cell[i] != colour) return -1;
        colour = input->cell[i];
    }
    if (count == 0 || count > ARC_MAX_SIDE) return -1;
    *output = (arc_grid){.rows = 1, .cols = count};
    scene_fill(output, (box){0, 0, 1, count}, colour);
    return 0;
}
