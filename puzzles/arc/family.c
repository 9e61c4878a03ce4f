/* Pairs drawn from the families, and the table of them. */
#include "puzzles/arc/family.h"
#include "puzzles/arc/scene.h"

enum { TRIES = 1000 };

int arc_family_answer(const arc_family *family, const arc_grid *input, arc_grid *output)
{
    int factor = 1 + family->doubled;
    *output = *input;
    if (family->answer) return family->answer(input, output);
    output->rows = factor * input->rows;
    output->cols = factor * input->cols;
    if (arc_grid_side(output) > ARC_MAX_SIDE) return -1;
    for (int i = 0; i < output->rows * output->cols; i++) {
        int colour = family->cell(input, i / output->cols, i % output->cols);
        if (colour < 0) return -1;
        output->cell[i] = (uint8_t)colour;
    }
    return 0;
}

static int draw_side(scene *s, int factor, int min_side, int max_side)
{
    int most = max_side / factor, least = (min_side + factor - 1) / factor;
    return scene_between(s, least < most ? least : most, most);
}

static palette draw_palette(scene *s, const arc_family *family)
{
    palette p = {.count = 0};
    for (int v = 1; v < COLOURS; v++)
        if (v != family->reserved) p.colour[p.count++] = (uint8_t)v;
    stream_shuffle(&s->random, p.colour, p.count);
    p.count = scene_between(s, family->colours[0], family->colours[1]);
    return p;
}

int arc_family_draw(int family, uint64_t key, int min_side, int max_side, arc_grid *input, arc_grid *output)
{
    const arc_family *f = &arc_families[family];
    for (uint64_t t = 0; t < TRIES; t++) {
        uint64_t one = stream_key(stream_key(key, (uint64_t)family), t);
        scene s = {.random = stream_open(one), .grid = input, .objects = f->objects};
        *input = (arc_grid){.rows = draw_side(&s, 1 + f->doubled, min_side, max_side)};
        input->cols = draw_side(&s, 1 + f->doubled, min_side, max_side);
        s.colours = draw_palette(&s, f);
        f->draw(&s);
        if (!scene_count(input, (box){0, 0, input->rows, input->cols})) continue;
        if (arc_family_answer(f, input, output) == 0 && !arc_grid_equal(input, output)) return 0;
    }
    return -1;
}

/* What is drawn depends on the number of a row. (A macro, so that the formatter does not give each field a line.) */
#define FAMILY(...)                                                                                                    \
    {                                                                                                                  \
        __VA_ARGS__                                                                                                    \
    }
const arc_family arc_families[] = {
    FAMILY("gravity", "coloured cells fall to the bottom of their column and keep their order", {1, 4},
           .draw = arc_draw_scattered, .cell = arc_rule_gravity),
    FAMILY("flip", "left and right change places", {1, 4}, .draw = arc_draw_scattered, .cell = arc_rule_flip),
    FAMILY("turn", "the grid makes a quarter turn clockwise", {1, 4}, .draw = arc_draw_scattered,
           .answer = arc_rule_turn),
    FAMILY("sort", "bars are sorted by height, the lowest on the left, equal ones as they stood", {1, 4},
           .draw = arc_draw_bars, .answer = arc_rule_sort),
    FAMILY("scale", "each cell becomes a block of two by two cells", {1, 4}, .doubled = 1, .draw = arc_draw_scattered,
           .cell = arc_rule_scale),
    FAMILY("rays", "each cell on the left border shoots a line of its colour to the right, until a grey cell stops it",
           {1, 4}, .reserved = GREY, .draw = arc_draw_rays, .cell = arc_rule_rays),
    FAMILY("connect", "two cells of one colour are joined by a line of their colour", {1, 9}, .draw = arc_draw_ends,
           .answer = arc_rule_connect),
    FAMILY("legend", "grey cells take the colour that stands at the left end of their row", {2, 4}, .reserved = GREY,
           .draw = arc_draw_legend, .cell = arc_rule_legend),
    FAMILY("stamp", "every lone grey cell gets the same neighbours as the grey cell that has some", {1, 3},
           .reserved = GREY, .draw = arc_draw_stamp, .answer = arc_rule_stamp),
    FAMILY("mirror", "the blank right half becomes the mirror image of the left half", {1, 4}, .draw = arc_draw_half,
           .cell = arc_rule_mirror),
    FAMILY("tile", "the hole in a pattern that repeats, every three rows and columns or sooner, is filled", {2, 4},
           .draw = arc_draw_tiles, .answer = arc_rule_tile),
    FAMILY("denoise", "lone cells vanish, rectangles stay", {1, 4}, .draw = arc_draw_noisy, .cell = arc_rule_denoise),
    FAMILY("flood", "what closed outlines enclose becomes yellow", {1, 4}, .reserved = YELLOW, .draw = arc_draw_frames,
           .answer = arc_rule_flood),
    FAMILY("border", "blank cells that touch a coloured cell, by a side or a corner, become green", {1, 4},
           .reserved = GREEN, .objects = 1, .draw = arc_draw_objects, .cell = arc_rule_border),
    FAMILY("largest", "the object with the most cells becomes red", {1, 4}, .reserved = RED, .objects = 2,
           .draw = arc_draw_objects, .answer = arc_rule_largest),
    FAMILY("crop", "the output is the smallest box that holds the only object", {1, 4}, .draw = arc_draw_alone,
           .answer = arc_rule_crop),
    FAMILY("count", "the output is one row of as many cells as are coloured", {1, 1}, .draw = arc_draw_counted,
           .answer = arc_rule_count),
};
