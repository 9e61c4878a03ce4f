#include "data/puzzle_store.h"

#include "base/grow.h"

#include <limits.h> /* LONG_MAX */
#include <string.h>

enum { LARGEST_SHAPE = UINT16_MAX, BLOCK = 1000, FIRST_ROOM = 1 << 12 };

/* --- adding -------------------------------------------------------------------------------- */

/* The last shapes are tried first, since puzzles of one shape often come together. Returns its number, or -1. */
static long number_of_shape(puzzle_store *s, const grid_shape *shape)
{
    for (long i = s->shape_count - 1; i >= 0; i--)
        if (same_shape(&s->shapes[i], shape)) return i;
    grid_shape *more = s->shape_count <= LARGEST_SHAPE ? grow(s->shapes, (size_t)s->shape_count, sizeof *more) : NULL;
    if (!more) return -1;
    s->shapes = more;
    s->shapes[s->shape_count] = *shape;
    return s->shape_count++;
}

/* Room for so many cells more. Returns NULL if out of memory, or if units do not suffice to name their place. */
static uint8_t *more_cells(puzzle_store *s, size_t bytes)
{
    size_t room = s->room ? s->room : FIRST_ROOM;
    bytes = (bytes + STORE_UNIT - 1) / STORE_UNIT * STORE_UNIT;
    if (s->used / STORE_UNIT > UINT32_MAX) return NULL;
    while (room - s->used < bytes) {
        if (room > SIZE_MAX / 2) return NULL;
        room *= 2;
    }
    if (room > s->room) {
        uint8_t *cells = realloc(s->cells, room);
        if (!cells) return NULL;
        s->cells = cells;
        s->room = room;
    }
    s->used += bytes;
    return s->cells + s->used - bytes;
}

static uint8_t number_of_source(puzzle_store *s, const char *name)
{
    const char *known = name ? puzzle_source_name(&s->sources, name, strlen(name)) : NULL;
    return (uint8_t)(known ? (known - s->sources->name[0]) / PUZZLE_SOURCE : STORE_NO_SOURCE);
}

int puzzle_store_add(puzzle_store *s, const puzzle *p)
{
    const size_t cells = (size_t)grid_cells(&p->shape);
    long shape = number_of_shape(s, &p->shape);
    stored_puzzle *items = shape < 0 ? NULL : grow(s->items, (size_t)s->count, sizeof *items);
    if (!items) return -1;
    s->items = items;
    uint8_t *copy = more_cells(s, p->answer ? 2 * cells : cells);
    if (!copy) return -1;
    memcpy(copy, p->question, cells);
    if (p->answer) memcpy(copy + cells, p->answer, cells);
    s->kind = p->kind;
    items[s->count++] = (stored_puzzle){.at = (uint32_t)((size_t)(copy - s->cells) / STORE_UNIT),
                                        .line = p->line > (long)UINT32_MAX ? UINT32_MAX : (uint32_t)p->line,
                                        .rating = (int32_t)p->rating,
                                        .shape = (uint16_t)shape,
                                        .source = number_of_source(s, p->source),
                                        .is_answered = p->answer != NULL};
    return 0;
}

/* --- reading ------------------------------------------------------------------------------- */

/* Empties the list, all but its sources. */
static int move_in(puzzle_store *s, puzzle_list *list, const char *path, error *err)
{
    int status = OK;
    for (long i = 0; i < list->count; i++) {
        if (status == OK && puzzle_store_add(s, &list->items[i]))
            status = fail_at(err, NO_MEMORY, path, list->items[i].line, "out of memory after %ld puzzles", s->count);
        free(list->items[i].question);
    }
    list->count = 0;
    return status;
}

static int read_all(puzzle_store *s, puzzle_source *from, const char *path, error *err)
{
    puzzle_list block = {0};
    long before;
    int status;
    do {
        before = s->count;
        status = puzzle_source_next(from, &block, BLOCK, err);
        if (status == OK) status = move_in(s, &block, path, err);
    } while (status == OK && s->count > before);
    puzzle_list_free(&block);
    return status;
}

int puzzle_store_read(puzzle_store *s, const char *path, const puzzle_kind *kind, error *err)
{
    const source_options how = {.kind = kind};
    text_source text;
    *s = (puzzle_store){0};
    int status = text_source_open(&text, path, err);
    if (status != OK) {
        text_source_close(&text);
        return status;
    }
    puzzle_source *from = puzzle_source_open(&text, &how, &status, err);
    if (from) status = read_all(s, from, path, err);
    puzzle_source_close(from);
    if (status != OK) puzzle_store_free(s);
    return status;
}

/* --- using --------------------------------------------------------------------------------- */

puzzle puzzle_store_get(const puzzle_store *s, long i)
{
    const stored_puzzle *item = &s->items[i];
    const grid_shape shape = s->shapes[item->shape];
    uint8_t *cells = s->cells + (size_t)item->at * STORE_UNIT;
    return (puzzle){.kind = s->kind,
                    .shape = shape,
                    .question = cells,
                    .answer = item->is_answered ? cells + grid_cells(&shape) : NULL,
                    .source = item->source == STORE_NO_SOURCE ? NULL : s->sources->name[item->source],
                    .rating = item->rating,
                    .line = (long)item->line};
}

puzzle_store puzzle_store_split(puzzle_store *s, long count)
{
    puzzle_store part = *s;
    s->count -= count;
    part.items += s->count;
    part.count = count;
    part.is_part = 1;
    return part;
}

void puzzle_store_free(puzzle_store *s)
{
    if (!s->is_part) {
        free(s->items);
        free(s->cells);
        free(s->shapes);
        free(s->sources);
    }
    *s = (puzzle_store){0};
}
