/* Tasks and their solutions out of JSON. */
#include "data/arc_set/task_json.h"

#include "base/json.h"

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

    json_scan json;
    long line_ends; /* in the whole text */

    /* The place for messages: NULL or 0 if the reading is not that deep. Pairs and rows count from 1. */
    const char *task; /* its name */
    const char *part; /* "train pair" ... */
    const char *side; /* "input" or "output" */
    int pair, row;
} arc_reader;

static long count_line_ends(const char *bytes, size_t length)
{
    long count = 0;
    for (size_t i = 0; i < length; i++) count += bytes[i] == '\n';
    return count;
}

static arc_reader read_from(arc_tasks *list, const char *name, const file_bytes *text, error *err)
{
    static const char mark[] = "\xef\xbb\xbf"; /* a UTF-8 mark is no part of JSON, but some editors leave one */
    arc_reader r = {.list = list, .name = file_name(name), .err = err};
    r.json = (json_scan){.text = text->bytes, .size = text->length};
    if (text->length >= 3 && memcmp(text->bytes, mark, 3) == 0) r.json.at = 3;
    r.line_ends = count_line_ends(text->bytes, text->length);
    return r;
}

/* Counted from the end: the scanner decodes strings in place, which may put line ends into what it has passed. */
static long line_of(const arc_reader *r)
{
    return 1 + r->line_ends - count_line_ends(r->json.text + r->json.at, r->json.size - r->json.at);
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

/* "FILE:LINE: task T, train pair 2, output, row 3: sentence" */
__attribute__((format(printf, 2, 3))) static int fault(arc_reader *r, const char *format, ...)
{
    char place[160], sentence[320];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    put_place(r, place, sizeof place);
    return fail_at(r->err, BAD_INPUT, r->name, line_of(r), "%s%s", place, sentence);
}

/* The scan refused: what stands there, and what should. */
static int fault_json(arc_reader *r)
{
    enum { PIECE = 12 };
    const json_scan *j = &r->json;
    if (j->at >= j->size) return fault(r, "the file ends where %s was expected", j->expected);
    char shown[SHOWN_BYTES];
    size_t left = j->size - j->at;
    show_bytes(shown, j->text + j->at, left < PIECE ? left : PIECE);
    return fault(r, "found '%s' at byte %zu of the file, expected %s", shown, j->at + 1, j->expected);
}

static int fault_memory(arc_reader *r)
{
    return fail_at(r->err, NO_MEMORY, r->name, 0, "out of memory after %ld tasks", r->list->count);
}

/* --- grids --------------------------------------------------------------------------------- */

/* Whether a list comes next; if not, the message says `what` should. */
static int expect_list(arc_reader *r, const char *what)
{
    int c = json_next(&r->json);
    if (c == '[' || c < 0) return OK;
    r->json.expected = what;
    return fault_json(r);
}

static int read_colour(arc_reader *r, uint8_t *colour)
{
    uint64_t value;
    json_next(&r->json); /* a number that is refused starts here */
    size_t start = r->json.at;
    if (!json_whole(&r->json, &value)) {
        if (r->json.at < r->json.size) r->json.at = start;
        r->json.expected = "a colour from 0 to 9";
        return fault_json(r);
    }
    if (value >= COLOURS) return fault(r, "colour %llu, expected 0 to 9", (unsigned long long)value);
    *colour = (uint8_t)value;
    return OK;
}

/* One row, to the end of the grid's cells. The first row says how long they all are. */
static int read_row(arc_reader *r, arc_grid *grid)
{
    int cols = 0, more, status = expect_list(r, "a row, [0, 1, ...]");
    if (status != OK) return status;
    for (more = json_open(&r->json, '[', ']'); more > 0; more = json_more(&r->json, ']')) {
        uint8_t colour = 0;
        if ((status = read_colour(r, &colour)) != OK) return status;
        if (cols == ARC_MAX_SIDE) return fault(r, "more than 30 cells, expected at most 30");
        if (grid->rows > 0 && cols == grid->cols)
            return fault(r, "more cells than the %d of row 1, expected all rows to be of one length", cols);
        grid->cell[grid->rows * grid->cols + cols++] = colour;
    }
    if (more < 0) return fault_json(r);
    if (cols == 0) return fault(r, "no cells, expected 1 to 30");
    if (grid->rows > 0 && cols < grid->cols)
        return fault(r, "found %d cell%s where row 1 has %d, expected all rows to be of one length", cols,
                     cols == 1 ? "" : "s", grid->cols);
    grid->cols = cols;
    grid->rows++;
    return OK;
}

static int read_grid(arc_reader *r, arc_grid *grid)
{
    int more, status = expect_list(r, "a grid, [[0, 1, ...], ...]");
    if (status != OK) return status;
    grid->rows = grid->cols = 0;
    for (more = json_open(&r->json, '[', ']'); more > 0; more = json_more(&r->json, ']')) {
        if (grid->rows == ARC_MAX_SIDE) return fault(r, "more than 30 rows, expected at most 30");
        r->row = grid->rows + 1;
        if ((status = read_row(r, grid)) != OK) return status;
        r->row = 0;
    }
    if (more < 0) return fault_json(r);
    return grid->rows > 0 ? OK : fault(r, "an empty grid, expected 1 to 30 rows");
}

/* --- keys ---------------------------------------------------------------------------------- */

static int read_key(arc_reader *r, char **key)
{
    return json_string(&r->json, key) && json_take(&r->json, ':') ? OK : fault_json(r);
}

/* The value of a key that means nothing here; `known` are the keys that do. */
static int pass_value(arc_reader *r, const char *key, const char *known)
{
    char shown[SHOWN_BYTES];
    int c = json_next(&r->json);
    if (c == '{' || c == '[')
        return fault(r, "found the key '%s' with %s, expected %s", show_bytes(shown, key, strlen(key)),
                     c == '{' ? "an object" : "a list", known);
    return json_skip_plain(&r->json) ? OK : fault_json(r);
}

/* --- pairs --------------------------------------------------------------------------------- */

static int read_side(arc_reader *r, const char *side, int *seen, arc_grid *grid)
{
    if (*seen) return fault(r, "a second %s, expected one", side);
    *seen = 1;
    r->side = side;
    int status = read_grid(r, grid);
    if (status == OK) r->side = NULL;
    return status;
}

static int read_pair(arc_reader *r, arc_pair *pair, int needs_output)
{
    int has_input = 0, more, status = OK;
    for (more = json_open(&r->json, '{', '}'); more > 0; more = json_more(&r->json, '}')) {
        char *key;
        if ((status = read_key(r, &key)) != OK) return status;
        if (strcmp(key, "input") == 0) {
            status = read_side(r, "input", &has_input, &pair->input);
        } else if (strcmp(key, "output") == 0) {
            status = read_side(r, "output", &pair->has_output, &pair->output);
        } else {
            status = pass_value(r, key, "\"input\" and \"output\"");
        }
        if (status != OK) return status;
    }
    if (more < 0) return fault_json(r);
    if (!has_input) return fault(r, "no input");
    return needs_output && !pair->has_output ? fault(r, "no output") : OK;
}

static int read_pairs(arc_reader *r, arc_pair **pairs, int *count, const char *part, int need_outputs)
{
    if (*pairs != NULL) return fault(r, "a second list of %ss, expected one", part);
    int more, status = expect_list(r, "a list of pairs");
    if (status != OK) return status;
    r->part = part;
    for (more = json_open(&r->json, '[', ']'); more > 0; more = json_more(&r->json, ']')) {
        arc_pair *pair = arc_pair_add(pairs, count);
        if (pair == NULL) return fault_memory(r);
        r->pair = *count;
        if ((status = read_pair(r, pair, need_outputs)) != OK) return status;
        r->pair = 0;
    }
    if (more < 0) return fault_json(r);
    r->part = NULL;
    return *count > 0 ? OK : fault(r, "no %ss, expected at least one", part);
}

/* --- tasks --------------------------------------------------------------------------------- */

static int read_part(arc_reader *r, arc_task *t, const char *key)
{
    if (strcmp(key, "train") == 0) return read_pairs(r, &t->demonstrations, &t->demonstration_count, "train pair", 1);
    if (strcmp(key, "test") == 0) return read_pairs(r, &t->tests, &t->test_count, "test pair", 0);
    return pass_value(r, key, "a task with \"train\" and \"test\" (a challenges file is to be named by itself)");
}

/* Names stand in lines of text, for people and in model files. */
static int check_name(arc_reader *r, const char *name)
{
    for (const char *p = name; *p != '\0'; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7f)
            return fault(r, "the byte 0x%02x in its name, expected no control characters", (unsigned char)*p);
    return json_is_utf8(name) ? OK : fault(r, "a name that is no UTF-8");
}

static int begin_task(arc_reader *r, const char *name, arc_task **t)
{
    r->task = name;
    int status = check_name(r, name);
    if (status != OK) return status;
    *t = arc_tasks_add(r->list, name, r->split, r->name, line_of(r));
    return *t != NULL ? OK : fault_memory(r);
}

/* A task whose '{' has been read, with `more` of json_open. */
static int read_task(arc_reader *r, const char *name, int more)
{
    arc_task *t;
    char *key;
    int status = begin_task(r, name, &t);
    for (; status == OK && more > 0; more = json_more(&r->json, '}')) {
        status = read_key(r, &key);
        if (status == OK) status = read_part(r, t, key);
        if (status != OK) return status;
    }
    if (status != OK) return status;
    if (more < 0) return fault_json(r);
    if (t->demonstration_count == 0) return fault(r, "no \"train\", expected a list of pairs");
    if (t->test_count == 0) return fault(r, "no \"test\", expected a list of pairs");
    r->task = NULL;
    return OK;
}

/* Challenges, likewise. */
static int read_challenges(arc_reader *r, int more)
{
    for (; more > 0; more = json_more(&r->json, '}')) {
        char *name;
        int status = read_key(r, &name);
        if (status != OK) return status;
        r->task = name;
        if (name[0] == '\0') return fault(r, "without a name");
        status = read_task(r, name, json_open(&r->json, '{', '}'));
        if (status != OK) return status;
    }
    return more < 0 ? fault_json(r) : OK;
}

/* Whether the object whose '{' has been read holds tasks, rather than the parts of one. Looks ahead only, so its first
 * key is compared as it is written. */
static int holds_challenges(const json_scan *json)
{
    json_scan ahead = *json;
    if (json_next(&ahead) != '"') return 0;
    const char *key = ahead.text + ++ahead.at;
    while (ahead.at < ahead.size && ahead.text[ahead.at] != '"') ahead.at += ahead.text[ahead.at] == '\\' ? 2 : 1;
    if (ahead.at >= ahead.size) return 0;
    size_t length = (size_t)(ahead.text + ahead.at++ - key);
    int is_part = (length == 5 && !memcmp(key, "train", 5)) || (length == 4 && !memcmp(key, "test", 4));
    return !is_part && json_take(&ahead, ':') && json_next(&ahead) == '{';
}

int arc_parse_tasks(arc_tasks *list, const char *name, const char *task_name, arc_split split, file_bytes *text,
                    int *challenges, error *err)
{
    arc_reader r = read_from(list, name, text, err);
    r.split = split;
    int more = json_open(&r.json, '{', '}');
    if (more < 0) return fault_json(&r);
    if (more == 0) return fault(&r, "an empty object, expected a task or tasks");
    *challenges = *challenges && holds_challenges(&r.json);
    int status = *challenges ? read_challenges(&r, more) : read_task(&r, task_name, more);
    if (status != OK) return status;
    return json_end(&r.json) ? OK : fault_json(&r);
}

/* --- solutions ----------------------------------------------------------------------------- */

static int name_and_task(const void *name, const void *item)
{
    return strcmp(name, ((const arc_task *)item)->name);
}

/* The list of a challenges file is of one split, so its order is that of the names. */
static arc_task *find_task(const arc_tasks *list, const char *name)
{
    return bsearch(name, list->items, (size_t)list->count, sizeof *list->items, name_and_task);
}

/* Challenges that give an output themselves may repeat it here, but not contradict it. */
static int read_solution(arc_reader *r, arc_pair *test)
{
    arc_grid output;
    int status = read_grid(r, &output);
    if (status != OK) return status;
    if (test->has_output && !arc_grid_equal(&output, &test->output))
        return fault(r, "another output than the challenges file gives");
    test->output = output;
    test->has_output = 1;
    return OK;
}

static const char *plural(int count)
{
    return count == 1 ? "" : "s";
}

static int read_outputs(arc_reader *r, arc_task *t)
{
    int more, count = 0, status;
    for (more = json_open(&r->json, '[', ']'); more > 0; more = json_more(&r->json, ']')) {
        if (count == t->test_count)
            return fault(r, "more outputs than the %d test input%s of the challenges file", t->test_count,
                         plural(t->test_count));
        r->part = "output";
        r->pair = count + 1;
        if ((status = read_solution(r, &t->tests[count++])) != OK) return status;
        r->part = NULL;
        r->pair = 0;
    }
    if (more < 0) return fault_json(r);
    if (count < t->test_count)
        return fault(r, "found %d output%s for the %d test input%s of the challenges file", count, plural(count),
                     t->test_count, plural(t->test_count));
    return OK;
}

/* solved [tasks]: which ones have been met. */
static int read_outputs_of(arc_reader *r, const char *challenges, char *solved)
{
    char *name;
    int status = read_key(r, &name);
    if (status != OK) return status;
    r->task = name;
    arc_task *t = find_task(r->list, name);
    if (t == NULL) return fault(r, "is not among the tasks of %s", challenges);
    if (solved[t - r->list->items]++) return fault(r, "a second solution of this task, expected one");
    status = read_outputs(r, t);
    if (status == OK) r->task = NULL;
    return status;
}

static int read_all(arc_reader *r, const char *challenges, char *solved)
{
    int more, status;
    for (more = json_open(&r->json, '{', '}'); more > 0; more = json_more(&r->json, '}'))
        if ((status = read_outputs_of(r, challenges, solved)) != OK) return status;
    if (more < 0 || !json_end(&r->json)) return fault_json(r);
    for (long i = 0; i < r->list->count; i++) {
        if (solved[i]) continue;
        r->task = r->list->items[i].name;
        return fault(r, "has no solution, though it stands in %s", challenges);
    }
    return OK;
}

int arc_parse_solutions(arc_tasks *list, const char *name, const char *challenges, file_bytes *text, error *err)
{
    arc_reader r = read_from(list, name, text, err);
    char *solved = calloc((size_t)list->count + 1, 1);
    if (solved == NULL) return fault_memory(&r);
    int status = read_all(&r, challenges, solved);
    free(solved);
    return status;
}
