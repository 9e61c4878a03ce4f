#include "data/arc_set/index.h"

#include "base/random.h"

#include <inttypes.h> /* PRIx64 */
#include <stdio.h>    /* snprintf */
#include <stdlib.h>
#include <string.h>

enum { SIDE = 2, SUM = 16 };                                       /* digits; hexadecimal ones */
enum { LONGEST = DIHEDRAL_SYMMETRIES + COLOURS + SIDE + SUM + 6 }; /* of a line without its name: blanks, end, zero */

static uint64_t sum_of(const arc_task *t)
{
    uint64_t sum = 0;
    arc_grid grid;
    for (int i = 0; i < t->demonstration_count; i++) {
        sum = stream_key(sum, arc_grid_hash(arc_unpack(t->demonstrations[i].input, &grid)));
        sum = stream_key(sum, arc_grid_hash(arc_unpack(t->demonstrations[i].output, &grid)));
    }
    return sum;
}

static size_t put_digits(char *to, const uint8_t *digits, int count)
{
    for (int i = 0; i < count; i++) to[i] = (char)('0' + digits[i]);
    to[count] = ' ';
    return (size_t)count + 1;
}

char *arc_index_write(const arc_examples *e)
{
    const arc_tasks *tasks = e->tasks;
    size_t size = 1, at = 0;
    for (long i = 0; i < tasks->count; i++) size += strlen(tasks->items[i].name) + LONGEST;
    char *index = malloc(size);
    if (index == NULL) return NULL;
    for (long i = 0; i < tasks->count; i++) {
        const arc_augmentations *a = &e->augmentations->of[i];
        at += put_digits(index + at, a->symmetry, a->symmetries);
        index[at++] = '0';
        at += put_digits(index + at, a->colour, a->colours);
        at += (size_t)snprintf(index + at, size - at, "%d %016" PRIx64 " %s\n", arc_examples_side(e, i),
                               sum_of(&tasks->items[i]), tasks->items[i].name);
    }
    index[at] = '\0';
    return index;
}

int64_t arc_index_fingerprint(const char *index, int most, uint64_t seed)
{
    const uint64_t largest = 1000000000000000;
    uint64_t key = stream_key(seed, (uint64_t)most);
    for (; *index != '\0'; index++) key = stream_key(key, (unsigned char)*index);
    return 1 + (int64_t)(key % largest);
}

long arc_index_count(const char *index)
{
    long lines = 0;
    for (; *index != '\0'; index++) lines += *index == '\n';
    return lines;
}

/* --- reading ------------------------------------------------------------------------------- */

/* Ascending digits that begin with 0 and stay below `end`, and a blank. Returns how many, or -1, and moves *text past
 * them. */
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
typedef struct index_entry {
    arc_augmentations of;
    uint64_t sum;
    const char *name; /* [length] */
    size_t length;
} index_entry;

/* Reads a line. Returns 0, or -1 if the text is no index, and moves *text past it. */
static int take_entry(const char **text, index_entry *e)
{
    uint8_t colour[COLOURS];
    e->of.symmetries = take_digits(text, e->of.symmetry, DIHEDRAL_SYMMETRIES);
    if (e->of.symmetries < 0) return -1;
    e->of.colours = take_digits(text, colour, COLOURS) - 1;
    if (e->of.colours < 0) return -1;
    memcpy(e->of.colour, colour + 1, (size_t)e->of.colours);
    size_t digits = strspn(*text, "0123456789");
    e->of.side = digits <= SIDE ? atoi(*text) : 0;
    if (e->of.side < 1 || e->of.side > ARC_MAX_SIDE || (*text)[digits] != ' ') return -1;
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

/* By name, or by its demonstrations if it has none. Returns 1 with the entry, 0 if there is none, -1 if the text is no
 * index. */
static int find(const char *index, const arc_task *t, index_entry *e)
{
    size_t length = strlen(t->name);
    uint64_t sum = sum_of(t);
    for (long row = 0; *index != '\0'; row++) {
        if (take_entry(&index, e) != 0) return -1;
        e->of.row = row;
        if (length > 0 ? e->length == length && memcmp(e->name, t->name, length) == 0 : e->sum == sum) return 1;
    }
    return 0;
}

static int refuse(const arc_task *t, int found, error *err)
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

int arc_index_name(const char *index, arc_tasks *tasks, error *err)
{
    for (long i = 0; i < tasks->count; i++) {
        arc_task *t = &tasks->items[i];
        index_entry e;
        if (t->name[0] != '\0') continue;
        int found = find(index, t, &e);
        if (found <= 0) return refuse(t, found, err);
        char *name = malloc(e.length + 1);
        if (name == NULL) return fail_memory(err, "the name of a task");
        memcpy(name, e.name, e.length);
        name[e.length] = '\0';
        free(t->name);
        t->name = name;
    }
    return OK;
}

int arc_index_augmentations(const char *index, const arc_tasks *tasks, int most, uint64_t seed,
                            arc_augmentation_list *list, error *err)
{
    *list = (arc_augmentation_list){.tasks = tasks->count, .most = most};
    list->of = calloc((size_t)tasks->count + 1, sizeof *list->of);
    if (list->of == NULL) return fail_memory(err, "the augmentations of tasks");
    for (long i = 0; i < tasks->count; i++) {
        index_entry e;
        int found = find(index, &tasks->items[i], &e);
        if (found <= 0) return refuse(&tasks->items[i], found, err);
        list->of[i] = e.of;
        arc_augmentations_finish(&list->of[i], tasks->items[i].name, most, seed);
    }
    return OK;
}
