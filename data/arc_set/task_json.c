/* Grids, pairs and tasks out of JSON. */
#include "data/arc_set/task_reader.h"

#include "base/error.h"

#include <string.h>

/* --- grids --------------------------------------------------------------------------------- */

/* Whether a list or a number comes next, told in words that say what it should be. */
static int expect_list(task_reader *r, const char *what)
{
    int c = json_next(&r->json);
    if (c == '[' || c < 0) return OK;
    r->json.expected = what;
    return task_fault_json(r);
}

static int read_colour(task_reader *r, uint8_t *colour)
{
    uint64_t value;
    json_next(&r->json); /* a number that is refused starts here */
    size_t start = r->json.at;
    if (!json_whole(&r->json, &value)) {
        if (r->json.at < r->json.size) r->json.at = start;
        r->json.expected = "a colour from 0 to 9";
        return task_fault_json(r);
    }
    if (value >= COLOURS) return task_fault(r, "colour %llu, expected 0 to 9", (unsigned long long)value);
    *colour = (uint8_t)value;
    return OK;
}

/* One row, to the end of the grid's cells. The first row says how long they all are. */
static int read_row(task_reader *r, colour_grid *grid)
{
    int cols = 0, more, status = expect_list(r, "a row, [0, 1, ...]");
    if (status != OK) return status;
    for (more = json_open(&r->json, '[', ']'); more > 0; more = json_more(&r->json, ']')) {
        uint8_t colour = 0;
        if ((status = read_colour(r, &colour)) != OK) return status;
        if (cols == COLOUR_GRID_MAX_SIDE) return task_fault(r, "more than 30 cells, expected at most 30");
        if (grid->rows > 0 && cols == grid->cols)
            return task_fault(r, "more cells than the %d of row 1, expected all rows to be of one length", cols);
        grid->cell[grid->rows * grid->cols + cols++] = colour;
    }
    if (more < 0) return task_fault_json(r);
    if (cols == 0) return task_fault(r, "no cells, expected 1 to 30");
    if (grid->rows > 0 && cols < grid->cols)
        return task_fault(r, "found %d cell%s where row 1 has %d, expected all rows to be of one length", cols,
                          cols == 1 ? "" : "s", grid->cols);
    grid->cols = cols;
    grid->rows++;
    return OK;
}

int task_read_grid(task_reader *r, colour_grid *grid)
{
    int more, status = expect_list(r, "a grid, [[0, 1, ...], ...]");
    if (status != OK) return status;
    grid->rows = grid->cols = 0;
    for (more = json_open(&r->json, '[', ']'); more > 0; more = json_more(&r->json, ']')) {
        if (grid->rows == COLOUR_GRID_MAX_SIDE) return task_fault(r, "more than 30 rows, expected at most 30");
        r->row = grid->rows + 1;
        if ((status = read_row(r, grid)) != OK) return status;
        r->row = 0;
    }
    if (more < 0) return task_fault_json(r);
    return grid->rows > 0 ? OK : task_fault(r, "an empty grid, expected 1 to 30 rows");
}

/* --- keys ---------------------------------------------------------------------------------- */

static int read_key(task_reader *r, char **key)
{
    return json_string(&r->json, key) && json_take(&r->json, ':') ? OK : task_fault_json(r);
}

/* The value of a key that means nothing here; `known` are the keys that do. */
static int pass_value(task_reader *r, const char *key, const char *known)
{
    char shown[SHOWN_BYTES];
    int c = json_next(&r->json);
    if (c == '{' || c == '[')
        return task_fault(r, "found the key '%s' with %s, expected %s", show_bytes(shown, key, strlen(key)),
                          c == '{' ? "an object" : "a list", known);
    return json_skip_plain(&r->json) ? OK : task_fault_json(r);
}

/* --- pairs --------------------------------------------------------------------------------- */

static int read_side(task_reader *r, const char *side, int *seen, colour_grid *grid)
{
    if (*seen) return task_fault(r, "a second %s, expected one", side);
    *seen = 1;
    r->side = side;
    int status = task_read_grid(r, grid);
    if (status == OK) r->side = NULL;
    return status;
}

static int read_pair(task_reader *r, task_pair *pair, int needs_output)
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
    if (more < 0) return task_fault_json(r);
    if (!has_input) return task_fault(r, "no input");
    return needs_output && !pair->has_output ? task_fault(r, "no output") : OK;
}

static int read_pairs(task_reader *r, task_pair **pairs, int *count, const char *part, int need_outputs)
{
    if (*pairs != NULL) return task_fault(r, "a second list of %ss, expected one", part);
    int more, status = expect_list(r, "a list of pairs");
    if (status != OK) return status;
    r->part = part;
    for (more = json_open(&r->json, '[', ']'); more > 0; more = json_more(&r->json, ']')) {
        task_pair *pair = task_pair_add(pairs, count);
        if (pair == NULL) return task_fault_memory(r);
        r->pair = *count;
        if ((status = read_pair(r, pair, need_outputs)) != OK) return status;
        r->pair = 0;
    }
    if (more < 0) return task_fault_json(r);
    r->part = NULL;
    return *count > 0 ? OK : task_fault(r, "no %ss, expected at least one", part);
}

/* --- tasks --------------------------------------------------------------------------------- */

static int read_part(task_reader *r, task *t, const char *key)
{
    if (strcmp(key, "train") == 0) return read_pairs(r, &t->demonstrations, &t->demonstration_count, "train pair", 1);
    if (strcmp(key, "test") == 0) return read_pairs(r, &t->tests, &t->test_count, "test pair", 0);
    return pass_value(r, key, "a task with \"train\" and \"test\" (a challenges file is to be named by itself)");
}

/* Names stand in lines of text, for people and in model files. */
static int check_name(task_reader *r, const char *name)
{
    for (const char *p = name; *p != '\0'; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7f)
            return task_fault(r, "the byte 0x%02x in its name, expected no control characters", (unsigned char)*p);
    return json_is_utf8(name) ? OK : task_fault(r, "a name that is no UTF-8");
}

static int begin_task(task_reader *r, const char *name, task **t)
{
    r->task = name;
    int status = check_name(r, name);
    if (status != OK) return status;
    *t = task_list_add(r->list, name, r->set_name, r->name, task_reader_line(r));
    return *t != NULL ? OK : task_fault_memory(r);
}

static int end_task(task_reader *r, const task *t)
{
    if (t->demonstration_count == 0) return task_fault(r, "no \"train\", expected a list of pairs");
    if (t->test_count == 0) return task_fault(r, "no \"test\", expected a list of pairs");
    r->task = NULL;
    return OK;
}

/* The rest of a task; its first key, if any, has been read. */
static int read_parts(task_reader *r, task *t, char *key, int more)
{
    int status = OK;
    for (int first = 1; more > 0; more = json_more(&r->json, '}'), first = 0) {
        if (!first) status = read_key(r, &key);
        if (status == OK) status = read_part(r, t, key);
        if (status != OK) return status;
    }
    return more < 0 ? task_fault_json(r) : end_task(r, t);
}

static int read_challenge(task_reader *r, const char *name)
{
    task *t;
    char *key = NULL;
    int status = begin_task(r, name, &t);
    if (status != OK) return status;
    if (name[0] == '\0') return task_fault(r, "without a name");
    int more = json_open(&r->json, '{', '}');
    if (more > 0) status = read_key(r, &key);
    return status == OK ? read_parts(r, t, key, more) : status;
}

static int read_challenges(task_reader *r, char *name)
{
    int more = 1, status = OK;
    for (int first = 1; more > 0; more = json_more(&r->json, '}'), first = 0) {
        if (!first) status = read_key(r, &name);
        if (status == OK) status = read_challenge(r, name);
        if (status != OK) return status;
    }
    return more < 0 ? task_fault_json(r) : OK;
}

int task_read_tasks(task_reader *r, const char *task_name, int may_be_challenges, int *challenges)
{
    char *key = NULL;
    int more = json_open(&r->json, '{', '}'), status = more > 0 ? read_key(r, &key) : OK;
    if (more < 0) status = task_fault_json(r);
    if (more == 0) status = task_fault(r, "an empty object, expected a task or tasks");
    if (status != OK) return status;

    int is_part = strcmp(key, "train") == 0 || strcmp(key, "test") == 0;
    *challenges = may_be_challenges && !is_part && json_next(&r->json) == '{';
    if (*challenges) {
        status = read_challenges(r, key);
    } else {
        task *t;
        status = begin_task(r, task_name, &t);
        if (status == OK) status = read_parts(r, t, key, more);
    }
    if (status != OK) return status;
    return json_end(&r->json) ? OK : task_fault_json(r);
}
