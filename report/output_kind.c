#include "report/output_kind.h"

#include "puzzles/arc/grid.h"
#include "puzzles/arc/tokens.h"
#include "puzzles/program/program.h"

#include <string.h>

static void alphabet_of(const grid_shape *shape, alphabet *a)
{
    (void)shape;
    *a = (alphabet){.symbols = ARC_VOCABULARY, .first = 0, .classes = ARC_VOCABULARY};
}

/* What lies outside is blank. */
static char symbol_char(const grid_shape *shape, int symbol)
{
    (void)shape;
    return symbol < ARC_TOKEN_COLOUR ? ' ' : (char)('0' + symbol - ARC_TOKEN_COLOUR);
}

const puzzle_kind kind_output = {.name = "ARC task", .alphabet_of = alphabet_of, .symbol_char = symbol_char};

int kind_is_coloured(const puzzle_kind *kind)
{
    return kind == &kind_output || kind == &kind_program;
}

/* The place of a character in a list; -1: it is not there. */
static int place_in(const char *list, char c)
{
    const char *at = c ? strchr(list, c) : NULL;
    return at ? (int)(at - list) : -1;
}

int cell_colour(const puzzle_kind *kind, const grid_shape *shape, int cell, int symbol)
{
    if (kind == &kind_output) return symbol - ARC_TOKEN_COLOUR >= 0 ? symbol - ARC_TOKEN_COLOUR : -1;
    if (kind != &kind_program || cell < shape->cols) return -1; /* the first row tells where a program is */
    const char c = kind->symbol_char(shape, symbol);
    const int under_cursor = place_in("@abcde", c);
    return under_cursor >= 0 ? under_cursor : place_in(".12345", c);
}

const uint8_t *colour_rgb(int colour)
{
    return arc_palette[colour];
}

int colour_is_dark(int colour)
{
    return colour == 0 || colour == 1 || colour == COLOURS - 1;
}
