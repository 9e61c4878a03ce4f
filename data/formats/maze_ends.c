#include "data/formats/maze_ends.h"

#include <ctype.h> /* isupper */
#include <string.h>
#include <strings.h> /* strncasecmp */

/* --- the maze ------------------------------------------------------------------------------ */

/* Where an end stands in p; -1: outside of it. */
static int place_of(const maze_ends *e, int end, int turned, const puzzle *p)
{
    int row = turned ? e->col[end] : e->row[end], col = turned ? e->row[end] : e->col[end];
    return row < 0 || col < 0 || row >= p->shape.rows || col >= p->shape.cols ? -1 : row * p->shape.cols + col;
}

static void swap_walls(uint8_t *cells, int count)
{
    for (int i = 0; i < count; i++) cells[i] = cells[i] == MAZE_WALL ? MAZE_FREE : MAZE_WALL;
}

static void put(uint8_t *cells, const int at[2])
{
    if (!cells) return;
    cells[at[0]] = MAZE_START;
    cells[at[1]] = MAZE_GOAL;
}

int maze_ends_complete(const maze_ends *e)
{
    return e->known[0] && e->known[1];
}

int maze_ends_put(const maze_ends *e, int bits, puzzle *p)
{
    for (int inverse = 0; inverse <= (bits && !p->answer); inverse++)
        for (int turned = 0; turned < 2; turned++) {
            int at[2] = {place_of(e, 0, turned, p), place_of(e, 1, turned, p)}, wall = inverse ? MAZE_FREE : MAZE_WALL;
            if (at[0] < 0 || at[1] < 0 || at[0] == at[1]) continue;
            if (p->question[at[0]] == wall || p->question[at[1]] == wall) continue;
            if (inverse) swap_walls(p->question, grid_cells(&p->shape));
            put(p->question, at);
            put(p->answer, at);
            return 0;
        }
    return -1;
}

/* --- the text ------------------------------------------------------------------------------ */

enum { ROW = 1, COLUMN = 2 };

typedef struct word {
    const char *text;
    int means;
} word;

/* A part of a name begins after a sign such as _, and with a capital within a word. */
static int begins_part(const char *name, size_t at)
{
    return at == 0 || name[at - 1] == '_' || name[at - 1] == '-' || name[at - 1] == ' ' ||
           (isupper((unsigned char)name[at]) && !isupper((unsigned char)name[at - 1]));
}

static int end_named(const char *name, size_t length)
{
    static const word words[] = {{"start", MAZE_START}, {"begin", MAZE_START},  {"entrance", MAZE_START},
                                 {"entry", MAZE_START}, {"source", MAZE_START}, {"src", MAZE_START},
                                 {"goal", MAZE_GOAL},   {"end", MAZE_GOAL},     {"exit", MAZE_GOAL},
                                 {"finish", MAZE_GOAL}, {"target", MAZE_GOAL},  {"dest", MAZE_GOAL}};
    for (size_t at = 0; at < length; at++)
        for (size_t w = 0; begins_part(name, at) && w < sizeof words / sizeof words[0]; w++) {
            size_t wide = strlen(words[w].text);
            if (at + wide <= length && !strncasecmp(name + at, words[w].text, wide)) return words[w].means;
        }
    return 0;
}

static int coordinate_named(const char *name, size_t length)
{
    static const word words[] = {{"row", ROW},    {"r", ROW},    {"i", ROW},    {"y", ROW},   {"column", COLUMN},
                                 {"col", COLUMN}, {"c", COLUMN}, {"j", COLUMN}, {"x", COLUMN}};
    for (size_t w = 0; w < sizeof words / sizeof words[0]; w++)
        if (strlen(words[w].text) == length && !strncasecmp(words[w].text, name, length)) return words[w].means;
    return 0;
}

void ends_name(ends_reader *e, const char *name, size_t length, int depth)
{
    int end = end_named(name, length);
    if (e->end && depth > e->end_depth) {
        e->coordinate = coordinate_named(name, length);
    } else if (e->end && end && end != e->end) {
        e->then = end;
    } else if (end) {
        e->end = end;
        e->end_depth = depth;
        e->given = e->then = 0;
    }
}

void ends_key(ends_reader *e, const char *name, size_t length, int depth)
{
    if (depth <= e->end_depth) e->end = 0;
    ends_name(e, name, length, depth);
}

void ends_number(ends_reader *e, int number)
{
    if (number >= 0) e->given |= e->coordinate;
    e->number[e->coordinate == COLUMN] = number;
    e->coordinate = 0;
}

int ends_list(ends_reader *e, int first, int second, int count, int depth)
{
    if (!e->end || depth != e->end_depth) return 0;
    int which = e->end == MAZE_GOAL, is_named = count == 0 && e->given == (ROW | COLUMN);
    e->end = e->then;
    e->then = e->coordinate = 0;
    if (!is_named && (count != 2 || first < 0 || second < 0)) return 0;
    e->said.row[which] = is_named ? e->number[0] : first;
    e->said.col[which] = is_named ? e->number[1] : second;
    e->said.known[which] = 1;
    e->said_depth = depth;
    return 1;
}

void ends_leave(ends_reader *e, int depth, int is_object)
{
    if (depth < e->end_depth) e->end = e->then = e->coordinate = 0;
    if (is_object && depth < e->said_depth) (void)ends_take(e);
}

maze_ends ends_take(ends_reader *e)
{
    maze_ends said = e->said;
    e->said = (maze_ends){.known = {0}};
    e->said_depth = 0;
    return said;
}
