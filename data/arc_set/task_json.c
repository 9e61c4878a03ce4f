/* Grids, pairs and tasks out of JSON. */
#include "data/arc_set/task_reader.h"

#include <string.h>

/* --- grids --------------------------------------------------------------------------------- */

/* Whether a list comes next; if not, the message says `what` should. */
static int expect_list(arc_reader *r, const char *what)
{
    int c = json_next(&r->json);
    if (c == '[' || c < 0) return OK;
    r->json.expected = what;
    return arc_fault_json(r);
}

static int read_colour(arc_reader *r, uint8_t *colour)
{
    uint64_t value;
    json_next(&r->json); /* a number that is refused starts here */
    size_t start = r->json.at;
    if (!json_whole(&r->json, &value)) {
        if (r->json.at < r->json.size) r->json.at = start;
        r->json.expected = "a colour from 0 to 9";
        return arc_fault_json(r);
    }
    if (value >= COLOURS) return arc_fault(r, "colour %llu, expected 0 to 9", (unsigned long long)value);
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
        if (cols == ARC_MAX_SIDE) return arc_fault(r, "more than 30 cells, expected at most 30");
        if (grid->rows > 0 && cols == grid->cols)
            return arc_fault(r, "more cells than the %d of row 1, expected all rows to be of one length", cols);
        grid->cell[grid->rows * grid->cols + cols++] = colour;
    }
    if (more < 0) return arc_fault_json(r);
    if (cols == 0) return arc_fault(r, "no cells, expected 1 to 30");
    if (grid->rows > 0 && cols < grid->cols)
        return arc_fault(r, "found %d cell%s where row 1 has %d, expected all rows to be of one length", cols,
                         cols == 1 ? "" : "s", grid->cols);
    grid->cols = cols;
    grid->rows++;
    return OK;
}

int arc_read_grid(arc_reader *r, arc_grid *grid)
{
    int more, status = expect_list(r, "a grid, [[0, 1, ...], ...]");
    if (status != OK) return status;
    grid->rows = grid->cols = 0;
    for (more = json_open(&r->json, '[', ']'); more > 0; more = json_more(&r->json, ']')) {
        if (grid->rows == ARC_MAX_SIDE) return arc_fault(r, "more than 30 rows, expected at most 30");
        r->row = grid->rows + 1;
        if ((status = read_row(r, grid)) != OK) return status;
        r->row = 0;
    }
    if (more < 0) return arc_fault_json(r);
    return grid->rows > 0 ? OK : arc_fault(r, "an empty grid, expected 1 to 30 rows");
}

/* --- keys ---------------------------------------------------------------------------------- */

static int read_key(arc_reader *r, char **key)
{
    return json_string(&r->json, key) && json_take(&r->json, ':') ? OK : arc_fault_json(r);
}

/* The value of a key that means nothing here; `known` are the keys that do. */
static int pass_value(arc_reader *r, const char *key, const char *known)
{
    char shown[SHOWN_BYTES];
    int c = json_next(&r->json);
    if (c == '{' || c == '[')
        return arc_fault(r, "found the key '%s' with %s, expected %s", show_bytes(shown, key, strlen(key)),
                         c == '{' ? "an object" : "a list", known);
    return json_skip_plain(&r->json) ? OK : arc_fault_json(r);
}

/* --- pairs --------------------------------------------------------------------------------- */

static int read_side(arc_reader *r, const char *side, int *seen, arc_grid *grid)
{
    if (*seen) return arc_fault(r, "a second %s, expected one", side);
    *seen = 1;
    r->side = side;
    int status = arc_read_grid(r, grid);
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
    if (more < 0) return arc_fault_json(r);
    if (!has_input) return arc_fault(r, "no input");
    return needs_output && !pair->has_output ? arc_fault(r, "no output") : OK;
}

static int read_pairs(arc_reader *r, arc_pair **pairs, int *count, const char *part, int need_outputs)
{
    if (*pairs != NULL) return arc_fault(r, "a second list of %ss, expected one", part);
    int more, status = expect_list(r, "a list of pairs");
    if (status != OK) return status;
    r->part = part;
    for (more = json_open(&r->json, '[', ']'); more > 0; more = json_more(&r->json, ']')) {
        arc_pair *pair = arc_pair_add(pairs, count);
        if (pair == NULL) return arc_fault_memory(r);
        r->pair = *count;
        if ((status = read_pair(r, pair, need_outputs)) != OK) return status;
        r->pair = 0;
    }
    if (more < 0) return arc_fault_json(r);
    r->part = NULL;
    return *count > 0 ? OK : arc_fault(r, "no %ss, expected at least one", part);
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
            return arc_fault(r, "the byte 0x%02x in its name, expected no control characters", (unsigned char)*p);
    return json_is_utf8(name) ? OK : arc_fault(r, "a name that is no UTF-8");
}

static int begin_task(arc_reader *r, const char *name, arc_task **t)
{
    r->task = name;
    int status = check_name(r, name);
    if (status != OK) return status;
    *t = arc_tasks_add(r->list, name, r->split, r->name, arc_reader_line(r));
    return *t != NULL ? OK : arc_fault_memory(r);
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
    if (more < 0) return arc_fault_json(r);
    if (t->demonstration_count == 0) return arc_fault(r, "no \"train\", expected a list of pairs");
    if (t->test_count == 0) return arc_fault(r, "no \"test\", expected a list of pairs");
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
        if (name[0] == '\0') return arc_fault(r, "without a name");
        status = read_task(r, name, json_open(&r->json, '{', '}'));
        if (status != OK) return status;
    }
    return more < 0 ? arc_fault_json(r) : OK;
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

int arc_read_tasks(arc_reader *r, const char *task_name, int may_be_challenges, int *challenges)
{
    int more = json_open(&r->json, '{', '}');
    if (more < 0) return arc_fault_json(r);
    if (more == 0) return arc_fault(r, "an empty object, expected a task or tasks");
    *challenges = may_be_challenges && holds_challenges(&r->json);
    int status = *challenges ? read_challenges(r, more) : read_task(r, task_name, more);
    if (status != OK) return status;
    return json_end(&r->json) ? OK : arc_fault_json(r);
}
