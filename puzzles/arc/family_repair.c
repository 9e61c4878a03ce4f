/* Families in which what is missing comes back and what is too much goes: mirror, tile, denoise. */
#include "puzzles/arc/scene.h"

/* --- mirror -------------------------------------------------------------------------------- */

/* Columns of the left half, the middle one of an odd number included. */
static int left_half(const arc_grid *grid)
{
    return (grid->cols + 1) / 2;
}

/* The right half is blank. */
static void draw_mirror(stream *random, arc_grid *input)
{
    palette colours = scene_palette(random, 1, 4, 0);
    int percent = scene_between(random, 25, 70);
    scene_scatter(random, input, (box){0, 0, input->rows, left_half(input)}, percent, &colours);
}

static int answer_mirror(const arc_grid *input, arc_grid *output)
{
    int half = left_half(input);
    if (scene_count(input, (box){0, half, input->rows, input->cols - half})) return -1;
    *output = *input;
    for (int r = 0; r < input->rows; r++)
        for (int c = half; c < input->cols; c++) scene_set(output, r, c, scene_at(input, r, input->cols - 1 - c));
    return 0;
}

const arc_rule arc_rule_mirror = {"mirror", "the blank right half becomes the mirror image of the left half", 1,
                                  draw_mirror, answer_mirror};

/* --- tile ---------------------------------------------------------------------------------- */

enum { MAX_PERIOD = 3 };

/* A period is at most half a side: every tile stands at least twice. */
static int max_period(int side)
{
    return side / 2 < MAX_PERIOD ? side / 2 : MAX_PERIOD;
}

/* A pattern without blank cells that repeats down and right, and a rectangular hole up to half a side long. All periods
 * that could fill the hole fill it alike, otherwise the answer is refused. */
static void draw_tile(stream *random, arc_grid *input)
{
    static const palette hole = {1, {0}};
    palette colours = scene_palette(random, 2, 4, 0);
    int down = scene_between(random, 1, max_period(input->rows));
    int right = scene_between(random, 1, max_period(input->cols));
    uint8_t tile[MAX_PERIOD * MAX_PERIOD];
    for (int k = 0; k < down * right; k++) tile[k] = (uint8_t)scene_pick(random, &colours);
    for (int r = 0; r < input->rows; r++)
        for (int c = 0; c < input->cols; c++) scene_set(input, r, c, tile[r % down * right + c % right]);
    box b = {.rows = scene_between(random, 1, input->rows / 2), .cols = scene_between(random, 1, input->cols / 2)};
    b.top = scene_between(random, 0, input->rows - b.rows);
    b.left = scene_between(random, 0, input->cols - b.cols);
    scene_scatter(random, input, b, 100, &hole);
}

/* Fills all blank cells by a period. Returns -1 where it does not fit, or does not know a cell. */
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

static int answer_tile(const arc_grid *input, arc_grid *output)
{
    int found = 0;
    for (int down = 1; down <= max_period(input->rows); down++)
        for (int right = 1; right <= max_period(input->cols); right++) {
            arc_grid filled;
            if (fill(input, down, right, &filled)) continue;
            if (found++ && !arc_grid_equal(&filled, output)) return -1;
            *output = filled;
        }
    return found ? 0 : -1;
}

const arc_rule arc_rule_tile = {"tile",
                                "the hole in a pattern that repeats, every three rows and columns or sooner, is filled",
                                1, draw_tile, answer_tile};

/* --- denoise ------------------------------------------------------------------------------- */

/* Two to four cells, and at most half a short side: a lone cell must find room beside the rectangle. */
static int draw_length(stream *random, int side)
{
    return scene_between(random, 2, side < 8 ? side / 2 : 4);
}

/* Full rectangles of one colour, at least two by two, and lone cells. Neither touches another, not even at a corner. */
static void draw_noisy(stream *random, arc_grid *input)
{
    palette colours = scene_palette(random, 1, 4, 0);
    int cells = input->rows * input->cols;
    for (int k = scene_between(random, 1, 1 + cells / 20); k > 0; k--) {
        palette one = {1, {(uint8_t)scene_pick(random, &colours)}};
        box b = {.rows = draw_length(random, input->rows), .cols = draw_length(random, input->cols)};
        if (scene_place(random, input, &b) == 0) scene_scatter(random, input, b, 100, &one);
    }
    for (int k = scene_between(random, 1, 1 + cells / 12); k > 0; k--) {
        box b = {.rows = 1, .cols = 1};
        if (scene_place(random, input, &b) == 0) scene_set(input, b.top, b.left, scene_pick(random, &colours));
    }
}

static int answer_denoise(const arc_grid *input, arc_grid *output)
{
    *output = *input;
    for (int r = 0; r < input->rows; r++)
        for (int c = 0; c < input->cols; c++)
            if (scene_count(input, scene_around(r, c)) == 1) scene_set(output, r, c, 0);
    return 0;
}

const arc_rule arc_rule_denoise = {"denoise", "lone cells vanish, rectangles stay", 1, draw_noisy, answer_denoise};
