/* The signature: a hash of a puzzle that its symmetries cannot change.
 *
 * A puzzle is a set of clues, each of which joins a row, a column, a box and a symbol; rows belong to bands,
 * columns to stacks, a box to one of each. Symmetries rename all of these and keep who belongs to whom.
 * So every row, column, box and symbol starts with the same colour, and in each round
 *
 *   clue   <- mix(colours of its row, column, box, symbol)
 *   row    <- mix(own colour, sum over its clues), and so on for columns, boxes and symbols
 *   band   <- mix(sum over its rows); then each row takes in its band, each box its band and stack
 *
 * Sums do not depend on order, so no name enters. After some rounds a clue's colour describes its
 * surroundings, and the sum of all colours describes the puzzle.
 *
 * If two clues still look alike (a full grid, a puzzle with symmetries of its own), colours alone say
 * little. Then each clue is marked in turn, and the sum over the marked runs is taken.
 */
#include "base/random.h"
#include "puzzles/sudoku/sudoku.h"

#include <string.h> /* memcpy, memset */

enum { ROUNDS = 5 };
enum { ROW, COLUMN, BOX, SYMBOL, PARTS }; /* what a clue joins */

/* Odd multipliers that keep the parts of a sum apart: a colour counts differently as row, column, box, symbol. */
static const uint64_t as[PARTS] = {0x9e3779b97f4a7c15u, 0xc2b2ae3d27d4eb4fu, 0x165667b19e3779f9u, 0xd6e8feb86659fd93u};
#define MARK 0xa0761d6478bd642fu

typedef struct clue_list {
    int side, count;
    grid_shape box; /* as many rows as a band, as many columns as a stack; box.rows stacks and boxes side by side */
    uint8_t clue[SUDOKU_MAX_CELLS][PARTS]; /* its row, column, box and symbol, from 0 */
} clue_list;

typedef struct colours {
    uint64_t part[PARTS][SUDOKU_MAX_SIDE], clue[SUDOKU_MAX_CELLS];
} colours;

/* Reads the clues, of a grid with tall boxes those of its transpose; `transposed`: with rows and columns exchanged. */
static void list_clues(const grid_shape *shape, const uint8_t *question, int transposed, clue_list *list)
{
    int side = shape->rows;
    grid_shape box = sudoku_box(side);
    list->side = side;
    list->box = box;
    list->count = 0;
    if (shape->form & SUDOKU_TALL) transposed = !transposed;
    for (int i = 0; i < side * side; i++) {
        if (!question[i]) continue;
        int r = transposed ? i % side : i / side, c = transposed ? i / side : i % side;
        uint8_t *clue = list->clue[list->count++];
        clue[ROW] = (uint8_t)r;
        clue[COLUMN] = (uint8_t)c;
        clue[BOX] = (uint8_t)(r / box.rows * box.rows + c / box.cols);
        clue[SYMBOL] = (uint8_t)(question[i] - 1);
    }
}

/* Colours the clues by what they join; adds each to the sums of its row, column, box and symbol. */
static void colour_clues(const clue_list *list, int marked, const colours *now, colours *sums)
{
    memset(sums, 0, sizeof *sums);
    for (int k = 0; k < list->count; k++) {
        const uint8_t *clue = list->clue[k];
        uint64_t h = k == marked ? MARK : 0;
        for (int p = 0; p < PARTS; p++) h += now->part[p][clue[p]] * as[p];
        sums->clue[k] = h = random_mix(h);
        for (int p = 0; p < PARTS; p++) sums->part[p][clue[p]] += h;
    }
}

/* Mixes groups into lines: group[g] becomes the hash of its lines, each line takes its group in. */
static void colour_groups(int side, int size, uint64_t *line, uint64_t *group)
{
    for (int g = 0; g < side / size; g++) {
        uint64_t sum = 0;
        for (int k = 0; k < size; k++) sum += line[g * size + k];
        group[g] = random_mix(sum + MARK);
        for (int k = 0; k < size; k++) line[g * size + k] = random_mix(line[g * size + k] + group[g] * as[BOX]);
    }
}

static void refine(const clue_list *list, int marked, colours *now)
{
    colours sums;
    uint64_t band[SUDOKU_MAX_SIDE], stack[SUDOKU_MAX_SIDE];
    int side = list->side, stacks = list->box.rows;
    colour_clues(list, marked, now, &sums);
    memcpy(now->clue, sums.clue, sizeof now->clue);
    for (int p = 0; p < PARTS; p++)
        for (int u = 0; u < side; u++) now->part[p][u] = random_mix(now->part[p][u] * as[p] + sums.part[p][u]);
    colour_groups(side, list->box.rows, now->part[ROW], band);
    colour_groups(side, list->box.cols, now->part[COLUMN], stack);
    uint64_t *box = now->part[BOX];
    for (int b = 0; b < side; b++)
        box[b] = random_mix(box[b] + band[b / stacks] * as[ROW] + stack[b % stacks] * as[COLUMN]);
}

/* All rounds from equal colours; `marked` is a clue to tell apart from the start, or -1. Returns the sum of colours. */
static uint64_t colour(const clue_list *list, int marked, colours *now)
{
    uint64_t sum = 0;
    memset(now, 0, sizeof *now);
    for (int round = 0; round < ROUNDS; round++) refine(list, marked, now);
    for (int p = 0; p < PARTS; p++)
        for (int u = 0; u < list->side; u++) sum += now->part[p][u];
    for (int k = 0; k < list->count; k++) sum += now->clue[k];
    return random_mix(sum);
}

static int some_alike(const uint64_t *values, int count)
{
    for (int i = 0; i < count; i++)
        for (int j = 0; j < i; j++)
            if (values[i] == values[j]) return 1;
    return 0;
}

static uint64_t signature_of_list(const clue_list *list)
{
    colours now;
    uint64_t sum = colour(list, -1, &now);
    if (some_alike(now.clue, list->count))
        for (int k = 0; k < list->count; k++) sum += colour(list, k, &now);
    return random_mix(sum);
}

/* Rows and columns are coloured differently, so if boxes are square the grid and its transpose both count. */
uint64_t sudoku_signature(const grid_shape *shape, const uint8_t *question)
{
    clue_list list;
    list_clues(shape, question, 0, &list);
    uint64_t signature = signature_of_list(&list);
    if (list.box.rows == list.box.cols) {
        list_clues(shape, question, 1, &list);
        signature += signature_of_list(&list);
    }
    return signature;
}
