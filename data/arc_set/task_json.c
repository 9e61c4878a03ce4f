/* Tasks and their solutions out of JSON. */
#include "data/arc_set/task_json.h"

#include "base/json.h"
#include "base/lines.h"

#include <stdarg.h>
#include <stdio.h> /* snprintf */
#include <stdlib.h>
#include <string.h>

/* --- where the reading stands -------------------------------------------------------------- */

typedef struct arc_reader {
    arc_tasks *list;
    const char *name; /* of the file, in messages */
    arc_split split;  /* of the tasks in it */
    error *err;
    int status; /* that of the first fault, after which nothing more is read */

    json_scan json;

    /* The place for messages: NULL or 0 if the reading is not that deep. Pairs and rows count from 1. */
    const char *task; /* its name */
    const char *part; /* "train pair" ... */
    const char *side; /* "input" or "output" */
    int pair, row;
} arc_reader;

static arc_reader read_from(arc_tasks *list, const char *name, const file_bytes *text, error *err)
{
    arc_reader r = {.list = list, .name = file_name(name), .err = err};
    r.json = (json_scan){.text = text->bytes, .size = text->length};
    r.json.at = utf8_mark_length(text->bytes, text->length); /* no part of JSON, but some editors leave one */
    return r;
}

static long line_of(const arc_reader *r)
{
    return 1 + r->json.line_ends;
}

static const char *plural(int count)
{
    return count == 1 ? "" : "s";
}

/* "task T, train pair 2, output, row 3: ", cut to fit. */
static void put_place(const arc_reader *r, char *place, size_t size)
{
    char shown[SHOWN_BYTES], pair[32] = "", row[32] = "";
    place[0] = '\0';
    if (r->task == NULL) return;
    show_bytes(shown, r->task, strlen(r->task));
    if (r->pair > 0) snprintf(pair, sizeof pair, " %d", r->pair);
    if (r->row > 0) snprintf(row, sizeof row, ", row %d", r->row);
    snprintf(place, size, "task%s%s%s%s%s%s%s%s: ", r->task[0] != '\0' ? " " : "", shown, r->part != NULL ? ", " : "",
             r->part != NULL ? r->part : "", pair, r->side != NULL ? ", " : "", r->side != NULL ? r->side : "", row);
}

/* "FILE:LINE: task T, train pair 2, output, row 3: sentence" for the first fault; what comes of it is not told. */
__attribute__((format(printf, 2, 3))) static void fault(arc_reader *r, const char *format, ...)
{
    char place[160], sentence[320];
    if (r->status != OK) return;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    put_place(r, place, sizeof place);
    r->status = fail_at(r->err, BAD_INPUT, r->name, line_of(r), "%s%s", place, sentence);
}

/* Counted, so that a folder can do without the task. */
static void fault_size(arc_reader *r, const char *what)
{
    r->list->too_large += r->status == OK;
    fault(r, "more than 30 %s, expected at most 30", what);
}

/* The scan refused: what stands there, and what should. */
static void fault_json(arc_reader *r)
{
    enum { PIECE = 12 };
    const json_scan *j = &r->json;
    char shown[SHOWN_BYTES];
    size_t left = j->size - j->at;
    show_bytes(shown, j->text + j->at, left < PIECE ? left : PIECE);
    if (left == 0)
        fault(r, "the file ends where %s was expected", j->expected);
    else
        fault(r, "found '%s' at byte %zu of the file, expected %s", shown, j->at + 1, j->expected);
}

static void fault_memory(arc_reader *r)
{
    r->status = fail_at(r->err, NO_MEMORY, r->name, 0, "out of memory after %ld tasks", r->list->count);
}

/* --- lists and objects --------------------------------------------------------------------- */

/* Whether an item follows after `number` of them. After a fault none does. */
static int follows(arc_reader *r, int number, char open, char close)
{
    if (r->status != OK) return 0;
    int more = number == 0 ? json_open(&r->json, open, close) : json_more(&r->json, close);
    if (more < 0) fault_json(r);
    return more > 0;
}

/* Whether another item of a list follows; if no list begins, the message says `what` should. */
static int next_item(arc_reader *r, int number, const char *what)
{
    if (number == 0 && r->status == OK && json_next(&r->json) != '[' && json_next(&r->json) >= 0) {
        r->json.expected = what;
        fault_json(r);
    }
    return follows(r, number, '[', ']');
}

/* The next key of an object, its ':' passed; NULL if there is none. */
static char *next_key(arc_reader *r, int number)
{
    char *key = NULL;
    if (!follows(r, number, '{', '}')) return NULL;
    if (json_string(&r->json, &key) && json_take(&r->json, ':')) return key;
    fault_json(r);
    return NULL;
}

/* The string at the scan as it is written, which is passed; nothing is decoded. Returns its length, *key where it
 * begins. */
static size_t raw_string(json_scan *ahead, const char **key)
{
    size_t first = ++ahead->at;
    *key = ahead->text + first;
    while (ahead->at < ahead->size && ahead->text[ahead->at] != '"')
        ahead->at += ahead->text[ahead->at] == '\\' ? 2 : 1;
    if (ahead->at > ahead->size) ahead->at = ahead->size;
    size_t length = ahead->at - first;
    ahead->at += ahead->at < ahead->size;
    return length;
}

/* Whether the object whose '{' has been read has a part of a task among its keys. Looks ahead only. */
static int has_part(json_scan ahead)
{
    const char *key;
    for (int depth = 1, c; depth > 0 && (c = json_next(&ahead)) >= 0;) {
        if (c == '"') {
            size_t length = raw_string(&ahead, &key);
            int is_part = (length == 5 && !memcmp(key, "train", 5)) || (length == 4 && !memcmp(key, "test", 4));
            if (depth == 1 && is_part && json_next(&ahead) == ':') return 1;
            continue;
        }
        depth += (c == '{' || c == '[') - (c == '}' || c == ']');
        ahead.at++;
    }
    return 0;
}

/* The value of a key that means nothing here, unless it is a task, which should stand elsewhere. */
static void pass_value(arc_reader *r, const char *key)
{
    char shown[SHOWN_BYTES];
    json_scan ahead = r->json;
    if (json_next(&ahead) == '{' && json_open(&ahead, '{', '}') > 0 && has_part(ahead))
        fault(r,
              "found a task under the key '%s', expected \"train\" and \"test\" (for a challenges file, name the file "
              "itself)",
              show_bytes(shown, key, strlen(key)));
    else if (!json_skip(&r->json))
        fault_json(r);
}

/* --- grids --------------------------------------------------------------------------------- */

static uint8_t read_colour(arc_reader *r)
{
    uint64_t value = 0;
    json_next(&r->json); /* a number that is refused starts here */
    size_t start = r->json.at;
    if (!json_whole(&r->json, &value)) {
        if (r->json.at < r->json.size) r->json.at = start;
        r->json.expected = "a colour from 0 to 9";
        fault_json(r);
    }
    if (value >= COLOURS) fault(r, "colour %llu, expected 0 to 9", (unsigned long long)value);
    return (uint8_t)value;
}

/* The first row says how long they all are. */
static void read_row(arc_reader *r, arc_grid *grid)
{
    int cols = 0;
    for (; next_item(r, cols, "a row, [0, 1, ...]"); cols++) {
        uint8_t colour = read_colour(r);
        if (cols == ARC_MAX_SIDE)
            fault_size(r, "cells");
        else if (grid->rows > 0 && cols == grid->cols)
            fault(r, "more cells than the %d of row 1, expected all rows to be of one length", cols);
        else
            grid->cell[grid->rows * grid->cols + cols] = colour;
    }
    if (cols == 0) fault(r, "no cells, expected 1 to 30");
    if (grid->rows > 0 && cols < grid->cols)
        fault(r, "found %d cell%s where row 1 has %d, expected all rows to be of one length", cols, plural(cols),
              grid->cols);
    grid->cols = cols;
    grid->rows++;
}

static void read_grid(arc_reader *r, arc_grid *grid)
{
    grid->rows = grid->cols = 0;
    while (next_item(r, grid->rows, "a grid, [[0, 1, ...], ...]")) {
        if (grid->rows == ARC_MAX_SIDE) {
            fault_size(r, "rows");
            return;
        }
        r->row = grid->rows + 1;
        read_row(r, grid);
        r->row = 0;
    }
    if (grid->rows == 0) fault(r, "an empty grid, expected 1 to 30 rows");
}

/* --- pairs --------------------------------------------------------------------------------- */

static void read_side(arc_reader *r, const char *side, int *seen, arc_grid *grid)
{
    if (*seen) fault(r, "a second %s, expected one", side);
    *seen = json_next(&r->json) != 'n';
    if (!*seen) { /* null: as if it were not there */
        if (!json_skip_plain(&r->json)) fault_json(r);
        return;
    }
    r->side = side;
    read_grid(r, grid);
    r->side = NULL;
}

static void read_pair(arc_reader *r, arc_pair *pair, int needs_output)
{
    const char *key;
    int has_input = 0, has_output = 0;
    arc_grid input, output;
    for (int i = 0; (key = next_key(r, i)) != NULL; i++) {
        if (strcmp(key, "input") == 0)
            read_side(r, "input", &has_input, &input);
        else if (strcmp(key, "output") == 0)
            read_side(r, "output", &has_output, &output);
        else
            pass_value(r, key);
    }
    if (!has_input) fault(r, "no input");
    if (needs_output && !has_output) fault(r, "no output");
    if (r->status == OK && arc_pair_set(pair, &input, has_output ? &output : NULL)) fault_memory(r);
}

static void read_pairs(arc_reader *r, arc_pair **pairs, int *count, const char *part, int need_outputs)
{
    if (*pairs != NULL) fault(r, "a second list of %ss, expected one", part);
    while (next_item(r, r->pair, "a list of pairs")) {
        arc_pair *pair = arc_pair_add(pairs, count);
        if (pair == NULL) {
            fault_memory(r);
            return;
        }
        r->part = part;
        r->pair = *count;
        read_pair(r, pair, need_outputs);
    }
    arc_pairs_end(pairs, *count);
    r->part = NULL;
    r->pair = 0;
    if (*count == 0) fault(r, "no %ss, expected at least one", part);
}

/* --- tasks --------------------------------------------------------------------------------- */

static void read_part(arc_reader *r, arc_task *t, const char *key)
{
    if (strcmp(key, "train") == 0)
        read_pairs(r, &t->demonstrations, &t->demonstration_count, "train pair", 1);
    else if (strcmp(key, "test") == 0)
        read_pairs(r, &t->tests, &t->test_count, "test pair", 0);
    else
        pass_value(r, key);
}

/* Names stand in lines of text, for people and in model files. */
static void check_name(arc_reader *r, const char *name)
{
    for (const char *p = name; *p != '\0'; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7f)
            fault(r, "the byte 0x%02x in its name, expected no control characters", (unsigned char)*p);
    if (!json_is_utf8(name)) fault(r, "a name that is not UTF-8");
}

static void read_task(arc_reader *r, const char *name)
{
    const char *key;
    r->task = name;
    check_name(r, name);
    json_next(&r->json); /* the task begins on this line */
    arc_task *t = arc_tasks_add(r->list, name, r->split, r->name, line_of(r));
    if (t == NULL) {
        fault_memory(r);
        return;
    }
    for (int i = 0; (key = next_key(r, i)) != NULL; i++) read_part(r, t, key);
    if (t->demonstration_count == 0) fault(r, "no \"train\", expected a list of pairs");
    if (t->test_count == 0) fault(r, "no \"test\", expected a list of pairs");
    r->task = NULL;
}

static void read_challenges(arc_reader *r)
{
    const char *name;
    for (int i = 0; (name = next_key(r, i)) != NULL; i++) {
        r->task = name;
        if (name[0] == '\0') fault(r, "without a name");
        read_task(r, name);
    }
}

/* Whether the object whose '{' has been read holds tasks under their names, rather than the parts of one. */
static int holds_challenges(json_scan ahead)
{
    const char *key;
    if (json_next(&ahead) != '"' || has_part(ahead)) return 0;
    raw_string(&ahead, &key);
    return json_take(&ahead, ':') && json_next(&ahead) == '{';
}

int arc_parse_tasks(arc_tasks *list, const char *name, const char *task_name, arc_split split, file_bytes *text,
                    int *challenges, error *err)
{
    arc_reader r = read_from(list, name, text, err);
    r.split = split;
    json_scan ahead = r.json;
    int more = json_open(&ahead, '{', '}');
    if (more <= 0) r.json = ahead;
    if (more < 0) fault_json(&r);
    if (more == 0) fault(&r, "an empty object, expected a task or tasks");
    *challenges = *challenges && more > 0 && holds_challenges(ahead);
    if (r.status != OK) return r.status;
    if (*challenges)
        read_challenges(&r);
    else
        read_task(&r, task_name);
    if (r.status == OK && !json_end(&r.json)) fault_json(&r);
    return r.status;
}

/* --- solutions ----------------------------------------------------------------------------- */

typedef struct named {
    const char *name;
    long number; /* of the task in the list */
} named;

static int by_name(const void *one, const void *other)
{
    const named *a = one, *b = other;
    int order = strcmp(a->name, b->name);
    return order ? order : (a->number > b->number) - (a->number < b->number);
}

/* The tasks of the list in the order of their names; NULL if out of memory. */
static named *sort_names(const arc_tasks *list)
{
    named *all = malloc(((size_t)list->count + 1) * sizeof *all);
    for (long i = 0; all && i < list->count; i++) all[i] = (named){list->items[i].name, i};
    if (all) qsort(all, (size_t)list->count, sizeof *all, by_name);
    return all;
}

/* The number of the last task with that name, or -1. */
static long find_task(const named *all, long count, const char *name)
{
    long low = 0, high = count; /* all before low come before the name or are it, none from high on */
    while (low < high) {
        long middle = low + (high - low) / 2;
        if (strcmp(all[middle].name, name) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 && !strcmp(all[low - 1].name, name) ? all[low - 1].number : -1;
}

/* Challenges that give an output themselves may repeat it here, but not contradict it. */
static void add_output(arc_reader *r, arc_pair *test, const arc_grid *output)
{
    arc_grid other;
    if (r->status != OK) return;
    if (test->output == NULL && arc_pair_set(test, arc_unpack(test->input, &other), output))
        fault_memory(r);
    else if (!arc_grid_equal(output, arc_unpack(test->output, &other)))
        fault(r, "another output than the challenges file gives");
}

static void read_outputs(arc_reader *r, arc_task *t)
{
    int count = 0;
    arc_grid output;
    while (next_item(r, count, "'['")) {
        if (count == t->test_count) {
            fault(r, "more outputs than the %d test input%s of the challenges file", count, plural(count));
            return;
        }
        r->part = "output";
        r->pair = count + 1;
        read_grid(r, &output);
        add_output(r, &t->tests[count++], &output);
        r->part = NULL;
        r->pair = 0;
    }
    if (count < t->test_count)
        fault(r, "found %d output%s for the %d test input%s of the challenges file", count, plural(count),
              t->test_count, plural(t->test_count));
}

/* solved [tasks]: 1 for those that have been met. */
static void read_all(arc_reader *r, const named *tasks, const char *challenges, char *solved)
{
    const char *name;
    for (int i = 0; (name = next_key(r, i)) != NULL; i++) {
        long number = find_task(tasks, r->list->count, name);
        r->task = name;
        if (number < 0) {
            fault(r, "is not among the tasks of %s", challenges);
            return;
        }
        if (solved[number]++) fault(r, "a second solution of this task, expected one");
        read_outputs(r, &r->list->items[number]);
        r->task = NULL;
    }
    if (r->status == OK && !json_end(&r->json)) fault_json(r);
    for (long i = 0; i < r->list->count; i++) {
        if (solved[i]) continue;
        r->task = r->list->items[i].name;
        fault(r, "has no solution, though it stands in %s", challenges);
    }
}

int arc_parse_solutions(arc_tasks *list, const char *name, const char *challenges, file_bytes *text, error *err)
{
    arc_reader r = read_from(list, name, text, err);
    char *solved = calloc((size_t)list->count + 1, 1);
    named *tasks = sort_names(list);
    if (solved == NULL || tasks == NULL)
        fault_memory(&r);
    else
        read_all(&r, tasks, challenges, solved);
    free(tasks);
    free(solved);
    return r.status;
}
