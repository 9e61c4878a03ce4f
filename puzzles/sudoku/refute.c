/* Candidates as bit boards: for each symbol three words, one a band of 27 cells, bit 9 row + column. */
#include "puzzles/sudoku/refute.h"

enum { SIDE = 9, BANDS = 3, BAND = 27 };

#define ALL 0x7FFFFFFu  /* the cells of a band */
#define ROW 0x1FFu      /* its first row, */
#define COLUMN 0x40201u /* first column, */
#define BOX 0x1C0E07u   /* first box */

typedef struct boards {
    uint32_t may[SIDE][BANDS]; /* [symbol, band] where it may stand */
    uint32_t settled[BANDS];   /* cells whose symbol was placed */
} boards;

static int is_single(uint32_t set)
{
    return (set & (set - 1)) == 0;
}

static int lowest(uint32_t set)
{
    return __builtin_ctz(set);
}

/* Cells that see the k-th of a band: within it, and in each of the others. */
static uint32_t near_cells(int k)
{
    return ROW << k / SIDE * SIDE | COLUMN << k % SIDE | BOX << k % SIDE / 3 * 3;
}

/* Returns -1 if the symbol may not stand there. */
static int place(boards *s, int symbol, int band, int k)
{
    const uint32_t cell = 1u << k;
    if (!(s->may[symbol][band] & cell)) return -1;
    for (int v = 0; v < SIDE; v++) s->may[v][band] &= ~cell;
    for (int b = 0; b < BANDS; b++) s->may[symbol][b] &= ~(b == band ? near_cells(k) : COLUMN << k % SIDE);
    s->may[symbol][band] |= cell;
    s->settled[band] |= cell;
    return 0;
}

/* --- singles ------------------------------------------------------------------------------- */

/* The open cells of a band with one candidate. Returns -1 if a cell has none. */
static int find_naked(const boards *s, int band, uint32_t *single)
{
    uint32_t one = 0, two = 0;
    for (int v = 0; v < SIDE; v++) {
        two |= one & s->may[v][band];
        one |= s->may[v][band];
    }
    *single = one & ~two & ~s->settled[band];
    return one == ALL ? 0 : -1;
}

/* The only places of a symbol in a row, column or box, those included that are settled. Returns -1 if a unit has none. */
static int find_hidden(const uint32_t may[BANDS], uint32_t only[BANDS])
{
    uint32_t one = 0, two = 0; /* columns with at least one place, and two */
    for (int b = 0; b < BANDS; b++) {
        only[b] = 0;
        for (int k = 0; k < 3; k++) {
            const uint32_t row = may[b] & ROW << SIDE * k, box = may[b] & BOX << 3 * k, columns = row >> SIDE * k;
            if (!row || !box) return -1;
            if (is_single(row)) only[b] |= row;
            if (is_single(box)) only[b] |= box;
            two |= one & columns;
            one |= columns;
        }
    }
    if (one != ROW) return -1;
    for (uint32_t columns = one & ~two; columns; columns &= columns - 1)
        for (int b = 0; b < BANDS; b++) only[b] |= may[b] & COLUMN << lowest(columns);
    return 0;
}

/* Places all singles that the state shows. Returns how many, or -1 if they contradict. */
static int next_round(boards *s)
{
    uint32_t naked[BANDS], found[SIDE][BANDS];
    int placed = 0;
    for (int b = 0; b < BANDS; b++)
        if (find_naked(s, b, &naked[b])) return -1;
    for (int v = 0; v < SIDE; v++) {
        if (find_hidden(s->may[v], found[v])) return -1;
        for (int b = 0; b < BANDS; b++) found[v][b] = (found[v][b] & ~s->settled[b]) | (s->may[v][b] & naked[b]);
    }
    for (int v = 0; v < SIDE; v++)
        for (int b = 0; b < BANDS; b++)
            for (uint32_t cells = found[v][b]; cells; cells &= cells - 1, placed++)
                if (place(s, v, b, lowest(cells))) return -1;
    return placed;
}

/* --- refuting ------------------------------------------------------------------------------ */

static int count_left(const boards *s)
{
    int left = 0;
    for (int v = 0; v < SIDE; v++)
        for (int b = 0; b < BANDS; b++)
            for (uint32_t cells = s->may[v][b] & ~s->settled[b]; cells; cells &= cells - 1) left++;
    return left;
}

enum { NEVER = SIDE * SIDE + 1 };

/* Rounds until the candidate is refuted; NEVER: it is not. */
static int rounds_to_refute(const boards *s, int symbol, int band, int k)
{
    boards assumed = *s;
    int placed = place(&assumed, symbol, band, k) ? -1 : 1, rounds = 0;
    for (; placed > 0; rounds++) placed = next_round(&assumed);
    return placed < 0 ? rounds : NEVER;
}

/* Strikes out what is refuted within so many rounds. Returns the least number of rounds that more would take, or 0 if
 * something was struck out. */
static int strike_out(boards *s, int rounds)
{
    int more = NEVER, any = 0;
    for (int v = 0; v < SIDE; v++)
        for (int b = 0; b < BANDS; b++)
            for (uint32_t cells = s->may[v][b] & ~s->settled[b]; cells; cells &= cells - 1) {
                int k = lowest(cells), took = rounds_to_refute(s, v, b, k);
                if (took > rounds && took < more) more = took;
                if (took > rounds) continue;
                s->may[v][b] &= ~(1u << k);
                any = 1;
            }
    return any ? 0 : more;
}

/* Singles until there are none. Returns -1 if they contradict. */
static int settle(boards *s)
{
    int placed;
    do placed = next_round(s);
    while (placed > 0);
    return placed;
}

int sudoku_refute(const uint8_t *question, refutation *r)
{
    boards s = {.settled = {0}};
    int rounds = 0;
    *r = (refutation){.left = 0};
    for (int v = 0; v < SIDE; v++)
        for (int b = 0; b < BANDS; b++) s.may[v][b] = ALL;
    for (int i = 0; i < REFUTE_CELLS; i++)
        if (question[i] && place(&s, question[i] - 1, i / BAND, i % BAND)) return -1;
    while (settle(&s) == 0 && (r->left = count_left(&s)) > 0 && rounds < NEVER) {
        int more = strike_out(&s, rounds);
        if (!more) continue;
        for (int k = rounds ? rounds : 1; k < more && k <= REFUTE_ROUNDS; k++) r->depth += r->left;
        rounds = more;
    }
    return settle(&s);
}
