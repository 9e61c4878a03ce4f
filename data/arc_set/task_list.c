/* The memory and the order of a task list. */
#include "data/arc_set/task_reader.h"

#include <limits.h> /* INT_MAX */
#include <stdlib.h>
#include <string.h>

/* Room for one item more in an array of `count`; doubles at the powers of two. NULL: the old array stays. */
static void *grow(void *array, size_t count, size_t size)
{
    if (count & (count - 1)) return array;
    size_t room = count > 0 ? 2 * count : 1;
    return room > SIZE_MAX / size ? NULL : realloc(array, room * size);
}

static char *copy(const char *text)
{
    size_t size = strlen(text) + 1;
    char *bytes = malloc(size);
    return bytes != NULL ? memcpy(bytes, text, size) : NULL;
}

static void free_task(task *t)
{
    free(t->name);
    free(t->set_name);
    free(t->file);
    free(t->demonstrations);
    free(t->tests);
}

task_set task_set_of_name(const char *set_name)
{
    static const char training[] = "training";
    size_t length = sizeof training - 1;
    if (strncmp(set_name, training, length) != 0) return TASK_EVALUATION;
    length += strspn(set_name + length, "0123456789");
    return set_name[length] == '\0' ? TASK_TRAINING : TASK_EVALUATION;
}

task *task_list_add(task_list *list, const char *name, const char *set_name, const char *file, long line)
{
    task *items = grow(list->items, (size_t)list->count, sizeof *items);
    if (items == NULL) return NULL;
    list->items = items;
    task t = {.name = copy(name), .set_name = copy(set_name), .file = copy(file), .line = line};
    t.set = task_set_of_name(set_name);
    if (t.name == NULL || t.set_name == NULL || t.file == NULL) {
        free_task(&t);
        return NULL;
    }
    items[list->count] = t;
    return &items[list->count++];
}

task_pair *task_pair_add(task_pair **pairs, int *count)
{
    task_pair *grown = *count < INT_MAX ? grow(*pairs, (size_t)*count, sizeof *grown) : NULL;
    if (grown == NULL) return NULL;
    *pairs = grown;
    grown[*count] = (task_pair){.has_output = 0};
    return &grown[(*count)++];
}

static int by_set_and_name(const void *one, const void *other)
{
    const task *a = one, *b = other;
    return a->set != b->set ? (a->set > b->set) - (a->set < b->set) : strcmp(a->name, b->name);
}

void task_list_sort(task_list *list)
{
    if (list->count > 0) qsort(list->items, (size_t)list->count, sizeof *list->items, by_set_and_name);
}

/* Tasks of one name come by file and line, so that a message never depends on how qsort treats equals. */
static int by_name_and_place(const void *one, const void *other)
{
    const task *a = *(const task *const *)one, *b = *(const task *const *)other;
    int order = strcmp(a->name, b->name);
    if (order == 0 && a->set != b->set) order = a->set > b->set ? 1 : -1;
    if (order == 0) order = strcmp(a->file, b->file);
    return order != 0 ? order : (a->line > b->line) - (a->line < b->line);
}

int task_list_twins(const task_list *list, const task **first, const task **second)
{
    if (list->count == 0) return 0;
    const task **sorted = malloc((size_t)list->count * sizeof *sorted);
    if (sorted == NULL) return -1;
    for (long i = 0; i < list->count; i++) sorted[i] = &list->items[i];
    qsort(sorted, (size_t)list->count, sizeof *sorted, by_name_and_place);
    int found = 0;
    for (long i = 1; i < list->count && !found; i++) {
        found = strcmp(sorted[i - 1]->name, sorted[i]->name) == 0;
        *first = sorted[i - 1];
        *second = sorted[i];
    }
    free(sorted);
    return found;
}

void task_list_keep_first(task_list *list, long most)
{
    while (list->count > most) free_task(&list->items[--list->count]);
}

void task_list_free(task_list *list)
{
    for (long i = 0; i < list->count; i++) free_task(&list->items[i]);
    free(list->items);
    *list = (task_list){0};
}
