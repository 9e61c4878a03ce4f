/* Random programs that end: lines one after another, counted loops and branches, from a patchwork of random rectangles. */
#include "base/random.h"
#include "puzzles/program/program.h"

#include <string.h>

program_spec program_usual_spec(int side)
{
    return (program_spec){.side = side, .min_lines = 3, .max_lines = 8, .max_steps = 32};
}

/* A program in the making. */
typedef struct draft {
    program *p;
    stream *random;
    int lines; /* wanted */
} draft;

static int below(draft *d, int n)
{
    return (int)stream_below(d->random, (uint32_t)n);
}

/* --- the grid ------------------------------------------------------------------------------ */

static void paint_rectangle(draft *d)
{
    int side = d->p->side, tall = 1 + below(d, side / 2), wide = 1 + below(d, side / 2);
    int top = below(d, side - tall + 1), left = below(d, side - wide + 1);
    uint8_t colour = (uint8_t)below(d, PROGRAM_COLOURS);
    for (int r = top; r < top + tall; r++) memset(d->p->start + r * side + left, colour, (size_t)wide);
}

static void paint_start(draft *d)
{
    int cells = d->p->side * d->p->side, speckles = below(d, cells / 12);
    memset(d->p->start, 0, (size_t)cells);
    for (int k = 6 + below(d, 6); k > 0; k--) paint_rectangle(d);
    for (; speckles > 0; speckles--) d->p->start[below(d, cells)] = (uint8_t)below(d, PROGRAM_COLOURS);
    d->p->start[below(d, cells)] += SYMBOL_CURSOR;
}

/* --- lines --------------------------------------------------------------------------------- */

/* `wanted` and `paint` are colours, or NONE. */
enum { NONE = -1 };

static uint8_t argument(int first, int number)
{
    return number == NONE ? SYMBOL_BLANK : (uint8_t)(first + number);
}

static program_line *add(draft *d, program_op op, int wanted, int paint)
{
    program_line *l = &d->p->line[d->p->lines++];
    *l = (program_line){.op = (uint8_t)op};
    l->argument[0] = argument(SYMBOL_WANTED, wanted);
    l->argument[1] = argument(SYMBOL_PAINT, paint);
    return l;
}

/* A colour of the grid at the start, mostly; else any. */
static int some_colour(draft *d)
{
    int cells = d->p->side * d->p->side;
    return below(d, 4) ? program_colour(d->p->start[below(d, cells)]) : below(d, PROGRAM_COLOURS);
}

static int other_colour(draft *d, int than)
{
    return (than + 1 + below(d, PROGRAM_COLOURS - 1)) % PROGRAM_COLOURS;
}

/* A line that neither jumps nor changes the counter. */
static void add_plain(draft *d)
{
    int pick = below(d, 20), colour = some_colour(d);
    if (pick < 8)
        add(d, OP_MOVE, NONE, NONE)->argument[0] = (uint8_t)(SYMBOL_DIRECTION + below(d, PROGRAM_DIRECTIONS));
    else if (pick < 14)
        add(d, OP_FILL, NONE, below(d, PROGRAM_COLOURS))->argument[0] =
            (uint8_t)(SYMBOL_AREA + below(d, PROGRAM_AREAS));
    else if (pick < 17)
        add(d, OP_FLOOD, NONE, below(d, PROGRAM_COLOURS));
    else
        add(d, OP_RECOLOUR, colour, other_colour(d, colour));
}

static int cells_of(const draft *d, int colour)
{
    int count = 0;
    for (int i = 0; i < d->p->side * d->p->side; i++) count += program_colour(d->p->start[i]) == colour;
    return count;
}

/* The rarer of two colours: of most there are more than the counter can say. */
static int rare_colour(draft *d)
{
    int a = below(d, PROGRAM_COLOURS), b = below(d, PROGRAM_COLOURS);
    return cells_of(d, a) < cells_of(d, b) ? a : b;
}

static void add_counter(draft *d)
{
    if (below(d, 2))
        add(d, OP_COUNT, rare_colour(d), NONE);
    else
        add(d, OP_SET, NONE, NONE)->argument[0] = (uint8_t)(SYMBOL_DIGIT + 1 + below(d, PROGRAM_MOST));
}

/* The counter, 1 to 3 plain lines, and the line that goes back to them. */
static void add_loop(draft *d, int body)
{
    add_counter(d);
    int first = d->p->lines;
    for (int k = 0; k < body; k++) add_plain(d);
    add(d, OP_LOOP, NONE, NONE)->target = (uint8_t)first;
}

/* A branch over 1 or 2 plain lines. */
static void add_branch(draft *d, int body)
{
    add(d, OP_IF, some_colour(d), NONE)->target = (uint8_t)(d->p->lines + body);
    for (int k = 0; k < body; k++) add_plain(d);
}

static void add_some(draft *d)
{
    int room = d->lines - d->p->lines, pick = below(d, 10), body = 1 + below(d, 3);
    if (pick < 2 && room >= body + 2)
        add_loop(d, body);
    else if (pick < 4 && body <= 2 && room >= body + 1)
        add_branch(d, body);
    else if (pick < 5)
        add_counter(d);
    else
        add_plain(d);
}

/* Whether the grid ends with several colours: in one that is all alike nothing is left to get wrong. */
static int ends_in_colours(const program *p)
{
    enum { LEAST = 3 };
    uint8_t state[PROGRAM_MAX_CELLS], seen[PROGRAM_COLOURS] = {0};
    int count = 0;
    program_final(p, state);
    for (int i = p->side; i < p->side * (p->side + 1); i++) {
        uint8_t colour = program_colour(state[i]);
        count += !seen[colour];
        seen[colour] = 1;
    }
    return count >= LEAST;
}

void program_generate(const program_spec *spec, uint64_t key, program *p)
{
    for (uint64_t try = 0;; try++) {
        stream random = stream_open(stream_key(key, try));
        draft d = {.p = p, .random = &random};
        *p = (program){.side = spec->side};
        d.lines = spec->min_lines + below(&d, spec->max_lines - spec->min_lines + 1);
        paint_start(&d);
        while (p->lines < d.lines) add_some(&d);
        if (program_measure(p) == 0 && p->steps <= spec->max_steps && ends_in_colours(p)) return;
    }
}
