/* Exact search by bit sets.
 *
 * A node of the search tree is small: the symbols still free in each row, column and box, and the list of
 * open cells. The candidates of a cell are the intersection of its three free sets, so placing
 * a symbol is three bit operations and backtracking is dropping a copy of 350 bytes.
 *
 * One sweep over the open cells places naked singles and counts, for each unit, which symbols have at
 * least one and which at least two places left; a symbol with one place but not two is a hidden single,
 * and a free symbol with none proves the node dead.
 */
#include "puzzles/sudoku/search.h"

#include <limits.h> /* LONG_MAX */
#include <string.h> /* memcpy, memset */

/* --- nodes --------------------------------------------------------------------------------- */

typedef struct search_node {
    symbol_set row[SUDOKU_MAX_SIDE], col[SUDOKU_MAX_SIDE], box[SUDOKU_MAX_SIDE]; /* free symbols */
    int open_count;
    uint8_t open[SUDOKU_MAX_CELLS]; /* open cells, in reading order */
} search_node;

/* Places left for each symbol in each unit: at least one, at least two. */
typedef struct census {
    symbol_set row[SUDOKU_MAX_SIDE], col[SUDOKU_MAX_SIDE], box[SUDOKU_MAX_SIDE];
    symbol_set row2[SUDOKU_MAX_SIDE], col2[SUDOKU_MAX_SIDE], box2[SUDOKU_MAX_SIDE];
} census;

static unsigned candidates(const sudoku_search *s, const search_node *n, int cell)
{
    return (unsigned)n->row[s->row[cell]] & n->col[s->col[cell]] & n->box[s->box[cell]] & s->allowed[cell];
}

static void place(sudoku_search *s, search_node *n, int cell, unsigned bit)
{
    symbol_set others = (symbol_set)~bit;
    n->row[s->row[cell]] &= others;
    n->col[s->col[cell]] &= others;
    n->box[s->box[cell]] &= others;
    s->grid[cell] = (uint8_t)(__builtin_ctz(bit) + 1);
}

static int is_single(unsigned set)
{
    return (set & (set - 1)) == 0;
}

static int size_of_set(unsigned set)
{
    int n = 0;
    for (; set; set &= set - 1) n++;
    return n;
}

/* --- singles ------------------------------------------------------------------------------- */

static void count_place(const sudoku_search *s, census *c, int cell, unsigned set)
{
    int row = s->row[cell], col = s->col[cell], box = s->box[cell];
    c->row2[row] |= (symbol_set)(c->row[row] & set);
    c->col2[col] |= (symbol_set)(c->col[col] & set);
    c->box2[box] |= (symbol_set)(c->box[box] & set);
    c->row[row] |= (symbol_set)set;
    c->col[col] |= (symbol_set)set;
    c->box[box] |= (symbol_set)set;
}

/* Places naked singles and takes the census of the rest. Returns 0 at a cell without candidates.
 * A placement later in the sweep makes earlier counts too high, never too low: a hidden single may be
 * missed until the next sweep, but none is invented. */
static int naked_singles(sudoku_search *s, search_node *n, census *c)
{
    int kept = 0;
    memset(c, 0, sizeof *c);
    for (int k = 0; k < n->open_count; k++) {
        int cell = n->open[k];
        unsigned set = candidates(s, n, cell);
        if (!set) return 0;
        if (is_single(set)) {
            place(s, n, cell, set);
        } else {
            count_place(s, c, cell, set);
            n->open[kept++] = (uint8_t)cell;
        }
    }
    n->open_count = kept;
    return 1;
}

/* Turns counts into hidden singles, in place: row, col and box become the free symbols with one place only.
 * Returns -1 if a free symbol has no place, else whether there is any hidden single. */
static int find_hidden(const sudoku_search *s, const search_node *n, census *c)
{
    unsigned lost = 0, any = 0;
    for (int u = 0; u < s->side; u++) {
        lost |= (n->row[u] & ~(unsigned)c->row[u]) | (n->col[u] & ~(unsigned)c->col[u]) |
                (n->box[u] & ~(unsigned)c->box[u]);
        c->row[u] &= (symbol_set)(n->row[u] & ~(unsigned)c->row2[u]);
        c->col[u] &= (symbol_set)(n->col[u] & ~(unsigned)c->col2[u]);
        c->box[u] &= (symbol_set)(n->box[u] & ~(unsigned)c->box2[u]);
        any |= (unsigned)(c->row[u] | c->col[u] | c->box[u]);
    }
    return lost ? -1 : any != 0;
}

/* Places hidden singles. Returns 0 if a cell would have to take two symbols. */
static int hidden_singles(sudoku_search *s, search_node *n, const census *c)
{
    int kept = 0;
    for (int k = 0; k < n->open_count; k++) {
        int cell = n->open[k];
        unsigned only_here = (unsigned)(c->row[s->row[cell]] | c->col[s->col[cell]] | c->box[s->box[cell]]);
        unsigned set = candidates(s, n, cell) & only_here;
        if (!set) {
            n->open[kept++] = (uint8_t)cell;
        } else {
            if (!is_single(set)) return 0;
            place(s, n, cell, set);
        }
    }
    n->open_count = kept;
    return 1;
}

/* Sweeps until no single is left. Returns 0 if the node is dead. */
static int propagate(sudoku_search *s, search_node *n)
{
    census c;
    int open_before;
    do {
        open_before = n->open_count;
        if (!naked_singles(s, n, &c)) return 0;
        int hidden = find_hidden(s, n, &c);
        if (hidden < 0) return 0;
        if (hidden && !hidden_singles(s, n, &c)) return 0;
    } while (n->open_count < open_before);
    return 1;
}

/* --- branching ----------------------------------------------------------------------------- */

/* Takes the open cell with fewest candidates off the list; of several the first. */
static int take_branch_cell(const sudoku_search *s, search_node *n, unsigned *set)
{
    int best = 0, fewest = SUDOKU_MAX_SIDE + 1;
    for (int k = 0; k < n->open_count && fewest > 2; k++) {
        int size = size_of_set(candidates(s, n, n->open[k]));
        if (size < fewest) best = k, fewest = size;
    }
    int cell = n->open[best];
    *set = candidates(s, n, cell);
    n->open_count--;
    memmove(n->open + best, n->open + best + 1, (size_t)(n->open_count - best));
    return cell;
}

/* Removes one candidate from the set: the lowest, or a random one. */
static unsigned take_candidate(stream *random, unsigned *set)
{
    unsigned rest = *set;
    if (random)
        for (uint32_t skip = stream_below(random, (uint32_t)size_of_set(*set)); skip; skip--) rest &= rest - 1;
    unsigned bit = rest & (0u - rest);
    *set &= ~bit;
    return bit;
}

/* Searches below a node and overwrites it. The depth is at most the number of open cells. */
static void descend(sudoku_search *s, search_node *n)
{
    if (!propagate(s, n)) return;
    if (n->open_count == 0) {
        if (s->solutions++ == 0) memcpy(s->answer, s->grid, sizeof s->answer);
        return;
    }
    unsigned set;
    int cell = take_branch_cell(s, n, &set);
    while (set && s->solutions < s->limit && !s->gave_up) {
        if (s->guesses == s->max_guesses) {
            s->gave_up = 1;
            return;
        }
        s->guesses++;
        search_node child = *n;
        place(s, &child, cell, take_candidate(s->random, &set));
        descend(s, &child);
    }
}

/* --- the whole search ---------------------------------------------------------------------- */

void sudoku_search_open(sudoku_search *s, const grid_shape *shape)
{
    int side = shape->rows;
    grid_shape box = sudoku_box_of(shape);
    memset(s, 0, sizeof *s);
    s->side = side;
    s->all = (symbol_set)((1u << side) - 1);
    s->limit = 1;
    s->max_guesses = LONG_MAX;
    for (int cell = 0; cell < side * side; cell++) {
        int r = cell / side, c = cell % side;
        s->row[cell] = (uint8_t)r;
        s->col[cell] = (uint8_t)c;
        s->box[cell] = (uint8_t)(r / box.rows * box.rows + c / box.cols);
        s->allowed[cell] = s->all;
    }
}

/* The root: every clue placed. Returns 0 if clues break the rules. */
static int root_of(sudoku_search *s, const uint8_t *question, search_node *n)
{
    int side = s->side;
    for (int u = 0; u < side; u++) n->row[u] = n->col[u] = n->box[u] = s->all;
    n->open_count = 0;
    for (int cell = 0; cell < side * side; cell++) {
        if (!question[cell]) {
            n->open[n->open_count++] = (uint8_t)cell;
        } else {
            if (question[cell] > side) return 0;
            unsigned bit = 1u << (question[cell] - 1);
            if (!(n->row[s->row[cell]] & n->col[s->col[cell]] & n->box[s->box[cell]] & bit)) return 0;
            place(s, n, cell, bit);
        }
    }
    return 1;
}

void sudoku_search_run(sudoku_search *s, const uint8_t *question)
{
    search_node root;
    s->solutions = s->gave_up = 0;
    s->guesses = 0;
    if (root_of(s, question, &root)) descend(s, &root);
}
