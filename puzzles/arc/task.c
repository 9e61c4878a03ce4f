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

static void free_task(arc_task *t)
{
    free(t->name);
    free(t->file);
    free(t->demonstrations);
    free(t->tests);
}

arc_task *arc_tasks_add(arc_tasks *list, const char *name, arc_split split, const char *file, long line)
{
    arc_task *items = grow(list->items, (size_t)list->count, sizeof *items);
    if (items == NULL) return NULL;
    list->items = items;
    arc_task t = {.name = copy(name), .split = split, .file = copy(file), .line = line};
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
    grown[*count] = (arc_pair){.has_output = 0};
    return &grown[(*count)++];
}

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
    free(list->items);
    free(list->first_too_large);
    *list = (arc_tasks){0};
}
