/* maze-data: writes a dataset folder of square mazes, DIR/train.csv and DIR/test.csv, from a seed: see
 * tools/dataset.h. Grids are strings over "# SGo", row by row, as in Maze-Hard. */
#include "puzzles/maze/maze.h"
#include "base/random.h"
#include "tools/dataset_writer.h"
#include "tools/flags.h"

#include <stdio.h>
#include <stdlib.h> /* strtol */
#include <string.h> /* strcmp */

enum {
    MIN_SIDE = 7, /* below it there are too few mazes for two files */
    MAX_SIDES = DATASET_MAX_CLASSES / MAZE_KINDS,
    BY_KIND = 0, /* of --min-length */
};

static const char *const kind_names[MAZE_KINDS] = {"perfect", "braided", "obstacles"};

typedef struct options {
    const char *out, *sides, *kind;
    uint64_t seed, train, test, min_length;
    int ties;
} options;

/* --- classes ------------------------------------------------------------------------------- */

/* A class is a side and a kind. */
typedef struct maze_classes {
    int count;
    maze_shape shape[DATASET_MAX_CLASSES];
    maze_wish wish[DATASET_MAX_CLASSES];
} maze_classes;

static void add_class(maze_classes *classes, const options *o, int side, maze_kind kind)
{
    maze_wish wish = maze_usual_wish(kind, side);
    wish.unique = !o->ties;
    if (o->min_length != BY_KIND) wish.min_length = (int)o->min_length;
    classes->shape[classes->count] = (maze_shape){side, side};
    classes->wish[classes->count++] = wish;
}

/* Bit k: kind k is in a list such as "perfect,braided"; 0 where a word of it is no kind. */
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

static void add_side(maze_classes *classes, const options *o, int side, unsigned kinds)
{
    for (int kind = 0; kind < MAZE_KINDS; kind++)
        if (kinds >> kind & 1) add_class(classes, o, side, (maze_kind)kind);
}

/* Reads "15" or "11,13,15"; a complaint goes to stderr. */
static int list_classes(const options *o, maze_classes *classes)
{
    const char *text = o->sides;
    unsigned kinds = kinds_of(o->kind);
    classes->count = 0;
    if (!kinds) {
        fprintf(stderr,
                "maze-data: --kind is mix, or of perfect, braided, obstacles one or several with commas, not %s.\n",
                o->kind);
        return BAD_USAGE;
    }
    for (int n = 0; n < MAX_SIDES; n++) {
        char *end;
        long side = strtol(text, &end, 10);
        if (text[0] < '0' || text[0] > '9' || side < MIN_SIDE || side > MAZE_MAX_SIDE || (*end && *end != ',')) break;
        add_side(classes, o, (int)side, kinds);
        if (!*end) return DONE;
        text = end + 1;
    }
    fprintf(stderr, "maze-data: --side is a number from %d to %d, or up to %d of them with commas, not %s.\n", MIN_SIDE,
            MAZE_MAX_SIDE, MAX_SIDES, o->sides);
    return BAD_USAGE;
}

/* --- rows ---------------------------------------------------------------------------------- */

static int draw_row(const void *puzzles, int k, uint64_t key, dataset_row *row)
{
    const maze_classes *classes = puzzles;
    const maze_shape *shape = &classes->shape[k];
    uint8_t question[MAZE_MAX_CELLS], answer[MAZE_MAX_CELLS];
    int length;
    if (maze_generate(shape, &classes->wish[k], key, 1, question, answer, &length)) return -1;
    row->cells = shape->rows * shape->cols;
    row->rating = length;
    row->signature = maze_signature(shape, question);
    for (int i = 0; i < row->cells; i++) {
        row->question[i] = maze_symbol_char(question[i]);
        row->answer[i] = maze_symbol_char(answer[i]);
    }
    return 0;
}

static int make_dataset(const options *o)
{
    static maze_classes classes;
    static dataset d;
    if (list_classes(o, &classes) != DONE) return BAD_USAGE;
    d = (dataset){
        .program = "maze-data",
        .out = o->out,
        .advice = "ask for fewer test rows, or for shorter paths by --min-length",
        .key = stream_key(o->seed, MAZE_KINDS),
        .train = o->train,
        .test = o->test,
        .classes = classes.count,
        .draw = draw_row,
        .puzzles = &classes,
    };
    for (int k = 0; k < classes.count; k++) {
        dataset_class *class = &d.class[k];
        int side = classes.shape[k].rows;
        *class = (dataset_class){.source = kind_names[classes.wish[k].kind], .train_share = 1, .test_share = 1};
        snprintf(class->title, sizeof class->title, "%dx%d maze of kind %s", side, side, class->source);
    }
    return dataset_write(&d);
}

/* --- flags --------------------------------------------------------------------------------- */

enum { FLAGS = 8 };

static void print_help(const flag *flags)
{
    printf("Writes a maze dataset: DIR/train.csv and DIR/test.csv, no test maze a symmetric version of a train maze\n"
           "or of another test maze.\n\n"
           "  maze-data [flags]\n\n");
    flags_print(flags, FLAGS);
    printf(
        "\nColumns: source,question,answer,rating. The source is the kind, the rating the number of moves of a\n"
        "shortest path. Question and answer are the cells row by row: # wall, space free, S start, G goal, o path.\n"
        "Kind perfect: one way between any two cells. Kind braided: perfect, then 20 to 80%% of the dead ends opened.\n"
        "Kind obstacles: 30 to 45%% of the cells are walls, by chance. Kind mix, and several sides: equal shares.\n"
        "Paths have at least twice as many moves as a side has cells, with obstacles as many, or --min-length.\n\n"
        "Exit codes: 0 done, 2 wrong usage, 3 a file could not be written.\n\n"
        "Example: maze-data --out mazes --side 11,13,15 --kind perfect --train 5000 --test 500\n");
}

int main(int argc, char **argv)
{
    options o = {.out = "data/maze", .sides = "11", .kind = "mix", .seed = 1, .train = 10000, .test = 1000};
    const flag flags[FLAGS] = {
        {"--out", "folder to write train.csv and test.csv to", .text = &o.out},
        {"--seed", "the seed: the same seed gives the same files", .number = &o.seed, .most = UINT64_MAX},
        {"--train", "rows of train.csv", .number = &o.train, .least = 1, .most = DATASET_MAX_ROWS},
        {"--test", "rows of test.csv", .number = &o.test, .least = 1, .most = DATASET_MAX_ROWS},
        {"--side", "cells on a side, 7 to 48, or several with commas", .text = &o.sides},
        {"--kind", "perfect, braided, obstacles, several with commas, or mix", .text = &o.kind},
        {"--min-length", "moves of a shortest path at least (0: by kind)", .number = &o.min_length, .most = 2000},
        {"--ties", "also mazes with several shortest paths", .given = &o.ties},
    };
    if (flags_ask_help(argc, argv)) {
        print_help(flags);
        return DONE;
    }
    int status = flags_read("maze-data", flags, FLAGS, argc, argv);
    return status == DONE ? make_dataset(&o) : status;
}
