/* maze-data: square mazes. Grids are strings over "# SGo", row by row, as in Maze-Hard. */
#include "puzzles/maze/maze.h"
#include "base/random.h"
#include "tools/csv_set.h"
#include "tools/recipe.h"

#include <stdlib.h> /* strtol */
#include <string.h> /* strcmp */

enum {
    MIN_SIDE = 7, /* below it there are too few mazes for two files */
    MAX_SIDES = CSV_MAX_CLASSES / MAZE_KINDS,
    BY_KIND = 0, /* of --min-length */
};

static const char *const kind_names[MAZE_KINDS] = {"perfect", "braided", "obstacles"};

/* --- options ------------------------------------------------------------------------------- */

#define MAZE_OPTIONS(O)                                                                                                \
    O(INT, train, "train", .def = "10000", .min = 1, .max = CSV_MAX_ROWS, .help = "rows of train.csv")                 \
    O(INT, test, "test", .def = "1000", .min = 1, .max = CSV_MAX_ROWS, .help = "rows of test.csv")                     \
    O(TEXT, sides, "side", .def = "11", .help = "cells on a side, 7 to 128, or several separated by commas")           \
    O(TEXT, kinds, "kind", .def = "mix", .help = "perfect, braided, obstacles, several separated by commas, or mix")   \
    O(INT, min_length, "min-length", .min = 0, .max = 10000, .help = "least steps of a shortest path, 0: by kind")     \
    O(FLAG, ties, "ties", .help = "also mazes with several shortest paths")

typedef struct maze_settings {
    recipe_settings shared;
    MAZE_OPTIONS(OPTION_FIELD)
} maze_settings;

#define ROW(type, field, ...) OPTION_ROW(maze_settings, type, field, __VA_ARGS__)
static const option rows[] = {MAZE_OPTIONS(ROW)};

static void help(FILE *out)
{
    fprintf(
        out,
        "\nColumns: source,question,answer,rating. The source is the kind, the rating the number of steps of a\n"
        "shortest path. Question and answer are the cells row by row: # wall, space free, S start, G goal, o path.\n"
        "Kind perfect: one path between any two cells. Kind braided: perfect, then 20 to 80%% of the dead ends "
        "opened.\n"
        "Kind obstacles: 30 to 45%% of the cells are walls, at random. Kind mix, and several sides: equal shares.\n"
        "Paths have at least twice as many steps as a side has cells, with obstacles as many, or --min-length.\n");
}

/* --- classes ------------------------------------------------------------------------------- */

/* Bit k: kind k is in a list such as "perfect,braided"; 0 if a word of it is no kind. */
static unsigned kinds_of(const char *list)
{
    unsigned kinds = 0;
    if (!strcmp(list, "mix")) return (1u << MAZE_KINDS) - 1;
    for (;; list++) {
        unsigned before = kinds;
        size_t length = strcspn(list, ",");
        for (int k = 0; k < MAZE_KINDS; k++)
            if (strlen(kind_names[k]) == length && !strncmp(list, kind_names[k], length)) kinds |= 1u << k;
        if (kinds == before) return 0;
        list += length;
        if (!*list) return kinds;
    }
}

/* A class is a side and a kind. */
static void add_classes(csv_set *set, maze_spec *specs, const maze_settings *s, int side, unsigned kinds)
{
    for (int kind = 0; kind < MAZE_KINDS; kind++) {
        if (!(kinds >> kind & 1)) continue;
        maze_spec *spec = &specs[set->classes];
        *spec = maze_usual_spec((maze_kind)kind, side);
        spec->unique = !s->ties;
        if (s->min_length != BY_KIND) spec->min_length = (int)s->min_length;
        set->class[set->classes++] = (csv_class){kind_names[kind], {side, side}, {1, 1}};
    }
}

/* Reads "15" or "11,13,15". */
static int list_classes(csv_set *set, maze_spec *specs, const maze_settings *s, error *err)
{
    const char *text = s->sides;
    unsigned kinds = kinds_of(s->kinds);
    if (!kinds)
        return fail(err, BAD_INPUT,
                    "--kind is mix, or of perfect, braided, obstacles one or several separated by commas, not %s",
                    s->kinds);
    for (int n = 0; n < MAX_SIDES; n++) {
        char *end;
        long side = strtol(text, &end, 10);
        if (text[0] < '0' || text[0] > '9' || side < MIN_SIDE || side > MAZE_MAX_SIDE || (*end && *end != ',')) break;
        add_classes(set, specs, s, (int)side, kinds);
        if (!*end) return OK;
        text = end + 1;
    }
    return fail(err, BAD_INPUT, "--side is a number from %d to %d, or up to %d of them separated by commas, not %s",
                MIN_SIDE, MAZE_MAX_SIDE, MAX_SIDES, s->sides);
}

/* --- making -------------------------------------------------------------------------------- */

static int generate(const void *specs, int k, const grid_shape *shape, uint64_t key, uint8_t *question, uint8_t *answer,
                    long *rating)
{
    int length;
    if (maze_generate(shape, (const maze_spec *)specs + k, key, 1, question, answer, &length)) return -1;
    *rating = length;
    return 0;
}

static int make(const recipe_settings *shared, error *err)
{
    const maze_settings *s = (const maze_settings *)shared;
    maze_spec specs[CSV_MAX_CLASSES];
    csv_set set = {
        .kind = &kind_maze,
        .out = shared->out,
        .advice = "ask for fewer test rows, or for shorter paths by --min-length",
        .key = stream_key((uint64_t)shared->seed, MAZE_KINDS),
        .rows = {(uint64_t)s->train, (uint64_t)s->test},
        .generate = generate,
        .specs = specs,
    };
    int status = list_classes(&set, specs, s, err);
    return status ? status : csv_set_write(&set, err);
}

const recipe the_recipe = {
    .kind = "maze",
    .about =
        "Writes a maze data set: DIR/train.csv and DIR/test.csv. No test maze is a symmetric version of a train maze\n"
        "or of another test maze.",
    .example = "--out mazes --side 11,13,15 --kind perfect --train 5000 --test 500",
    .rows = rows,
    .count = sizeof rows / sizeof rows[0],
    .size = sizeof(maze_settings),
    .help = help,
    .make = make,
};
