/* maze-data: square mazes. Grids are strings over "# SGo", row by row, as in Maze-Hard. */
#include "puzzles/maze/maze.h"
#include "base/random.h"
#include "tools/csv_set.h"
#include "tools/recipe.h"

#include <stdlib.h> /* strtol */
#include <string.h> /* strcmp, memcpy */

enum {
    MIN_SIDE = 5,
    MAX_SIDES = MAZE_MAX_SIDE,
    MAX_SHARE = 1000,
    BY_KIND = 0, /* of --min-length */
    LONGEST_DETOUR = 16,
};

static const char *const kind_names[MAZE_KINDS] = {"perfect",   "braided", "obstacles", "carved",
                                                   "scattered", "rooms",   "near"};

/* Lists of kinds that have names of their own. */
#define MIX   "perfect,braided,obstacles"
#define ALL   MIX ",carved,scattered,rooms,near"
#define USUAL "scattered:7,carved:3,perfect:2,braided:2,obstacles:2,rooms:2,near:1"

/* --- options ------------------------------------------------------------------------------- */

#define MAZE_OPTIONS(O)                                                                                                \
    O(INT, train, "train", .def = "6000", .min = 1, .max = CSV_MAX_ROWS, .help = "rows of train.csv")                  \
    O(INT, test, "test", .def = "1000", .min = 1, .max = CSV_MAX_ROWS, .help = "rows of test.csv")                     \
    O(TEXT, sides, "side", .def = "7-15",                                                                              \
      .help = "cells on a side, 5 to 128; or numbers and ranges separated by commas, such as 5-15,30")                 \
    O(TEXT, kinds, "kind", .def = USUAL,                                                                               \
      .help = "kinds separated by commas, each with an optional share; or mix, or all")                                \
    O(INT, oblong, "oblong", .min = 0, .max = 100,                                                                     \
      .help = "percent of rows whose maze is smaller than the grid, often oblong, with walls around it")               \
    O(INT, min_length, "min-length", .min = 0, .max = 10000, .help = "minimum steps of a shortest path, 0: by kind")   \
    O(INT, detours, "detours", .min = 0, .max = 10000,                                                                 \
      .help = "minimum cells of other ways that are at most 16 steps longer than a shortest path")                     \
    O(FLAG, ties, "ties", .help = "allow several shortest paths in perfect, braided and obstacles too")

typedef struct maze_settings {
    recipe_settings shared;
    MAZE_OPTIONS(OPTION_FIELD)
} maze_settings;

#define ROW(type, field, ...) OPTION_ROW(maze_settings, type, field, __VA_ARGS__)
static const option rows[] = {MAZE_OPTIONS(ROW)};

static void help(FILE *out)
{
    fprintf(
        out, "%s",
        "\nColumns: source,question,answer,rating. The source is the kind, the rating the number of steps of a\n"
        "shortest path. Question and answer are the cells row by row: # wall, space free, S start, G goal, o path.\n"
        "\n"
        "  perfect    one path between any two cells\n"
        "  braided    perfect, then 20 to 80% of the dead ends opened\n"
        "  carved     perfect, then up to 4% of the walls opened; start and goal far apart\n"
        "  obstacles  30 to 45% of the cells are walls, at random\n"
        "  scattered  30 to 42% of the cells are walls, at random; start and goal far apart\n"
        "  rooms      up to 25% of the cells are walls, at random\n"
        "  near       walls of any of these kinds, the goal 1 to 5 steps away\n"
        "  mix        " MIX "\n"
        "  all        one share of each\n"
        "\n"
        "Paths have at least --min-length steps; by kind, in perfect and braided twice as many as a side has cells\n"
        "(as many if fewer than 7), in obstacles as many (32 at most), in others one. Perfect, braided and obstacles\n"
        "have one shortest path without --ties; others may have several. Each row has its own side.\n");
}

/* --- classes ------------------------------------------------------------------------------- */

/* What the command line asks for. A class of the set is a kind. */
typedef struct maze_classes {
    const maze_settings *s;
    int sides, side[MAX_SIDES];
    maze_kind kind[MAZE_KINDS]; /* of each class */
} maze_classes;

/* The kind whose name the text begins with up to `length`, or MAZE_KINDS. */
static int kind_of(const char *text, size_t length)
{
    int kind = 0;
    while (kind < MAZE_KINDS && (strlen(kind_names[kind]) != length || strncmp(kind_names[kind], text, length))) kind++;
    return kind;
}

/* Adds the kinds of a list such as "perfect,scattered:3". Returns -1 if it is no such list. */
static int list_kinds(csv_set *set, maze_classes *c, const char *text)
{
    if (!strcmp(text, "mix")) text = MIX;
    if (!strcmp(text, "all")) text = ALL;
    for (;; text++) {
        size_t length = strcspn(text, ",:");
        int kind = kind_of(text, length);
        long share = 1;
        char *end = (char *)text + length;
        if (*end == ':') share = end[1] >= '0' && end[1] <= '9' ? strtol(end + 1, &end, 10) : 0;
        if (kind == MAZE_KINDS || set->classes == MAZE_KINDS || share < 1 || share > MAX_SHARE) return -1;
        c->kind[set->classes] = (maze_kind)kind;
        set->class[set->classes++] = (csv_class){kind_names[kind], {.rows = 0}, {(uint64_t)share, (uint64_t)share}};
        text = end;
        if (!*text) return 0;
        if (*text != ',') return -1;
    }
}

/* Reads "15", "11,13,15" or "5-15,30". Returns -1 if it is no such list. */
static int list_sides(maze_classes *c, const char *text)
{
    for (;; text++) {
        char *end;
        if (*text < '0' || *text > '9') return -1;
        long first = strtol(text, &end, 10), last = first;
        if (*end == '-') last = end[1] >= '0' && end[1] <= '9' ? strtol(end + 1, &end, 10) : 0;
        if (first < MIN_SIDE || last < first || last > MAZE_MAX_SIDE || (*end && *end != ',')) return -1;
        for (; first <= last; first++) {
            if (c->sides == MAX_SIDES) return -1;
            c->side[c->sides++] = (int)first;
        }
        text = end;
        if (!*text) return 0;
    }
}

static int list_classes(csv_set *set, maze_classes *c, error *err)
{
    if (list_kinds(set, c, c->s->kinds))
        return fail(err, BAD_INPUT,
                    "--kind is mix, all, or one or more of perfect, braided, obstacles, carved, scattered, rooms, "
                    "near, separated by commas, each with an optional share (scattered:6), not %s",
                    c->s->kinds);
    if (list_sides(c, c->s->sides))
        return fail(err, BAD_INPUT,
                    "--side is a number from %d to %d, a range such as 5-40, or up to %d of them separated by commas, "
                    "not %s",
                    MIN_SIDE, MAZE_MAX_SIDE, MAX_SIDES, c->s->sides);
    return OK;
}

/* --- rows ---------------------------------------------------------------------------------- */

static grid_shape choose_shape(const void *specs, int k, uint64_t key)
{
    const maze_classes *c = specs;
    stream random = stream_open(key);
    int side = c->side[stream_below(&random, (uint32_t)c->sides)];
    (void)k;
    return (grid_shape){.rows = side, .cols = side};
}

/* Where in the square of a row its maze lies. */
typedef struct maze_place {
    grid_shape shape;
    int top, left;
} maze_place;

static maze_place choose_place(const maze_settings *s, int side, uint64_t key)
{
    stream random = stream_open(stream_key(key, MAZE_KINDS));
    maze_place at = {.shape = {.rows = side, .cols = side}};
    int most = side / 2 < side - MIN_SIDE ? side / 2 : side - MIN_SIDE; /* lines that may be left out */
    if ((int64_t)stream_below(&random, 100) >= s->oblong) return at;
    at.shape.rows -= (int)stream_below(&random, (uint32_t)most + 1);
    at.shape.cols -= (int)stream_below(&random, (uint32_t)most + 1);
    at.top = (int)stream_below(&random, (uint32_t)(side - at.shape.rows) + 1);
    at.left = (int)stream_below(&random, (uint32_t)(side - at.shape.cols) + 1);
    return at;
}

static void put(const maze_place *at, const uint8_t *grid, int side, uint8_t *square)
{
    memset(square, MAZE_WALL, (size_t)(side * side));
    for (int r = 0; r < at->shape.rows; r++)
        memcpy(square + (at->top + r) * side + at->left, grid + r * at->shape.cols, (size_t)at->shape.cols);
}

static int generate(const void *specs, int k, const grid_shape *shape, uint64_t key, uint8_t *question, uint8_t *answer,
                    long *rating)
{
    const maze_classes *c = specs;
    const maze_place at = choose_place(c->s, shape->rows, key);
    uint8_t asked[MAZE_MAX_CELLS], solved[MAZE_MAX_CELLS];
    int length;
    maze_spec spec = maze_usual_spec(c->kind[k], at.shape.rows < at.shape.cols ? at.shape.rows : at.shape.cols);
    if (c->s->ties) spec.unique = 0;
    if (c->s->min_length != BY_KIND) spec.min_length = (int)c->s->min_length;
    if (maze_generate(&at.shape, &spec, key, 1, asked, solved, &length)) return -1;
    if (c->s->detours && maze_detour_cells(&at.shape, asked, LONGEST_DETOUR) < c->s->detours) return -1;
    put(&at, asked, shape->rows, question);
    put(&at, solved, shape->rows, answer);
    *rating = length;
    return 0;
}

static int make(const recipe_settings *shared, error *err)
{
    const maze_settings *s = (const maze_settings *)shared;
    maze_classes classes = {.s = s};
    csv_set set = {
        .kind = &kind_maze,
        .out = shared->out,
        .advice = "ask for fewer test rows, for shorter paths by --min-length, or for fewer --detours",
        .key = stream_key((uint64_t)shared->seed, 3), /* any number, but always the same */
        .rows = {(uint64_t)s->train, (uint64_t)s->test},
        .choose_shape = choose_shape,
        .generate = generate,
        .specs = &classes,
    };
    int status = list_classes(&set, &classes, err);
    return status ? status : csv_set_write(&set, err);
}

const recipe the_recipe = {
    .kind = "maze",
    .about =
        "Writes a maze data set: DIR/train.csv and DIR/test.csv. No test maze is a symmetric version of a train maze\n"
        "or of another test maze.",
    .example = "--out mazes --side 5-15,30 --kind perfect,scattered:3 --train 5000 --test 500",
    .rows = rows,
    .count = sizeof rows / sizeof rows[0],
    .size = sizeof(maze_settings),
    .help = help,
    .make = make,
};
