/* The families by name, and pairs drawn from them. */
#include "puzzles/arc/family.h"
#include "puzzles/arc/scene.h"

enum { TRIES = 1000 };

static const arc_rule *const rules[ARC_FAMILIES] = {
    [ARC_FAMILY_GRAVITY] = &arc_rule_gravity, [ARC_FAMILY_FLIP] = &arc_rule_flip,
    [ARC_FAMILY_TURN] = &arc_rule_turn,       [ARC_FAMILY_SORT] = &arc_rule_sort,
    [ARC_FAMILY_SCALE] = &arc_rule_scale,     [ARC_FAMILY_RAYS] = &arc_rule_rays,
    [ARC_FAMILY_CONNECT] = &arc_rule_connect, [ARC_FAMILY_LEGEND] = &arc_rule_legend,
    [ARC_FAMILY_STAMP] = &arc_rule_stamp,     [ARC_FAMILY_MIRROR] = &arc_rule_mirror,
    [ARC_FAMILY_TILE] = &arc_rule_tile,       [ARC_FAMILY_DENOISE] = &arc_rule_denoise,
    [ARC_FAMILY_FLOOD] = &arc_rule_flood,     [ARC_FAMILY_BORDER] = &arc_rule_border,
    [ARC_FAMILY_LARGEST] = &arc_rule_largest, [ARC_FAMILY_CROP] = &arc_rule_crop,
    [ARC_FAMILY_COUNT] = &arc_rule_count,
};

const char *arc_family_name(arc_family family)
{
    return rules[family]->name;
}

const char *arc_family_rule(arc_family family)
{
    return rules[family]->rule;
}

int arc_family_answer(arc_family family, const arc_grid *input, arc_grid *output)
{
    return rules[family]->answer(input, output);
}

static int draw_side(stream *random, int factor, int min_side, int max_side)
{
    int most = max_side / factor, least = (min_side + factor - 1) / factor;
    return scene_between(random, least < most ? least : most, most);
}

int arc_family_draw(arc_family family, uint64_t key, int min_side, int max_side, arc_grid *input, arc_grid *output)
{
    const arc_rule *rule = rules[family];
    for (uint64_t t = 0; t < TRIES; t++) {
        stream random = stream_open(stream_key(stream_key(key, (uint64_t)family), t));
        int rows = draw_side(&random, rule->factor, min_side, max_side);
        int cols = draw_side(&random, rule->factor, min_side, max_side);
        scene_blank(input, rows, cols);
        rule->draw(&random, input);
        if (!scene_count(input, (box){0, 0, rows, cols})) continue;
        if (rule->answer(input, output) == 0 && !arc_grid_equal(input, output)) return 0;
    }
    return -1;
}
