#include "trm/training/checkpoint.h"

#include "autograd/optimiser.h"
#include "trm/network/model_file.h" /* ST_REAL, config_to_metadata, config_from_metadata */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define FAMILY "trm-state-" /* of formats, by version */
static const char FORMAT[] = FAMILY "2";

enum { STATE_TENSORS = 10 + OPTIMISER_MAX_STATES, STATE_NOTES = 4 };

/* Of steps, draws and depths: far from where adding one could overflow. */
static const long long MAX_COUNT = 1000000000000000;

/* A tensor of a checkpoint, and where its numbers live in the trainer. */
typedef struct state_tensor {
    st_tensor view;
    void *data;
} state_tensor;

static state_tensor tensor_of(const char *name, st_type type, size_t rows, size_t columns, void *data)
{
    st_tensor t = {.type = type, .dims = 2, .shape = {(int64_t)rows, (int64_t)columns}, .data = data};
    snprintf(t.name, sizeof t.name, "%s", name);
    return (state_tensor){t, data};
}

/* What a checkpoint holds: one list for writing and reading. Returns how many. */
static int list_tensors(const trainer *t, state_tensor *out)
{
    const slots *s = &t->s;
    size_t n = (size_t)s->count, size = t->net.list.size, later = s->states ? (size_t)s->states - 1 : 0;
    int count = 0;
    out[count++] = tensor_of("weights", ST_REAL, 1, size, t->trained.values);
    out[count++] = tensor_of("average", ST_REAL, 1, size, t->average.values);
    const char *names = optimiser_states(t->config.optimiser);
    for (size_t i = 0; names[i]; i++) {
        char name[16];
        snprintf(name, sizeof name, "optimiser.%c", names[i]);
        out[count++] = tensor_of(name, ST_REAL, 1, size, t->state + i * size);
    }
    out[count++] = tensor_of("slots.tokens", ST_U8, n, s->tokens_each, s->tokens);
    out[count++] = tensor_of("slots.labels", ST_U8, n, s->labels_each, s->labels);
    if (s->states) { /* TRM's names for its first state and the others */
        out[count++] = tensor_of("slots.y", ST_REAL, n, s->state_each, s->carry);
        out[count++] = tensor_of("slots.z", ST_REAL, n * later, s->state_each, s->carry + slots_stride(s));
    }
    out[count++] = tensor_of("slots.depth", ST_I64, n, 1, s->steps);
    out[count++] = tensor_of("slots.side", ST_I32, n, 1, s->side);
    if (!s->registers_each) return count;
    out[count++] = tensor_of("tasks", ST_REAL, network_puzzle_rows(&t->net.config), s->registers_each,
                             t->trained.puzzles);
    out[count++] = tensor_of("slots.task", ST_I32, n, 1, s->puzzle);
    return count;
}

typedef struct notes {
    char key[STATE_NOTES][16], value[STATE_NOTES][64];
} notes;

static int list_notes(const trainer *t, double seconds, notes *text, st_pair *pairs)
{
    snprintf(text->key[0], sizeof text->key[0], "format");
    snprintf(text->value[0], sizeof text->value[0], "%s", FORMAT);
    snprintf(text->key[1], sizeof text->key[1], "step");
    snprintf(text->value[1], sizeof text->value[1], "%" PRId64, t->step);
    snprintf(text->key[2], sizeof text->key[2], "draws");
    snprintf(text->value[2], sizeof text->value[2], "%" PRId64, t->draws);
    snprintf(text->key[3], sizeof text->key[3], "seconds");
    snprintf(text->value[3], sizeof text->value[3], "%.3f", seconds);
    for (int i = 0; i < STATE_NOTES; i++) pairs[i] = (st_pair){text->key[i], text->value[i]};
    return STATE_NOTES;
}

int checkpoint_write(const char *path, const trainer *t, double seconds, const options *rows, const void *settings,
                     error *err)
{
    state_tensor parts[STATE_TENSORS];
    st_tensor tensors[STATE_TENSORS];
    st_pair pairs[STATE_NOTES + MAX_OPTIONS];
    char text[MAX_OPTIONS][64];
    notes note_text;
    int tensor_count = list_tensors(t, parts), count = list_notes(t, seconds, &note_text, pairs);
    for (int i = 0; i < tensor_count; i++) tensors[i] = parts[i].view;
    count += config_to_metadata(rows, settings, pairs + count, text);
    return st_write(path, tensors, tensor_count, pairs, count, err);
}

static int check_format(const st_file *file, const char *path, error *err)
{
    const char *format = st_meta(file, "format");
    if (format && !strcmp(format, FORMAT)) return OK;
    if (format && !strncmp(format, FAMILY, strlen(FAMILY))) {
        return fail(err, BAD_INPUT, "%s: a checkpoint of another version of this program (%s, expected %s); a new run can start from the "
                 "weights of its model, though not from what it learned of single puzzle ids, with --from",
                 path, format, FORMAT);
    }
    return fail(err, BAD_INPUT, "%s: not a checkpoint of this program: its metadata \"format\" is %s, expected %s", path,
             format ? format : "missing", FORMAT);
}

int checkpoint_settings(const char *path, const options *rows, void *settings, error *err)
{
    st_file file;
    int status = st_read(&file, path, err);
    if (status) return status;
    status = check_format(&file, path, err);
    if (!status) status = config_from_metadata(rows, settings, &file, path, err);
    st_free(&file);
    return status;
}

/* A whole number from 0 to MAX_COUNT from the metadata, or -1. */
static int64_t read_count(const st_file *file, const char *key)
{
    const char *text = st_meta(file, key);
    char *end;
    long long value = text ? strtoll(text, &end, 10) : -1;
    return text && *text && !*end && value <= MAX_COUNT ? value : -1;
}

/* Tokens, labels, depths, sides and tasks index tables: a file that was tampered with must not make them point
 * elsewhere. */
static int slots_are_sane(const trainer *t, const st_file *file)
{
    const uint8_t *tokens = st_find(file, "slots.tokens")->data, *labels = st_find(file, "slots.labels")->data;
    const int64_t *depth = st_find(file, "slots.depth")->data;
    const network_config *c = &t->net.config;
    size_t n = (size_t)t->s.count;
    const int32_t *side = st_find(file, "slots.side")->data;
    int64_t classes = c->classes * layouts_for(&t->shapes, 0)->planes;
    for (size_t i = 0; i < n * t->s.tokens_each; i++)
        if (tokens[i] >= c->vocabulary) return 0;
    for (size_t i = 0; i < n * t->s.labels_each; i++)
        if (labels[i] >= classes && labels[i] != NO_LABEL) return 0;
    for (size_t i = 0; i < n; i++)
        if (depth[i] < -1 || depth[i] > MAX_COUNT || side[i] < 0 || side[i] > t->shapes.count) return 0;
    if (!t->s.registers_each) return 1;
    const int32_t *puzzle = st_find(file, "slots.task")->data;
    for (size_t i = 0; i < n; i++)
        if (puzzle[i] < 0 || (size_t)puzzle[i] >= network_puzzle_rows(c)) return 0;
    return 1;
}

static int restore(trainer *t, const st_file *file, const char *path, error *err)
{
    state_tensor expected[STATE_TENSORS];
    int count = list_tensors(t, expected);
    for (int i = 0; i < count; i++) {
        const st_tensor *e = &expected[i].view, *found = st_find(file, e->name);
        if (!found || found->type != e->type || found->dims != 2 || found->shape[0] != e->shape[0] ||
            found->shape[1] != e->shape[1]) {
            return fail(err, BAD_INPUT, "%s: \"%s\" does not fit this run (expected [%" PRId64 ", %" PRId64 "]); resume with "
                     "the model and batch options it was started with",
                     path, e->name, e->shape[0], e->shape[1]);
        }
    }
    if (!slots_are_sane(t, file)) {
        return fail(err, BAD_INPUT, "%s: its examples hold tokens, labels, depths, sides or tasks that cannot be here; resume "
                 "with the options it was started with",
                 path);
    }
    for (int i = 0; i < count; i++) {
        const st_tensor *e = &expected[i].view;
        size_t bytes = (size_t)e->shape[0] * (size_t)e->shape[1] * st_type_size(e->type);
        memcpy(expected[i].data, st_find(file, e->name)->data, bytes);
    }
    return OK;
}

int checkpoint_read(const char *path, trainer *t, double *seconds, error *err)
{
    st_file file;
    int status = st_read(&file, path, err);
    if (status) return status;
    status = check_format(&file, path, err);
    int64_t step = read_count(&file, "step"), draws = read_count(&file, "draws");
    const char *time = st_meta(&file, "seconds");
    if (!status && (step < 0 || draws < 0 || !time)) {
        fail(err, FAILED, "%s: its metadata lacks step, draws or seconds", path);
        status = BAD_INPUT;
    }
    if (!status) status = restore(t, &file, path, err);
    if (!status) {
        t->step = step;
        t->draws = draws;
        *seconds = strtod(time, NULL);
        weights_pack(&t->trained);
    }
    st_free(&file);
    return status;
}
