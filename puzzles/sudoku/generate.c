/* Generating: fill a grid at random, then dig clues away while the solution stays the only one. */
#include "base/random.h"
#include "puzzles/sudoku/sudoku.h"
#include "puzzles/sudoku/search.h"

#include <limits.h> /* LONG_MAX */
#include <string.h> /* memcpy, memset */

/* Work is bounded by counted guesses, never by time, so that results do not depend on the machine.
 * 9x9 and smaller need no bound; on larger sides a proof may take too long, and the clue stays instead. */
enum {
    FILL_GUESSES = 1000, /* a random filling that needs more is stuck: start another */
    FILL_TRIES = 100,
    BOUNDED_ABOVE_SIDE = 9,
    DIG_GUESSES = 100,
    RATE_GUESSES = 20000,
};

/* --- full grids ---------------------------------------------------------------------------- */

/* The simplest full grid: each row is the row above rotated by a box width, each band starts one further. */
static void pattern_grid(const grid_shape *shape, uint8_t *grid)
{
    int side = shape->rows;
    grid_shape box = sudoku_box_of(shape);
    for (int r = 0; r < side; r++) {
        int shift = r % box.rows * box.cols + r / box.rows;
        for (int c = 0; c < side; c++) grid[r * side + c] = (uint8_t)((c + shift) % side + 1);
    }
}

/* The search always fills from the top left, so a random symmetry is applied to its grid. */
void sudoku_random_grid(const grid_shape *shape, uint64_t key, uint8_t *grid)
{
    static const uint8_t empty[SUDOKU_MAX_CELLS];
    sudoku_search search;
    sudoku_symmetry symmetry;
    stream random = stream_open(stream_key(key, 0));
    sudoku_search_open(&search, shape);
    search.random = &random;
    search.max_guesses = FILL_GUESSES;
    for (int t = 0; t < FILL_TRIES && (t == 0 || search.solutions == 0); t++) sudoku_search_run(&search, empty);
    if (search.solutions == 0) pattern_grid(shape, search.answer);
    sudoku_random_symmetry(shape, stream_key(key, 1), &symmetry);
    sudoku_apply_symmetry(shape, &symmetry, search.answer, grid);
}

/* --- digging ------------------------------------------------------------------------------- */

/* Opens a cell if its symbol is the only one that leads to a solution: a search with that symbol banned
 * from the cell must fail. Returns 1 if the cell was opened. */
static int dig_cell(sudoku_search *search, uint8_t *question, int cell)
{
    uint8_t clue = question[cell];
    question[cell] = 0;
    search->allowed[cell] = (symbol_set)(search->all & ~(1u << (clue - 1)));
    sudoku_search_run(search, question);
    search->allowed[cell] = search->all;
    if (search->solutions == 0 && !search->gave_up) return 1;
    question[cell] = clue;
    return 0;
}

/* Digs in random order until `target` clues are left or every clue has been tried once. A clue that had to
 * stay once has to stay for good, since fewer clues allow no fewer solutions. Returns the clues left. */
int sudoku_dig(sudoku_search *search, stream *random, int target, uint8_t *question)
{
    int cells = search->side * search->side, clues = 0;
    uint8_t order[SUDOKU_MAX_CELLS];
    search->limit = 1;
    search->max_guesses = search->side > BOUNDED_ABOVE_SIDE ? DIG_GUESSES : LONG_MAX;
    stream_permutation(random, order, cells);
    for (int i = 0; i < cells; i++) clues += question[i] != 0;
    for (int k = 0; k < cells && clues > target; k++)
        if (question[order[k]]) clues -= dig_cell(search, question, order[k]);
    return clues;
}

/* The rating of a puzzle that has one solution, or -1 if that takes too long. */
static long rate(sudoku_search *search, const uint8_t *question)
{
    search->limit = 2;
    search->max_guesses = search->side > BOUNDED_ABOVE_SIDE ? RATE_GUESSES : LONG_MAX;
    sudoku_search_run(search, question);
    return search->gave_up ? -1 : search->guesses;
}

/* --- climbing ------------------------------------------------------------------------------ */

enum { CLUES_BACK = 8 }; /* 9x9, 40 rounds: median rating 34; with 1, 2, 3, 5, 6, 12: 10, 14, 20, 28, 30, 32 */

/* Hill climbing on the rating, from a minimal puzzle to minimal puzzles of the same grid. */
static long climb(sudoku_search *search, stream *random, int rounds, const uint8_t *answer, uint8_t *question,
                  long rating)
{
    uint32_t cells = (uint32_t)(search->side * search->side);
    uint8_t changed[SUDOKU_MAX_CELLS];
    for (int round = 0; round < rounds; round++) {
        memcpy(changed, question, cells);
        for (int n = 0; n < CLUES_BACK; n++) {
            uint32_t cell = stream_below(random, cells);
            changed[cell] = answer[cell];
        }
        sudoku_dig(search, random, 0, changed);
        long reached = rate(search, changed);
        if (reached < rating) continue;
        memcpy(question, changed, cells);
        rating = reached;
    }
    return rating;
}

/* --- specs ---------------------------------------------------------------------------------- */

static int random_target(const sudoku_spec *spec, stream *random)
{
    int range = spec->max_clues - spec->min_clues;
    if (spec->minimal) return 0;
    return range <= 0 ? spec->max_clues : spec->min_clues + (int)stream_below(random, (uint32_t)range + 1);
}

static int meets(const sudoku_spec *spec, int clues, long rating)
{
    int clues_fit = spec->minimal || (clues >= spec->min_clues && clues <= spec->max_clues);
    int rating_fits = rating >= spec->min_rating && (spec->max_rating < 0 || rating <= spec->max_rating);
    return clues_fit && rating >= 0 && rating_fits;
}

int sudoku_generate(const grid_shape *shape, const sudoku_spec *spec, uint64_t key, int tries, uint8_t *question,
                    uint8_t *answer, long *rating)
{
    sudoku_search search;
    for (int t = 0; t < tries; t++) {
        uint64_t try_key = stream_key(key, (uint64_t)t);
        stream random = stream_open(stream_key(try_key, 1));
        sudoku_random_grid(shape, stream_key(try_key, 0), answer);
        memcpy(question, answer, (size_t)grid_cells(shape));
        sudoku_search_open(&search, shape);
        int clues = sudoku_dig(&search, &random, random_target(spec, &random), question);
        *rating = rate(&search, question);
        *rating = climb(&search, &random, spec->climb, answer, question, *rating);
        if (meets(spec, clues, *rating)) return 0;
    }
    return -1;
}
