#include "puzzles/arc/task.h"

#include "base/grow.h"

#include <limits.h> /* INT_MAX */
#include <string.h>

static char *copy(const char *text)
{
    size_t size = strlen(text) + 1;
    char *bytes = malloc(size);
    return bytes != NULL ? memcpy(bytes, text, size) : NULL;
}

static void free_pairs(arc_pair *pairs, int count)
{
    for (int i = 0; i < count; i++) free((void *)pairs[i].input); /* the block holds the output too */
    free(pairs);
}

static void free_task(arc_task *t)
{
    free(t->name);
    free_pairs(t->demonstrations, t->demonstration_count);
    free_pairs(t->tests, t->test_count);
}

/* The list's copy of a path: tasks of one file come one after the other, and share it. NULL if out of memory. */
static const char *keep_file(arc_tasks *list, const char *file)
{
    if (list->file_count > 0 && !strcmp(list->files[list->file_count - 1], file))
        return list->files[list->file_count - 1];
    char **files = grow(list->files, (size_t)list->file_count, sizeof *files);
    if (files == NULL) return NULL;
    list->files = files;
    if ((files[list->file_count] = copy(file)) == NULL) return NULL;
    return files[list->file_count++];
}

arc_task *arc_tasks_add(arc_tasks *list, const char *name, arc_split split, const char *file, long line)
{
    arc_task *items = grow(list->items, (size_t)list->count, sizeof *items);
    if (items == NULL) return NULL;
    list->items = items;
    arc_task t = {.name = copy(name), .split = split, .file = keep_file(list, file), .line = line};
    if (t.name == NULL || t.file == NULL) {
        free_task(&t);
        return NULL;
    }
    items[list->count] = t;
    return &items[list->count++];
}

arc_pair *arc_pair_add(arc_pair **pairs, int *count)
{
    arc_pair *grown = *count < INT_MAX ? grow(*pairs, (size_t)*count, sizeof *grown) : NULL;
    if (grown == NULL) return NULL;
    *pairs = grown;
    grown[*count] = (arc_pair){.left_out = 0};
    return &grown[(*count)++];
}

void arc_pairs_end(arc_pair **pairs, int count)
{
    arc_pair *less = count > 0 ? realloc(*pairs, (size_t)count * sizeof *less) : NULL;
    if (less != NULL) *pairs = less;
}

/* --- packed grids -------------------------------------------------------------------------- */

size_t arc_packed_size(const arc_grid *grid)
{
    return sizeof(arc_packed) + (size_t)grid->rows * (size_t)grid->cols;
}

arc_packed *arc_pack(const arc_grid *grid, void *to)
{
    arc_packed *packed = to;
    packed->rows = (uint8_t)grid->rows;
    packed->cols = (uint8_t)grid->cols;
    memcpy(packed->cell, grid->cell, (size_t)grid->rows * (size_t)grid->cols);
    return packed;
}

int arc_pair_set(arc_pair *pair, const arc_grid *input, const arc_grid *output)
{
    size_t first = arc_packed_size(input), both = first + (output ? arc_packed_size(output) : 0);
    uint8_t *block = malloc(both);
    if (block == NULL) return -1;
    free((void *)pair->input);
    pair->input = arc_pack(input, block);
    pair->output = output ? arc_pack(output, block + first) : NULL;
    return 0;
}

const arc_grid *arc_unpack(const arc_packed *packed, arc_grid *grid)
{
    grid->rows = packed->rows;
    grid->cols = packed->cols;
    memcpy(grid->cell, packed->cell, (size_t)packed->rows * (size_t)packed->cols);
    return grid;
}

/* --- order --------------------------------------------------------------------------------- */

/* Tasks of one name come by file and line, so that a message never depends on how qsort treats equals. */
static int by_name_and_place(const void *one, const void *other)
{
    const arc_task *a = one, *b = other;
    int order = strcmp(a->name, b->name);
    if (order == 0) order = (int)a->split - (int)b->split;
    if (order == 0) order = strcmp(a->file, b->file);
    return order != 0 ? order : (a->line > b->line) - (a->line < b->line);
}

static int by_split_and_name(const void *one, const void *other)
{
    const arc_task *a = one, *b = other;
    return a->split != b->split ? (int)a->split - (int)b->split : strcmp(a->name, b->name);
}

const arc_task *arc_tasks_sort(arc_tasks *list)
{
    size_t count = (size_t)list->count;
    if (count == 0) return NULL;
    qsort(list->items, count, sizeof *list->items, by_name_and_place);
    for (size_t i = 1; i < count; i++)
        if (strcmp(list->items[i - 1].name, list->items[i].name) == 0) return &list->items[i];
    qsort(list->items, count, sizeof *list->items, by_split_and_name);
    return NULL;
}

void arc_tasks_keep(arc_tasks *list, long most)
{
    while (list->count > most) free_task(&list->items[--list->count]);
}

void arc_tasks_skip(arc_tasks *list, long count)
{
    for (long i = 0; i < count; i++) free_task(&list->items[i]);
    list->count -= count;
    memmove(list->items, list->items + count, (size_t)list->count * sizeof *list->items);
}

void arc_tasks_free(arc_tasks *list)
{
    arc_tasks_keep(list, 0);
    for (long i = 0; i < list->file_count; i++) free(list->files[i]);
    free(list->files);
    free(list->items);
    free(list->first_too_large);
    *list = (arc_tasks){0};
}
