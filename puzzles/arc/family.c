/* The families by name, and pairs drawn from them. */
#include "puzzles/arc/family.h"
#include "puzzles/arc/scene.h"

enum { TRIES = 1000 };

static const grid_rule *const rules[GRID_FAMILIES] = {
    [GRID_FAMILY_GRAVITY] = &grid_rule_gravity, [GRID_FAMILY_FLIP] = &grid_rule_flip,
    [GRID_FAMILY_TURN] = &grid_rule_turn,       [GRID_FAMILY_SORT] = &grid_rule_sort,
    [GRID_FAMILY_SCALE] = &grid_rule_scale,     [GRID_FAMILY_RAYS] = &grid_rule_rays,
    [GRID_FAMILY_CONNECT] = &grid_rule_connect, [GRID_FAMILY_LEGEND] = &grid_rule_legend,
    [GRID_FAMILY_STAMP] = &grid_rule_stamp,     [GRID_FAMILY_MIRROR] = &grid_rule_mirror,
    [GRID_FAMILY_TILE] = &grid_rule_tile,       [GRID_FAMILY_DENOISE] = &grid_rule_denoise,
    [GRID_FAMILY_FLOOD] = &grid_rule_flood,     [GRID_FAMILY_BORDER] = &grid_rule_border,
    [GRID_FAMILY_LARGEST] = &grid_rule_largest, [GRID_FAMILY_CROP] = &grid_rule_crop,
    [GRID_FAMILY_COUNT] = &grid_rule_count,
};

const char *grid_family_name(grid_family family)
{
    return rules[family]->name;
}

const char *grid_family_rule(grid_family family)
{
    return rules[family]->rule;
}

int grid_family_answer(grid_family family, const colour_grid *input, colour_grid *output)
{
    return rules[family]->answer(input, output);
}

static int draw_side(stream *random, int factor, int min_side, int max_side)
{
    int most = max_side / factor, least = (min_side + factor - 1) / factor;
    return scene_between(random, least < most ? least : most, most);
}

int grid_family_draw(grid_family family, uint64_t key, int min_side, int max_side, colour_grid *input,
                     colour_grid *output)
{
    const grid_rule *rule = rules[family];
    for (uint64_t t = 0; t < TRIES; t++) {
        stream random = stream_open(stream_key(stream_key(key, (uint64_t)family), t));
        int rows = draw_side(&random, rule->factor, min_side, max_side);
        int cols = draw_side(&random, rule->factor, min_side, max_side);
        scene_blank(input, rows, cols);
        rule->draw(&random, input);
        if (!scene_count(input, (box){0, 0, rows, cols})) continue;
        if (rule->answer(input, output) == 0 && !colour_grid_equal(input, output)) return 0;
    }
    return -1;
}
