#include "data/arc_set/index.h"

#include "base/error.h"
#include "base/random.h"

#include <inttypes.h> /* PRIx64 */
#include <stdio.h>    /* snprintf */
#include <stdlib.h>
#include <string.h>

enum { SIDE = 2, SUM = 16 };                                       /* digits; hexadecimal ones */
enum { LONGEST = DIHEDRAL_SYMMETRIES + COLOURS + SIDE + SUM + 6 }; /* of a line without its name: blanks, end, zero */

static uint64_t sum_of(const task *t)
{
    uint64_t sum = 0;
    for (int i = 0; i < t->demonstration_count; i++) {
        sum = stream_key(sum, colour_grid_hash(&t->demonstrations[i].input));
        sum = stream_key(sum, colour_grid_hash(&t->demonstrations[i].output));
    }
    return sum;
}

static size_t put_digits(char *to, const uint8_t *digits, int count)
{
    for (int i = 0; i < count; i++) to[i] = (char)('0' + digits[i]);
    to[count] = ' ';
    return (size_t)count + 1;
}

char *task_index_write(const task_examples *e)
{
    const task_list *list = e->list;
    size_t size = 1, at = 0;
    for (long i = 0; i < list->count; i++) size += strlen(list->items[i].name) + LONGEST;
    char *index = malloc(size);
    for (long i = 0; index != NULL && i < list->count; i++) {
        const task_orbit *orbit = &e->views->orbits[i];
        const char *name = list->items[i].name;
        at += put_digits(index + at, orbit->symmetry, orbit->symmetries);
        index[at++] = '0';
        at += put_digits(index + at, orbit->colour, orbit->colours);
        at += (size_t)snprintf(index + at, size - at, "%d %016" PRIx64 " %s\n", task_examples_side(e, i),
                               sum_of(&list->items[i]), name);
    }
    if (index != NULL) index[at] = '\0';
    return index;
}

int64_t task_index_fingerprint(const char *index, int most, uint64_t seed)
{
    const uint64_t largest = 1000000000000000;
    uint64_t key = stream_key(seed, (uint64_t)most);
    for (; *index != '\0'; index++) key = stream_key(key, (unsigned char)*index);
    return 1 + (int64_t)(key % largest);
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

/* A line, its name still in the index. */
typedef struct entry {
    task_orbit orbit;
    uint64_t sum;
    const char *name; /* [length] */
    size_t length;
} entry;

/* Reads a line. Returns 0, or -1 where the text is no index; *text is behind. */
static int take_entry(const char **text, entry *e)
{
    uint8_t colour[COLOURS];
    e->orbit.symmetries = take_digits(text, e->orbit.symmetry, DIHEDRAL_SYMMETRIES);
    if (e->orbit.symmetries < 0) return -1;
    e->orbit.colours = take_digits(text, colour, COLOURS) - 1;
    if (e->orbit.colours < 0) return -1;
    memcpy(e->orbit.colour, colour + 1, (size_t)e->orbit.colours);
    size_t digits = strspn(*text, "0123456789");
    e->orbit.side = digits <= SIDE ? atoi(*text) : 0;
    if (e->orbit.side < 1 || e->orbit.side > COLOUR_GRID_MAX_SIDE || (*text)[digits] != ' ') return -1;
    *text += digits + 1;
    if (strspn(*text, "0123456789abcdef") != SUM || (*text)[SUM] != ' ') return -1;
    e->sum = strtoull(*text, NULL, 16);
    e->name = *text + SUM + 1;
    const char *end = strchr(e->name, '\n');
    if (end == NULL) return -1;
    e->length = (size_t)(end - e->name);
    *text = end + 1;
    return 0;
}

/* By name, or by its demonstrations where it has none. Returns 1 with the entry, 0 if there is none, -1 where the text
 * is no index. */
static int find(const char *index, const task *t, entry *e)
{
    size_t length = strlen(t->name);
    uint64_t sum = sum_of(t);
    for (long row = 0; *index != '\0'; row++) {
        if (take_entry(&index, e) != 0) return -1;
        e->orbit.row = row;
        if (length > 0 ? e->length == length && memcmp(e->name, t->name, length) == 0 : e->sum == sum) return 1;
    }
    return 0;
}

static int refuse(const task *t, int found, error *err)
{
    char shown[SHOWN_BYTES];
    const char *sentence = "the model was not trained on it; it must see a task's demonstrations in training";
    if (found < 0) sentence = "the model's list of tasks is damaged, or of another version of this program";
    if (found == 0 && t->name[0] == '\0')
        sentence = "without a name, and the model was trained on no task with these demonstrations; it must see them "
                   "in training";
    return fail_at(err, BAD_INPUT, t->file, t->line, "task%s%s: %s", t->name[0] != '\0' ? " " : "",
              show_bytes(shown, t->name, strlen(t->name)), sentence);
}

static int no_memory(error *err)
{
    return fail_at(err, NO_FILE, "tasks", 0, "out of memory");
}

int task_index_name(const char *index, task_list *list, error *err)
{
    for (long i = 0; i < list->count; i++) {
        task *t = &list->items[i];
        entry e;
        if (t->name[0] != '\0') continue;
        int found = find(index, t, &e);
        if (found <= 0) return refuse(t, found, err);
        char *name = malloc(e.length + 1);
        if (name == NULL) return no_memory(err);
        memcpy(name, e.name, e.length);
        name[e.length] = '\0';
        free(t->name);
        t->name = name;
    }
    return OK;
}

int task_index_views(const char *index, const task_list *list, int most, uint64_t seed, task_views *views, error *err)
{
    *views = (task_views){.tasks = list->count, .most = most};
    views->orbits = calloc((size_t)list->count + 1, sizeof *views->orbits);
    if (views->orbits == NULL) return no_memory(err);
    for (long i = 0; i < list->count; i++) {
        entry e;
        int found = find(index, &list->items[i], &e);
        if (found <= 0) {
            task_views_free(views);
            return refuse(&list->items[i], found, err);
        }
        views->orbits[i] = e.orbit;
        task_orbit_finish(&views->orbits[i], list->items[i].name, most, seed);
    }
    return OK;
}
