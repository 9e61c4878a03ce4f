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

/* Odd multipliers that keep the parts of a sum apart: a colour counts differently as row, column, box, symbol. */
#define AS_ROW    0x9e3779b97f4a7c15u
#define AS_COLUMN 0xc2b2ae3d27d4eb4fu
#define AS_BOX    0x165667b19e3779f9u
#define AS_SYMBOL 0xd6e8feb86659fd93u
#define MARK      0xa0761d6478bd642fu

typedef struct clue {
    uint8_t row, col, box, symbol;
} clue;

typedef struct clue_list {
    int side, band_rows, stack_cols; /* rows in a band, columns in a stack */
    int count;
    clue clues[SUDOKU_MAX_CELLS];
} clue_list;

typedef struct colours {
    uint64_t row[SUDOKU_MAX_SIDE], col[SUDOKU_MAX_SIDE], box[SUDOKU_MAX_SIDE], symbol[SUDOKU_MAX_SIDE];
    uint64_t clue[SUDOKU_MAX_CELLS];
} colours;

/* Reads the clues; `transposed`: with rows and columns exchanged. */
static void list_clues(const grid_shape *shape, const uint8_t *question, int transposed, clue_list *list)
{
    int side = shape->rows;
    grid_shape box = sudoku_box(side);
    list->side = side;
    list->band_rows = box.rows;
    list->stack_cols = box.cols;
    list->count = 0;
    int stacks = side / list->stack_cols;
    for (int i = 0; i < side * side; i++) {
        if (!question[i]) continue;
        int r = transposed ? i % side : i / side, c = transposed ? i / side : i % side;
        list->clues[list->count++] =
            (clue){(uint8_t)r, (uint8_t)c, (uint8_t)(r / list->band_rows * stacks + c / list->stack_cols),
                   (uint8_t)(question[i] - 1)};
    }
}

/* Colours the clues by what they join; adds each to the sums of its row, column, box and symbol. */
static void colour_clues(const clue_list *list, int marked, const colours *now, colours *sums)
{
    memset(sums, 0, sizeof *sums);
    for (int k = 0; k < list->count; k++) {
        const clue *q = &list->clues[k];
        uint64_t h = random_mix(now->row[q->row] * AS_ROW + now->col[q->col] * AS_COLUMN + now->box[q->box] * AS_BOX +
                                now->symbol[q->symbol] * AS_SYMBOL + (k == marked ? MARK : 0));
        sums->clue[k] = h;
        sums->row[q->row] += h;
        sums->col[q->col] += h;
        sums->box[q->box] += h;
        sums->symbol[q->symbol] += h;
    }
}

/* Mixes groups into lines: group[g] becomes the hash of its lines, each line takes its group in. */
static void colour_groups(int side, int size, uint64_t *line, uint64_t *group)
{
    for (int g = 0; g < side / size; g++) {
        uint64_t sum = 0;
        for (int k = 0; k < size; k++) sum += line[g * size + k];
        group[g] = random_mix(sum + MARK);
        for (int k = 0; k < size; k++) line[g * size + k] = random_mix(line[g * size + k] + group[g] * AS_BOX);
    }
}

static void refine(const clue_list *list, int marked, colours *now)
{
    colours sums;
    uint64_t band[SUDOKU_MAX_SIDE], stack[SUDOKU_MAX_SIDE];
    int side = list->side, stacks = side / list->stack_cols;
    colour_clues(list, marked, now, &sums);
    memcpy(now->clue, sums.clue, sizeof now->clue);
    for (int u = 0; u < side; u++) {
        now->row[u] = random_mix(now->row[u] * AS_ROW + sums.row[u]);
        now->col[u] = random_mix(now->col[u] * AS_COLUMN + sums.col[u]);
        now->box[u] = random_mix(now->box[u] * AS_BOX + sums.box[u]);
        now->symbol[u] = random_mix(now->symbol[u] * AS_SYMBOL + sums.symbol[u]);
    }
    colour_groups(side, list->band_rows, now->row, band);
    colour_groups(side, list->stack_cols, now->col, stack);
    for (int b = 0; b < side; b++)
        now->box[b] = random_mix(now->box[b] + band[b / stacks] * AS_ROW + stack[b % stacks] * AS_COLUMN);
}

/* All rounds from equal colours; `marked` is a clue to tell apart from the start, or -1. Returns the sum of colours. */
static uint64_t colour(const clue_list *list, int marked, colours *now)
{
    uint64_t sum = 0;
    memset(now, 0, sizeof *now);
    for (int round = 0; round < ROUNDS; round++) refine(list, marked, now);
    for (int u = 0; u < list->side; u++) sum += now->row[u] + now->col[u] + now->box[u] + now->symbol[u];
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
    if (list.band_rows == list.stack_cols) {
        list_clues(shape, question, 1, &list);
        signature += signature_of_list(&list);
    }
    return signature;
}
