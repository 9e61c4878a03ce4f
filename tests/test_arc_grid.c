/* Tests of puzzles/arc/: grids, their symmetries and signature, and the families of tasks on them. */
#include "puzzles/arc/grid.h"
#include "puzzles/arc/family.h"
#include "base/random.h"
#include "tests/check.h"

#include <inttypes.h> /* PRIx64 */
#include <string.h>

/* --- helpers ------------------------------------------------------------------------------- */

/* Reads rows of digits ('.' is blank) with a slash between rows. */
static arc_grid parse(const char *text)
{
    arc_grid grid = {.rows = 1, .cols = 0};
    int cells = 0;
    for (; *text; text++) {
        if (*text == '/')
            grid.rows++;
        else
            grid.cell[cells++] = (uint8_t)(*text == '.' ? 0 : *text - '0');
    }
    grid.cols = cells / grid.rows;
    return grid;
}

static arc_grid random_grid(uint64_t key)
{
    stream random = stream_open(key);
    arc_grid grid = {.rows = 1 + (int)stream_below(&random, 30), .cols = 1 + (int)stream_below(&random, 30)};
    for (int i = 0; i < grid.rows * grid.cols; i++) grid.cell[i] = (uint8_t)stream_below(&random, COLOURS);
    return grid;
}

/* -1 outside. */
static int at(const arc_grid *grid, int r, int c)
{
    return r < 0 || c < 0 || r >= grid->rows || c >= grid->cols ? -1 : grid->cell[r * grid->cols + c];
}

static int same_size(const arc_grid *a, const arc_grid *b)
{
    return a->rows == b->rows && a->cols == b->cols;
}

/* --- grids --------------------------------------------------------------------------------- */

static void test_equal(void)
{
    arc_grid a = parse("123/456"), b = a, c = parse("12/34/56");
    b.cell[6] = 9;
    CHECK(arc_grid_equal(&a, &b), "cells after the grid count");
    CHECK(arc_grid_hash(&a) == arc_grid_hash(&b), "cells after the grid enter the hash");
    CHECK(!arc_grid_equal(&a, &c) && arc_grid_hash(&a) != arc_grid_hash(&c), "the shape does not count");
    b.cell[5] = 0;
    CHECK(!arc_grid_equal(&a, &b) && arc_grid_hash(&a) != arc_grid_hash(&b), "the last cell does not count");
}

static void test_symmetries(void)
{
    arc_grid grid = parse("123/456"), moved, back;
    static const char *const expected[DIHEDRAL_SYMMETRIES] = {"123/456",  "456/123",  "321/654",  "654/321",
                                                              "14/25/36", "41/52/63", "36/25/14", "63/52/41"};
    for (int s = 0; s < DIHEDRAL_SYMMETRIES; s++) {
        arc_grid wanted = parse(expected[s]);
        arc_grid_move(&grid, s, &moved);
        CHECK(arc_grid_equal(&moved, &wanted), "symmetry %d moves a cell elsewhere", s);
    }
    for (uint64_t key = 0; key < 40; key++)
        for (int s = 0; s < DIHEDRAL_SYMMETRIES; s++) {
            grid = random_grid(key);
            arc_grid_move(&grid, s, &moved);
            arc_grid_move(&moved, dihedral_inverse(s), &back);
            CHECK(arc_grid_equal(&grid, &back), "key %d: symmetry %d is not undone", (int)key, s);
        }
}

/* A permutation of the colours that leaves the background alone. */
static void random_names(uint64_t key, uint8_t map[COLOURS])
{
    stream random = stream_open(key);
    for (int v = 0; v < COLOURS; v++) map[v] = (uint8_t)v;
    stream_shuffle(&random, map + 1, COLOURS - 1);
}

static void test_renaming(void)
{
    for (uint64_t key = 0; key < 900; key++) {
        uint8_t map[COLOURS], inverse[COLOURS];
        random_names(key, map);
        for (int v = 0; v < COLOURS; v++) inverse[map[v]] = (uint8_t)v;
        arc_grid grid = random_grid(key), moved;
        arc_grid_rename(&grid, map, &moved);
        for (int i = 0; i < grid.rows * grid.cols; i++)
            CHECK(moved.cell[i] == map[grid.cell[i]], "key %d: cell %d", (int)key, i);
        arc_grid_rename(&moved, inverse, &moved);
        CHECK(arc_grid_equal(&grid, &moved), "key %d: the map is not undone", (int)key);
    }
}

static void test_colour_names(void)
{
    const arc_grid grid = parse("0504/4475"), next = parse("9");
    const arc_grid named_grid = parse("0102/2231");
    uint8_t name[COLOURS] = {0};
    int named = 0;
    CHECK(arc_grid_hash_moved(&grid, 0, name, &named) == arc_grid_hash(&named_grid), "another grid");
    CHECK(named == 3 && name[5] == 1 && name[4] == 2 && name[7] == 3, "names");
    arc_grid_hash_moved(&next, 0, name, &named);
    CHECK(named == 4 && name[9] == 4 && name[5] == 1 && name[0] == 0, "more names");
}

static void test_signature(void)
{
    static uint64_t signatures[300];
    int equal = 0;
    for (uint64_t key = 0; key < 300; key++) {
        arc_grid grid = random_grid(key), moved;
        uint8_t map[COLOURS];
        signatures[key] = arc_grid_signature(&grid);
        for (int s = 0; s < DIHEDRAL_SYMMETRIES && key < 30; s++) {
            random_names(8 * key + (uint64_t)s, map);
            arc_grid_move(&grid, s, &moved);
            arc_grid_rename(&moved, map, &moved);
            CHECK(arc_grid_signature(&moved) == signatures[key], "key %d, symmetry %d: another one", (int)key, s);
        }
        for (uint64_t k = 0; k < key; k++) equal += signatures[k] == signatures[key];
    }
    CHECK(equal == 0, "%d pairs of different grids share a signature", equal);
    arc_grid one = parse("10/20"), two = parse("10/10"), other = parse("12/00");
    CHECK(arc_grid_signature(&one) != arc_grid_signature(&two), "different colours count as one");
    CHECK(arc_grid_signature(&one) == arc_grid_signature(&other), "a transposition counts");
}

/* --- rules, written down once more --------------------------------------------------------- */

/* Each says whether the output is what the rule wants, in other words than the family does. */

/* Bottom-up, a column reads the same without its blanks, and in the output blanks are on top. */
static int holds_gravity(const arc_grid *in, const arc_grid *out)
{
    if (!same_size(in, out)) return 0;
    for (int c = 0; c < in->cols; c++) {
        int k = out->rows - 1;
        for (int r = in->rows - 1; r >= 0; r--)
            if (at(in, r, c) && at(out, k--, c) != at(in, r, c)) return 0;
        for (; k >= 0; k--)
            if (at(out, k, c)) return 0;
    }
    return 1;
}

static int holds_flip(const arc_grid *in, const arc_grid *out)
{
    int wrong = !same_size(in, out);
    for (int i = 0; i < in->rows * in->cols; i++)
        wrong += at(out, i / in->cols, in->cols - 1 - i % in->cols) != in->cell[i];
    return wrong == 0;
}

/* The first row becomes the last column. */
static int holds_turn(const arc_grid *in, const arc_grid *out)
{
    int wrong = out->rows != in->cols || out->cols != in->rows;
    for (int i = 0; i < in->rows * in->cols; i++)
        wrong += at(out, i % in->cols, in->rows - 1 - i / in->cols) != in->cell[i];
    return wrong == 0;
}

static int height(const arc_grid *grid, int c)
{
    int r = 0;
    while (r < grid->rows && at(grid, r, c) == 0) r++;
    return grid->rows - r;
}

/* Insertion of columns from the left, a neighbour swapped at a time. */
static int holds_sort(const arc_grid *in, const arc_grid *out)
{
    arc_grid sorted = *in;
    for (int last = 1; last < in->cols; last++)
        for (int c = last; c > 0 && height(&sorted, c - 1) > height(&sorted, c); c--)
            for (int r = 0; r < in->rows; r++) {
                uint8_t *pair = &sorted.cell[r * in->cols + c - 1], kept = pair[0];
                pair[0] = pair[1];
                pair[1] = kept;
            }
    return arc_grid_equal(&sorted, out);
}

static int holds_scale(const arc_grid *in, const arc_grid *out)
{
    int wrong = out->rows != 2 * in->rows || out->cols != 2 * in->cols;
    for (int r = 0; r < in->rows; r++)
        for (int c = 0; c < in->cols; c++)
            for (int k = 0; k < 4; k++) wrong += at(out, 2 * r + k / 2, 2 * c + k % 2) != at(in, r, c);
    return wrong == 0;
}

/* From the right: the first cell that is not blank to the left of a blank one says what it becomes. */
static int holds_rays(const arc_grid *in, const arc_grid *out)
{
    int wrong = !same_size(in, out);
    for (int r = 0; r < in->rows; r++)
        for (int c = 0; c < in->cols; c++) {
            int from = c;
            while (from > 0 && at(in, r, from) == 0) from--;
            int reached = at(in, r, c) == 0 && from == 0;
            wrong += at(out, r, c) != (reached ? at(in, r, 0) : at(in, r, c));
        }
    return wrong == 0;
}

/* The colour that stands in this direction, before and after the cell, or 0. */
static int enclosing(const arc_grid *in, int r, int c, int down, int right)
{
    for (int v = 1; v < COLOURS; v++) {
        int before = 0, after = 0;
        for (int k = 1; k < ARC_MAX_SIDE; k++) {
            before += at(in, r - k * down, c - k * right) == v;
            after += at(in, r + k * down, c + k * right) == v;
        }
        if (before && after) return v;
    }
    return 0;
}

static int holds_connect(const arc_grid *in, const arc_grid *out)
{
    int wrong = !same_size(in, out);
    for (int r = 0; r < in->rows; r++)
        for (int c = 0; c < in->cols; c++) {
            int across = enclosing(in, r, c, 0, 1), along = enclosing(in, r, c, 1, 0);
            wrong += across && along;
            wrong += at(in, r, c) && (across || along);
            wrong += at(out, r, c) != at(in, r, c) + across + along;
        }
    return wrong == 0;
}

static int holds_legend(const arc_grid *in, const arc_grid *out)
{
    int wrong = !same_size(in, out);
    for (int r = 0; r < in->rows; r++)
        for (int c = 0; c < in->cols; c++)
            wrong += at(in, r, 0) == 0 || at(out, r, c) != (at(in, r, c) ? at(in, r, 0) : 0);
    return wrong == 0;
}

/* Around every grey cell of the output stands the same, as far as the grid goes; nothing else is new. */
static int holds_stamp(const arc_grid *in, const arc_grid *out)
{
    static const int arms[4][2] = {{-1, 0}, {0, -1}, {0, 1}, {1, 0}};
    int wrong = !same_size(in, out), is[4] = {0, 0, 0, 0}, added = 0, expected = 0;
    for (int r = 0; r < in->rows; r++)
        for (int c = 0; c < in->cols; c++) {
            wrong += at(in, r, c) && at(in, r, c) != at(out, r, c);
            added += at(in, r, c) != at(out, r, c);
            for (int k = 0; k < 4; k++)
                if (at(in, r, c) == 5 && at(in, r + arms[k][0], c + arms[k][1]) > 0)
                    is[k] = at(in, r + arms[k][0], c + arms[k][1]);
        }
    for (int r = 0; r < in->rows; r++)
        for (int c = 0; c < in->cols; c++)
            for (int k = 0; k < 4 && at(in, r, c) == 5; k++) {
                int there = at(out, r + arms[k][0], c + arms[k][1]), before = at(in, r + arms[k][0], c + arms[k][1]);
                if (is[k]) wrong += there != is[k] && there != -1;
                expected += is[k] && before == 0;
            }
    return wrong == 0 && added == expected;
}

static int holds_mirror(const arc_grid *in, const arc_grid *out)
{
    int wrong = !same_size(in, out) || !holds_flip(out, out);
    for (int r = 0; r < in->rows; r++)
        for (int c = 0; c < in->cols; c++) wrong += at(in, r, c) != (2 * c < in->cols ? at(out, r, c) : 0);
    return wrong == 0;
}

static int has_period(const arc_grid *grid, int down, int right)
{
    for (int r = 0; r + down < grid->rows; r++)
        for (int c = 0; c + right < grid->cols; c++)
            if (at(grid, r, c) != at(grid, r + down, c + right)) return 0;
    return 1;
}

static int holds_tile(const arc_grid *in, const arc_grid *out)
{
    int wrong = !same_size(in, out), rows = 0, cols = 0;
    for (int i = 0; i < in->rows * in->cols; i++)
        wrong += out->cell[i] == 0 || (in->cell[i] && in->cell[i] != out->cell[i]);
    for (int period = 1; period <= 3; period++) {
        rows += has_period(out, period, 0);
        cols += has_period(out, 0, period);
    }
    return wrong == 0 && rows && cols;
}

/* Every cell that stays lies in a block of two by two of its colour; every cell that goes has no neighbour. */
static int holds_denoise(const arc_grid *in, const arc_grid *out)
{
    int wrong = !same_size(in, out);
    for (int r = 0; r < in->rows; r++)
        for (int c = 0; c < in->cols; c++) {
            int v = at(in, r, c), blocks = 0, neighbours = 0;
            for (int k = 0; k < 4; k++) {
                int top = r - k / 2, left = c - k % 2;
                blocks += at(in, top, left) == v && at(in, top, left + 1) == v && at(in, top + 1, left) == v &&
                          at(in, top + 1, left + 1) == v;
            }
            for (int k = 0; k < 9; k++) neighbours += k != 4 && at(in, r + k / 3 - 1, c + k % 3 - 1) > 0;
            wrong += at(out, r, c) != (blocks ? v : 0) || (v && !blocks && neighbours);
        }
    return wrong == 0;
}

/* What is blank and joined to the edge stays blank: found by sweeps until nothing changes. */
static int holds_flood(const arc_grid *in, const arc_grid *out)
{
    uint8_t outside[ARC_MAX_CELLS] = {0};
    int wrong = !same_size(in, out), changed = 1;
    while (changed) {
        changed = 0;
        for (int i = 0; i < in->rows * in->cols; i++) {
            static const int moves[4][2] = {{-1, 0}, {0, -1}, {0, 1}, {1, 0}};
            for (int k = 0; k < 4 && !in->cell[i] && !outside[i]; k++) {
                int r = i / in->cols + moves[k][0], c = i % in->cols + moves[k][1];
                if (at(in, r, c) < 0 || outside[r * in->cols + c]) outside[i] = 1;
            }
            changed |= outside[i] == 1;
            outside[i] = outside[i] ? 2 : 0;
        }
    }
    for (int i = 0; i < in->rows * in->cols; i++)
        wrong += in->cell[i] == 4 || out->cell[i] != (in->cell[i] || outside[i] ? in->cell[i] : 4);
    return wrong == 0;
}

static int holds_border(const arc_grid *in, const arc_grid *out)
{
    int wrong = !same_size(in, out);
    for (int r = 0; r < in->rows; r++)
        for (int c = 0; c < in->cols; c++) {
            int touches = 0;
            for (int k = 0; k < 9; k++) touches |= at(in, r + k / 3 - 1, c + k % 3 - 1) > 0;
            wrong += at(in, r, c) == 3 || at(out, r, c) != (at(in, r, c) ? at(in, r, c) : touches ? 3 : 0);
        }
    return wrong == 0;
}

/* Names every coloured cell by the first cell of its object: neighbours take the lesser name until nothing changes. */
static void name_objects(const arc_grid *in, int *name)
{
    int changed = 1;
    for (int i = 0; i < in->rows * in->cols; i++) name[i] = in->cell[i] ? i : -1;
    while (changed) {
        changed = 0;
        for (int i = 0; i < in->rows * in->cols; i++)
            for (int k = 0; k < 9 && name[i] >= 0; k++) {
                int r = i / in->cols + k / 3 - 1, c = i % in->cols + k % 3 - 1;
                if (at(in, r, c) <= 0 || name[r * in->cols + c] >= name[i]) continue;
                name[i] = name[r * in->cols + c];
                changed = 1;
            }
    }
}

/* The red cells are one object, and every other one has fewer cells. */
static int holds_largest(const arc_grid *in, const arc_grid *out)
{
    static int name[ARC_MAX_CELLS];
    int size[ARC_MAX_CELLS] = {0}, wrong = !same_size(in, out), red = -1, cells = in->rows * in->cols;
    name_objects(in, name);
    for (int i = 0; i < cells; i++) {
        if (name[i] >= 0) size[name[i]]++;
        if (out->cell[i] == 2) red = name[i];
    }
    if (red < 0) return 0;
    for (int i = 0; i < cells; i++) {
        wrong += out->cell[i] != (name[i] == red ? 2 : in->cell[i]) || in->cell[i] == 2;
        wrong += i != red && size[i] >= size[red];
    }
    return wrong == 0;
}

static int edge_is_blank(const arc_grid *grid, int r, int c, int down, int right)
{
    for (; at(grid, r, c) >= 0; r += down, c += right)
        if (at(grid, r, c)) return 0;
    return 1;
}

/* All edges of the output have a coloured cell, and somewhere in the input it stands, with all that is coloured. */
static int holds_crop(const arc_grid *in, const arc_grid *out)
{
    int places = 0, coloured = 0;
    for (int i = 0; i < in->rows * in->cols; i++) coloured += in->cell[i] != 0;
    for (int i = 0; i < out->rows * out->cols; i++) coloured -= out->cell[i] != 0;
    for (int top = 0; top <= in->rows - out->rows; top++)
        for (int left = 0; left <= in->cols - out->cols; left++) {
            int other = 0;
            for (int i = 0; i < out->rows * out->cols; i++)
                other += at(in, top + i / out->cols, left + i % out->cols) != out->cell[i];
            places += other == 0;
        }
    return coloured == 0 && places == 1 && !edge_is_blank(out, 0, 0, 0, 1) && !edge_is_blank(out, 0, 0, 1, 0) &&
           !edge_is_blank(out, out->rows - 1, 0, 0, 1) && !edge_is_blank(out, 0, out->cols - 1, 1, 0);
}

static int holds_count(const arc_grid *in, const arc_grid *out)
{
    int wrong = out->rows != 1, coloured = 0;
    for (int i = 0; i < in->rows * in->cols; i++) {
        coloured += in->cell[i] != 0;
        wrong += in->cell[i] && in->cell[i] != out->cell[0];
    }
    for (int c = 0; c < out->cols; c++) wrong += out->cell[c] != out->cell[0];
    return wrong == 0 && out->cols == coloured;
}

/* In the order of arc_families. */
static int (*const holds[ARC_FAMILIES])(const arc_grid *in, const arc_grid *out) = {
    holds_gravity, holds_flip,   holds_turn,    holds_sort,   holds_scale, holds_rays,
    holds_connect, holds_legend, holds_stamp,   holds_mirror, holds_tile,  holds_denoise,
    holds_flood,   holds_border, holds_largest, holds_crop,   holds_count,
};

/* --- families ------------------------------------------------------------------------------ */

static void test_names(void)
{
    for (int f = 0; f < ARC_FAMILIES; f++) {
        const char *name = arc_families[f].name;
        CHECK(name[0] && name[strspn(name, "abcdefghijklmnopqrstuvwxyz")] == 0, "'%s' is no word", name);
        CHECK(strlen(arc_families[f].rule) > 15, "%s has no rule", name);
        for (int other = 0; other < f; other++)
            CHECK(strcmp(name, arc_families[other].name) != 0, "two families are named %s", name);
    }
}

static int sides_fit(const arc_grid *grid, int least, int most)
{
    return grid->rows >= least && grid->rows <= most && grid->cols >= least && grid->cols <= most;
}

static void check_pair(int family, uint64_t key, int least, int most)
{
    arc_grid in, out, in_again, out_again;
    const char *name = arc_families[family].name;
    int k = (int)key, strange = 0, status = arc_family_draw(family, key, least, most, &in, &out);
    CHECK(status == 0, "%s, sides %d to %d, key %d: no pair", name, least, most, k);
    if (status) return;
    for (int i = 0; i < in.rows * in.cols; i++) strange += in.cell[i] >= COLOURS;
    for (int i = 0; i < out.rows * out.cols; i++) strange += out.cell[i] >= COLOURS;
    CHECK(strange == 0, "%s, key %d: %d cells have no colour", name, k, strange);
    int even = most - most % 2;
    if (arc_families[family].doubled)
        CHECK(sides_fit(&out, least < even ? least : even, most), "scale, key %d: %dx%d", k, out.rows, out.cols);
    else
        CHECK(sides_fit(&in, least, most) && sides_fit(&out, 1, most), "%s, key %d: %dx%d to %dx%d", name, k, in.rows,
              in.cols, out.rows, out.cols);
    CHECK(!arc_grid_equal(&in, &out), "%s, key %d: nothing to do", name, k);
    CHECK(holds[family](&in, &out), "%s, sides %d to %d, key %d breaks its rule", name, least, most, k);
    arc_family_draw(family, key, least, most, &in_again, &out_again);
    CHECK(arc_grid_equal(&in, &in_again) && arc_grid_equal(&out, &out_again), "%s, key %d: two pairs", name, k);
    CHECK(arc_family_answer(&arc_families[family], &in, &out_again) == 0 && arc_grid_equal(&out, &out_again),
          "%s, key %d: the rule makes something else of the input", name, k);
}

static void test_pairs(void)
{
    static const int ranges[][3] = {{4, 8, 200}, {4, 4, 40}, {5, 5, 40}, {4, 30, 40}, {17, 23, 20}, {30, 30, 10}};
    for (int f = 0; f < ARC_FAMILIES; f++)
        for (size_t k = 0; k < sizeof ranges / sizeof ranges[0]; k++)
            for (int key = 0; key < ranges[k][2]; key++) check_pair(f, (uint64_t)key, ranges[k][0], ranges[k][1]);
}

/* How many of `draws` inputs are new. */
static int count_new(int family, int least, int most, int draws)
{
    static uint64_t hashes[500];
    int fresh = 0;
    for (int key = 0; key < draws; key++) {
        arc_grid in, out;
        arc_family_draw(family, (uint64_t)key, least, most, &in, &out);
        hashes[key] = arc_grid_hash(&in);
        int k = 0;
        while (hashes[k] != hashes[key]) k++;
        fresh += k == key;
    }
    return fresh;
}

static void test_variety(void)
{
    for (int f = 0; f < ARC_FAMILIES; f++) {
        int small = count_new(f, 4, 8, 500), large = count_new(f, 4, 30, 500);
        CHECK(small >= 475, "%s: %d of 500 inputs are new", arc_families[f].name, small);
        CHECK(large >= 495, "%s: %d of 500 inputs are new", arc_families[f].name, large);
    }
}

/* All sides of a range come, and rows are independent of columns. */
static void test_sides(void)
{
    for (int f = 0; f < ARC_FAMILIES; f++) {
        int seen[9][9] = {{0}}, missing = 0;
        for (uint64_t key = 0; key < 500; key++) {
            arc_grid in, out;
            arc_family_draw(f, key, 4, 8, &in, &out);
            seen[in.rows][in.cols]++;
        }
        int least = arc_families[f].doubled ? 2 : 4, most = arc_families[f].doubled ? 4 : 8;
        for (int r = least; r <= most; r++)
            for (int c = least; c <= most; c++) missing += !seen[r][c];
        CHECK(missing == 0, "%s: %d shapes never came", arc_families[f].name, missing);
    }
}

static const arc_family *find_family(const char *name)
{
    int f = 0;
    while (strcmp(arc_families[f].name, name) != 0) f++;
    return &arc_families[f];
}

/* What a rule makes of given inputs; NULL if it must not say. */
static void test_answers(void)
{
    static const struct {
        const char *family, *input, *output;
    } cases[] = {
        {"gravity", "12/.3/1.", "../12/13"},
        {"turn", "12/34/56", "531/642"},
        {"sort", ".1../.12./3122", "...1/..21/3221"},
        {"scale", "................", NULL},
        {"rays", "1..5./...5./2..../35..5", "1115./...5./22222/35..5"},
        {"connect", "1..1/..../2.../..../2...", "1111/..../2.../2.../2..."},
        {"connect", ".1./2.2/.1.", NULL}, /* crossing lines */
        {"connect", "1.2.1/..2..", NULL}, /* in the way */
        {"connect", "1.1.1", NULL},       /* three */
        {"connect", "1../..1", NULL},     /* not on one line */
        {"connect", "1../...", NULL},     /* one */
        {"stamp", ".1..../151..5/....../5.....", ".1...1/151.15/1...../51...."},
        {"stamp", "151....../......5.5", NULL}, /* stamps that meet */
        {"stamp", ".5../..../...5", NULL},      /* no pattern */
        {"stamp", "15......51", NULL},          /* two patterns */
        {"mirror", "12.../3.4../5....", "12.21/3.4.3/5...5"},
        {"mirror", "12..1", NULL},
        {"tile", "1212/2121/12../21..", "1212/2121/1212/2121"},
        {"tile", "1234/5678/1234/567.", NULL}, /* no period */
        {"tile", "1111.1", NULL},              /* too low for a period */
        {"tile", "1111.1/111111/111111/111111", "111111/111111/111111/111111"},
        {"tile", "12.12./12.12./12.12./12.12.", NULL}, /* a cell of every tile is hidden */
        {"tile", "1...12/1...12/1...12/1...12", NULL}, /* two periods fit */
        {"denoise", "11..1/11.../....1/1.1..", "11.../11.../...../....."},
        {"denoise", "11.../...../1....", "11.../...../....."}, /* two are not alone */
        {"flood", "111../1.1../11111/..1.1/..111", "111../141../11111/..141/..111"},
        {"flood", ".1../1.1./.1../....", ".1../141./.1../...."}, /* corners close */
        {"flood", "1111/1..1/11.1/....", "1111/1..1/11.1/...."},
        {"border", "..../.1../..../....", "333./313./333./...."},
        {"largest", "11.1/..../..1./...1", NULL}, /* as large, by a corner */
        {"largest", "11.1/..../..1./.1.1", "11.1/..../..2./.2.2"},
        {"largest", "11/11", NULL}, /* alone */
        {"crop", ".../.1./2..", ".1/2."},
        {"crop", "1../.../2..", NULL}, /* two */
        {"crop", "../..", NULL},
        {"count", "1../.1./11.", "1111"},
        {"count", "1../.2./...", NULL},
        {"count", "../..", NULL},
    };
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        arc_grid input = parse(cases[k].input), output;
        int status = arc_family_answer(find_family(cases[k].family), &input, &output);
        CHECK((status == 0) == (cases[k].output != NULL), "case %d: status %d", (int)k, status);
        if (status || !cases[k].output) continue;
        arc_grid wanted = parse(cases[k].output);
        CHECK(arc_grid_equal(&output, &wanted), "case %d: another answer for %s", (int)k, cases[k].input);
    }
}

/* The same bits from the same key, on every machine and with every compiler. */
static void test_golden(void)
{
    uint64_t all = 0;
    for (int f = 0; f < ARC_FAMILIES; f++)
        for (uint64_t key = 0; key < 20; key++) {
            arc_grid in, out;
            arc_family_draw(f, key, 4, 12, &in, &out);
            all = stream_key(stream_key(all, arc_grid_hash(&in)), arc_grid_signature(&out));
        }
    CHECK(all == 0xf01950aa1f887933u, "hash 0x%016" PRIx64, all);
}

int main(void)
{
    test_equal();
    test_symmetries();
    test_renaming();
    test_colour_names();
    test_signature();
    test_names();
    test_pairs();
    test_variety();
    test_sides();
    test_answers();
    test_golden();
    return check_done("test_arc_grid");
}
