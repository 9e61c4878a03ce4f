/* Candidates as bit boards: for each band of 27 cells and each symbol a word, bit 9 row + column. What is asked of a
 * board is asked of all symbols of a band at once, in loops over LANES words that a compiler turns into vectors. */
#include "puzzles/sudoku/refute.h"

enum { SIDE = 9, BANDS = 3, BAND = 27, LANES = 16 };

#define ALL    0x7FFFFFFu /* the cells of a band */
#define ROW    0x1FFu     /* its first row, */
#define COLUMN 0x40201u   /* first column, */
#define BOX    0x1C0E07u  /* first box */

typedef struct boards {
    uint32_t may[BANDS][LANES]; /* where symbols may stand; lanes past SIDE are full and never looked at */
    uint32_t settled[BANDS];    /* cells whose symbol was placed */
} boards;

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
    if (!(s->may[band][symbol] & cell)) return -1;
    for (int v = 0; v < LANES; v++) s->may[band][v] &= ~cell;
    for (int b = 0; b < BANDS; b++) s->may[b][symbol] &= ~(b == band ? near_cells(k) : COLUMN << k % SIDE);
    s->may[band][symbol] |= cell;
    s->settled[band] |= cell;
    return 0;
}

/* --- singles ------------------------------------------------------------------------------- */

/* The open cells of a band with one candidate. Returns -1 if a cell has none. */
static int find_naked(const boards *s, int band, uint32_t *single)
{
    uint32_t one = 0, two = 0;
    for (int v = 0; v < SIDE; v++) {
        two |= one & s->may[band][v];
        one |= s->may[band][v];
    }
    *single = one & ~two & ~s->settled[band];
    return one == ALL ? 0 : -1;
}

/* Of each symbol: its only places in a row, column or box, those included that are settled. */
typedef struct hidden {
    uint32_t only[BANDS][LANES];
    uint32_t one[LANES], two[LANES]; /* columns with at least one place, and two */
    uint32_t lost[LANES];            /* not 0: a unit has no place for it */
} hidden;

static void look_at_row_and_box(const uint32_t may[LANES], int k, uint32_t only[LANES], hidden *h)
{
    for (int v = 0; v < LANES; v++) {
        const uint32_t row = may[v] & ROW << SIDE * k, box = may[v] & BOX << 3 * k, columns = row >> SIDE * k;
        h->lost[v] |= (row == 0) | (box == 0);
        only[v] |= (row & (row - 1)) == 0 ? row : 0;
        only[v] |= (box & (box - 1)) == 0 ? box : 0;
        h->two[v] |= h->one[v] & columns;
        h->one[v] |= columns;
    }
}

/* Returns -1 if a unit has no place for a symbol. */
static int find_hidden(const boards *s, hidden *h)
{
    uint32_t lost = 0;
    *h = (hidden){.lost = {0}};
    for (int b = 0; b < BANDS; b++)
        for (int k = 0; k < 3; k++) look_at_row_and_box(s->may[b], k, h->only[b], h);
    for (int b = 0; b < BANDS; b++)
        for (int v = 0; v < LANES; v++) h->only[b][v] |= s->may[b][v] & (h->one[v] & ~h->two[v]) * COLUMN;
    for (int v = 0; v < SIDE; v++) lost |= h->lost[v] | (h->one[v] != ROW);
    return lost ? -1 : 0;
}

/* Places all singles that the state shows. Returns how many, or -1 if they contradict. */
static int next_round(boards *s)
{
    hidden h;
    int placed = 0;
    if (find_hidden(s, &h)) return -1;
    for (int b = 0; b < BANDS; b++) {
        uint32_t naked;
        if (find_naked(s, b, &naked)) return -1;
        for (int v = 0; v < LANES; v++) h.only[b][v] = (h.only[b][v] & ~s->settled[b]) | (s->may[b][v] & naked);
    }
    for (int b = 0; b < BANDS; b++)
        for (int v = 0; v < SIDE; v++)
            for (uint32_t cells = h.only[b][v]; cells; cells &= cells - 1, placed++)
                if (place(s, v, b, lowest(cells))) return -1;
    return placed;
}

/* --- refuting ------------------------------------------------------------------------------ */

static int count_left(const boards *s)
{
    int left = 0;
    for (int v = 0; v < SIDE; v++)
        for (int b = 0; b < BANDS; b++)
            for (uint32_t cells = s->may[b][v] & ~s->settled[b]; cells; cells &= cells - 1) left++;
    return left;
}

enum { NEVER = SIDE * SIDE + 1 };

/* Rounds until the candidate is refuted; NEVER: it is not in fewer than `most`. */
static int rounds_to_refute(const boards *s, int symbol, int band, int k, int most)
{
    boards assumed = *s;
    int placed = place(&assumed, symbol, band, k) ? -1 : 1, rounds = 0;
    for (; placed > 0 && rounds < most - 1; rounds++) placed = next_round(&assumed);
    return placed < 0 ? rounds : NEVER;
}

/* Strikes out what is refuted within so many rounds. Returns the least number of rounds that more would take, or 0 if
 * something was struck out. */
static int strike_out(boards *s, int rounds)
{
    int more = NEVER, any = 0;
    for (int v = 0; v < SIDE; v++)
        for (int b = 0; b < BANDS; b++)
            for (uint32_t cells = s->may[b][v] & ~s->settled[b]; cells; cells &= cells - 1) {
                int k = lowest(cells), took = rounds_to_refute(s, v, b, k, more);
                if (took > rounds && took < more) more = took;
                if (took > rounds) continue;
                s->may[b][v] &= ~(1u << k);
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

/* Returns -1 if the clues contradict. */
static int read_question(const uint8_t *question, boards *s)
{
    s->settled[0] = s->settled[1] = s->settled[2] = 0;
    for (int b = 0; b < BANDS; b++)
        for (int v = 0; v < LANES; v++) s->may[b][v] = ALL;
    for (int i = 0; i < REFUTE_CELLS; i++)
        if (question[i] && place(s, question[i] - 1, i / BAND, i % BAND)) return -1;
    return 0;
}

int sudoku_refute(const uint8_t *question, refutation *r)
{
    boards s;
    int rounds = 0;
    *r = (refutation){.left = 0};
    if (read_question(question, &s)) return -1;
    while (settle(&s) == 0 && (r->left = count_left(&s)) > 0 && rounds < NEVER) {
        int more = strike_out(&s, rounds);
        if (!more) continue;
        for (int k = rounds ? rounds : 1; k < more && k <= REFUTE_ROUNDS; k++) r->depth += r->left;
        rounds = more;
    }
    return settle(&s);
}

int sudoku_refute_left(const uint8_t *question)
{
    boards s;
    if (read_question(question, &s)) return -1;
    do {
        if (settle(&s)) return -1;
    } while (strike_out(&s, NEVER - 1) == 0);
    return count_left(&s);
}

/* Whether there is a contradiction if the candidate is assumed and others are refuted, each within so many rounds. */
static int falls(const boards *s, int symbol, int band, int k, int rounds)
{
    boards assumed = *s;
    if (place(&assumed, symbol, band, k)) return 1;
    do {
        if (settle(&assumed)) return 1;
    } while (strike_out(&assumed, rounds) == 0);
    return 0;
}

double sudoku_refute_pairs(const uint8_t *question, int rounds)
{
    boards s;
    int open = REFUTE_CELLS, left, fallen = 0;
    if (read_question(question, &s)) return -1;
    do {
        if (settle(&s)) return -1;
    } while (strike_out(&s, NEVER - 1) == 0);
    for (int b = 0; b < BANDS; b++) open -= __builtin_popcount(s.settled[b]);
    left = count_left(&s);
    for (int v = 0; v < SIDE; v++)
        for (int b = 0; b < BANDS; b++)
            for (uint32_t cells = s.may[b][v] & ~s.settled[b]; cells; cells &= cells - 1)
                fallen += falls(&s, v, b, lowest(cells), rounds);
    return left > open ? (double)fallen / (double)(left - open) : -1;
}
