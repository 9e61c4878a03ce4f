#include "data/formats/format.h"

#include "puzzles/sudoku/sudoku.h"

#include <stdlib.h>
#include <string.h>

const puzzle_format *const puzzle_formats[] = {
    &format_output, &format_html,  &format_csv,   &format_lists,      &format_labelled, &format_cells, &format_split,
    &format_lines,  &format_walls, &format_drawn, &format_candidates, &format_mazes,    &format_grids, NULL};

const puzzle_format *puzzle_format_named(const char *name)
{
    for (int i = 0; puzzle_formats[i]; i++)
        if (!strcmp(puzzle_formats[i]->name, name)) return puzzle_formats[i];
    return NULL;
}

enum { TRIES = 20, WHOLE_SHARE = 1000 }; /* puzzles read on trial; what counts for all of them read */

/* Reads the first puzzles into an empty list. Returns the share of them that are good; 0: no puzzle was read. */
static int read_share(puzzle_list *list, const puzzle_format *f, const char *sample, size_t length, int whole,
                      const puzzle_kind *kind)
{
    puzzle_reader reader = {.list = list,
                            .name = "",
                            .kind = f->kind ? f->kind : kind,
                            .lines = lines_of(sample, length),
                            .last = whole,
                            .most = TRIES,
                            .state = calloc(1, f->state + 1)};
    int bad = 0, status = reader.state ? OK : NO_MEMORY;
    while (status == OK && bad < TRIES && f->read(&reader) == BAD_INPUT) {
        bad++;
        if (reader.fatal) break;
    }
    int good = (int)list->count;
    free(reader.state);
    return good ? 1 + WHOLE_SHARE * good / (good + bad) : 0;
}

static int share_read(const puzzle_format *f, const char *sample, size_t length, int whole, const puzzle_kind *kind)
{
    puzzle_list list = {0};
    int share = read_share(&list, f, sample, length, whole, kind);
    puzzle_list_free(&list);
    return share;
}

const puzzle_format *puzzle_format_of(const char *sample, size_t length, int whole, const puzzle_kind *kind, int *fits)
{
    const puzzle_format *best = NULL, *last = NULL;
    int best_share = -1, best_looks = -1;
    for (int i = 0; puzzle_formats[i]; i++) {
        const puzzle_format *f = puzzle_formats[i];
        if (kind && f->kind && f->kind != kind) continue;
        int looks = f->looks(sample, length);
        if (!looks && !best) last = f;
        if (!looks) continue;
        int share = share_read(f, sample, length, whole, kind);
        if (looks >= LOOKS_CERTAIN) {
            *fits = share > 0;
            return f;
        }
        if (share < best_share || (share == best_share && looks <= best_looks)) continue;
        best = f;
        best_share = share;
        best_looks = looks;
    }
    *fits = best_share > 0;
    return best ? best : last;
}

/* A Sudoku with one answer has all symbols but one; rows of mazes, in 0 and 1, have not. */
static int is_plain(const puzzle *p)
{
    enum { LEAST = 36 };
    int cells = grid_cells(&p->shape), different = 0;
    uint8_t seen[UINT8_MAX + 1] = {0};
    for (int i = 0; i < cells; i++)
        if (p->question[i] > 0 && !seen[p->question[i]]++) different++;
    return p->kind != &kind_sudoku || (cells >= LEAST && different >= p->shape.rows - 1);
}

int puzzle_format_clear(const char *sample, size_t length, const puzzle_kind *kind)
{
    int fits;
    puzzle_list list = {0};
    while (length > 0 && sample[length - 1] != '\n') length--;
    const puzzle_format *f = length ? puzzle_format_of(sample, length, 0, kind, &fits) : NULL;
    if (!f || !fits || f->unit == UNIT_TEXT) return 0;
    int share = read_share(&list, f, sample, length, 0, kind), clear = share == 1 + WHOLE_SHARE && is_plain(list.items);
    puzzle_list_free(&list);
    return clear;
}
