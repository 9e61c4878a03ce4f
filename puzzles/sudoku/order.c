/* The order in which someone who reasons fills a grid: cells that can hold one symbol alone, then cells that are the
 * only place of a symbol in a row, column or box; if there is neither, the cell with the fewest candidates. */
#include "puzzles/sudoku/search.h"

#include <string.h> /* memcpy */

enum { UNITS = 3, MAX_GUESSES = 100000 };

typedef struct ordering {
    sudoku_search s; /* for the units of each cell, and an answer */
    int cells;
    uint8_t grid[SUDOKU_MAX_CELLS]; /* 0: open */
    symbol_set candidates[SUDOKU_MAX_CELLS];
} ordering;

static const uint8_t *unit_of(const ordering *o, int unit)
{
    return unit == 0 ? o->s.row : unit == 1 ? o->s.col : o->s.box;
}

static void fill(ordering *o, int cell, int symbol)
{
    symbol_set others = (symbol_set) ~(1u << (symbol - 1));
    o->grid[cell] = (uint8_t)symbol;
    for (int unit = 0; unit < UNITS; unit++)
        for (int i = 0; i < o->cells; i++)
            if (unit_of(o, unit)[i] == unit_of(o, unit)[cell]) o->candidates[i] &= others;
}

/* The open cell with the fewest candidates; -1 if the grid is full. */
static int fewest(const ordering *o, int *count)
{
    int best = -1;
    *count = SUDOKU_MAX_SIDE + 1;
    for (int i = 0; i < o->cells; i++) {
        int size = __builtin_popcount(o->candidates[i]);
        if (!o->grid[i] && size < *count) best = i, *count = size;
    }
    return best;
}

/* Candidates of a cell that no other open cell of one of its units has. */
static symbol_set only_here(const ordering *o, int cell)
{
    unsigned found = 0;
    for (int unit = 0; unit < UNITS; unit++) {
        unsigned elsewhere = 0;
        for (int i = 0; i < o->cells; i++)
            if (i != cell && !o->grid[i] && unit_of(o, unit)[i] == unit_of(o, unit)[cell])
                elsewhere |= o->candidates[i];
        found |= o->candidates[cell] & ~elsewhere;
    }
    return (symbol_set)found;
}

static int hidden_single(const ordering *o)
{
    for (int i = 0; i < o->cells; i++)
        if (!o->grid[i] && only_here(o, i)) return i;
    return -1;
}

/* If the exact search finds no answer, what is left goes by the fewest candidates at the time. */
void sudoku_order(const grid_shape *shape, const uint8_t *question, int32_t *rank)
{
    ordering o = {.cells = grid_cells(shape)};
    sudoku_search_open(&o.s, shape);
    o.s.max_guesses = MAX_GUESSES;
    sudoku_search_run(&o.s, question);
    memcpy(o.candidates, o.s.allowed, sizeof o.candidates);
    for (int i = 0; i < o.cells; i++)
        if (question[i]) fill(&o, i, question[i]);
    memset(rank, 0, (size_t)o.cells * sizeof *rank);
    for (int32_t next = 1;; next++) {
        int size, cell = fewest(&o, &size), hidden = size > 1 ? hidden_single(&o) : -1;
        if (cell < 0) return;
        if (hidden >= 0) cell = hidden;
        rank[cell] = next;
        if (o.s.solutions)
            fill(&o, cell, o.s.answer[cell]);
        else
            o.grid[cell] = 1;
    }
}
