#include "data/task_index.h"

#include "data/fault.h"

#include <stdio.h> /* snprintf */
#include <stdlib.h>
#include <string.h>

enum { LONGEST = DIHEDRAL_SYMMETRIES + COLOURS + 4 }; /* of a line without its name: blanks, line end, zero */

static size_t put_digits(char *to, const uint8_t *digits, int count)
{
    for (int i = 0; i < count; i++) to[i] = (char)('0' + digits[i]);
    to[count] = ' ';
    return (size_t)count + 1;
}

char *task_index_write(const task_list *list, const task_views *views)
{
    size_t size = 1, at = 0;
    for (long i = 0; i < list->count; i++) size += strlen(list->items[i].name) + LONGEST;
    char *index = malloc(size);
    for (long i = 0; index != NULL && i < list->count; i++) {
        const task_orbit *orbit = &views->orbits[i];
        const char *name = list->items[i].name;
        at += put_digits(index + at, orbit->symmetry, orbit->symmetries);
        index[at++] = '0';
        at += put_digits(index + at, orbit->colour, orbit->colours);
        at += (size_t)snprintf(index + at, size - at, "%s\n", name);
    }
    if (index != NULL) index[at] = '\0';
    return index;
}

long task_index_count(const char *index)
{
    long lines = 0;
    for (; *index != '\0'; index++) lines += *index == '\n';
    return lines;
}

/* --- reading ------------------------------------------------------------------------------- */

/* Ascending digits that begin with 0 and stay below `end`, and a blank. Returns how many, or -1; *text is behind. */
static int take_digits(const char **text, uint8_t *digits, int end)
{
    int count = 0;
    const char *p = *text;
    for (; *p >= '0' && *p < '0' + end; p++) {
        if (count == 0 ? *p != '0' : *p - '0' <= digits[count - 1]) return -1;
        digits[count++] = (uint8_t)(*p - '0');
    }
    *text = p + 1;
    return count > 0 && *p == ' ' ? count : -1;
}

/* Reads a line up to its name. Returns 0, or -1. */
static int take_orbit(const char **text, task_orbit *orbit)
{
    uint8_t colour[COLOURS];
    orbit->symmetries = take_digits(text, orbit->symmetry, DIHEDRAL_SYMMETRIES);
    if (orbit->symmetries < 0) return -1;
    orbit->colours = take_digits(text, colour, COLOURS) - 1;
    if (orbit->colours < 0) return -1;
    memcpy(orbit->colour, colour + 1, (size_t)orbit->colours);
    return 0;
}

/* Returns 1 with the orbit of a name, 0 if there is none, -1 where the text is no index. */
static int find(const char *index, const char *name, task_orbit *orbit)
{
    size_t length = strlen(name);
    for (long row = 0; *index != '\0'; row++) {
        if (take_orbit(&index, orbit) != 0) return -1;
        const char *end = strchr(index, '\n');
        if (end == NULL) return -1;
        orbit->row = row;
        if ((size_t)(end - index) == length && memcmp(index, name, length) == 0) return 1;
        index = end + 1;
    }
    return 0;
}

int task_index_views(const char *index, const task_list *list, int most, uint64_t seed, task_views *views, char *why,
                     size_t why_size)
{
    *views = (task_views){.tasks = list->count, .most = most};
    views->orbits = calloc((size_t)list->count + 1, sizeof *views->orbits);
    if (views->orbits == NULL) {
        fault_set(why, why_size, "tasks", 0, "out of memory");
        return READ_NO_FILE;
    }
    for (long i = 0; i < list->count; i++) {
        const task *t = &list->items[i];
        int found = find(index, t->name, &views->orbits[i]);
        if (found > 0) {
            task_orbit_finish(&views->orbits[i], t->name, most, seed);
            continue;
        }
        char shown[FAULT_SHOWN];
        fault_show(shown, t->name, strlen(t->name));
        if (found < 0)
            fault_set(why, why_size, t->file, t->line, "task %s: the model's list of tasks is damaged", shown);
        else
            fault_set(why, why_size, t->file, t->line,
                      "task %s: the model was not trained on it; it must see a task's demonstrations in training",
                      shown);
        task_views_free(views);
        return READ_BAD_INPUT;
    }
    return READ_OK;
}
