/* Turning and mirroring grids, renaming colours, and a signature that neither changes. */
#include "base/random.h"
#include "puzzles/program/program.h"

#include <string.h>

program_symmetry program_random_symmetry(uint64_t key)
{
    program_symmetry s = {.dihedral = dihedral_random(stream_key(key, 0), 0)};
    stream random = stream_open(stream_key(key, 1));
    for (int c = 0; c < PROGRAM_COLOURS; c++) s.colour[c] = (uint8_t)c;
    stream_shuffle(&random, s.colour + 1, PROGRAM_COLOURS - 1);
    return s;
}

/* As dihedral_apply moves what lies that way: flips first. */
static uint8_t move_direction(int symmetry, uint8_t symbol)
{
    static const int flipped[] = {DOWN, UP, RIGHT, LEFT}, transposed[] = {LEFT, RIGHT, UP, DOWN};
    int direction = symbol - SYMBOL_DIRECTION;
    int flip = direction == UP || direction == DOWN ? DIHEDRAL_FLIP_ROWS : DIHEDRAL_FLIP_COLS;
    if (symmetry & flip) direction = flipped[direction];
    if (symmetry & DIHEDRAL_TRANSPOSE) direction = transposed[direction];
    return (uint8_t)(SYMBOL_DIRECTION + direction);
}

static uint8_t move_area(int symmetry, uint8_t symbol)
{
    if (!(symmetry & DIHEDRAL_TRANSPOSE) || symbol == SYMBOL_AREA + AREA_CELL) return symbol;
    return symbol == SYMBOL_AREA + AREA_ROW ? SYMBOL_AREA + AREA_COLUMN : SYMBOL_AREA + AREA_ROW;
}

static uint8_t move_argument(const program_symmetry *s, argument_type type, uint8_t symbol)
{
    if (type == ARGUMENT_DIRECTION) return move_direction(s->dihedral, symbol);
    if (type == ARGUMENT_AREA) return move_area(s->dihedral, symbol);
    if (type == ARGUMENT_WANTED) return (uint8_t)(SYMBOL_WANTED + s->colour[symbol - SYMBOL_WANTED]);
    return type == ARGUMENT_PAINT ? (uint8_t)(SYMBOL_PAINT + s->colour[symbol - SYMBOL_PAINT]) : symbol;
}

static void move_line(const program_symmetry *s, program_line *l)
{
    for (int a = 0; a < PROGRAM_ARGUMENTS; a++)
        l->argument[a] = move_argument(s, program_forms[l->op].argument[a], l->argument[a]);
}

/* grid [side, side] */
static void move_grid(int side, const program_symmetry *s, const uint8_t *grid, uint8_t *moved)
{
    dihedral_apply(side, side, s->dihedral, grid, moved);
    for (int i = 0; i < side * side; i++)
        moved[i] = (uint8_t)(s->colour[program_colour(moved[i])] + (program_is_cursor(moved[i]) ? SYMBOL_CURSOR : 0));
}

void program_move_state(int side, const program_symmetry *s, const uint8_t *state, uint8_t *moved)
{
    program_line l = program_line_of(state);
    memcpy(moved, state, (size_t)side);
    if (l.op < PROGRAM_OPS) {
        move_line(s, &l);
        memcpy(moved + CELL_ARGUMENT, l.argument, PROGRAM_ARGUMENTS);
    }
    move_grid(side, s, state + side, moved + side);
}

/* --- signatures ---------------------------------------------------------------------------- */

/* Colours by the order in which they first appear. */
typedef struct renaming {
    int next;
    uint8_t colour[PROGRAM_COLOURS]; /* 0: it has not appeared yet, or is the empty one */
} renaming;

static uint8_t rename_colour(renaming *r, uint8_t colour)
{
    if (colour && !r->colour[colour]) r->colour[colour] = (uint8_t)++r->next;
    return r->colour[colour];
}

static uint64_t hash_line(uint64_t key, program_line l, renaming *r)
{
    key = stream_key(key, l.op);
    for (int a = 0; a < PROGRAM_ARGUMENTS; a++) {
        argument_type type = program_forms[l.op].argument[a];
        int first = type == ARGUMENT_WANTED ? SYMBOL_WANTED : SYMBOL_PAINT;
        int is_colour = type == ARGUMENT_WANTED || type == ARGUMENT_PAINT;
        key = stream_key(key, is_colour ? rename_colour(r, (uint8_t)(l.argument[a] - first)) : l.argument[a]);
    }
    return stream_key(key, l.target);
}

/* Of the lines and a grid in one of its eight versions. */
static uint64_t hash_version(uint64_t key, const program_line *lines, int count, int side, const uint8_t *grid,
                             int dihedral)
{
    const program_symmetry s = {dihedral, {0, 1, 2, 3, 4, 5}};
    uint8_t moved[PROGRAM_MAX_GRID];
    renaming names = {0};
    for (int i = 0; i < count; i++) {
        program_line l = lines[i];
        move_line(&s, &l);
        key = hash_line(key, l, &names);
    }
    move_grid(side, &s, grid, moved);
    for (int i = 0; i < side * side; i++)
        key = stream_key(key,
                         rename_colour(&names, program_colour(moved[i])) + 8u * (unsigned)program_is_cursor(moved[i]));
    return key;
}

static uint64_t least_hash(uint64_t key, const program_line *lines, int count, int side, const uint8_t *grid)
{
    uint64_t least = UINT64_MAX;
    for (int d = 0; d < DIHEDRAL_SYMMETRIES; d++) {
        uint64_t hash = hash_version(key, lines, count, side, grid, d);
        if (hash < least) least = hash;
    }
    return least;
}

uint64_t program_step_signature(int side, const uint8_t *question)
{
    program_line l = program_line_of(question);
    return least_hash(stream_key((uint64_t)side, question[CELL_COUNTER]), &l, 1, side, question + side);
}

uint64_t program_signature(const program *p)
{
    return least_hash(stream_key((uint64_t)p->side, (uint64_t)p->lines), p->line, p->lines, p->side, p->start);
}
