#include "trm/training/checkpoint.h"

#include "autograd/optimiser.h"
#include "trm/network/model_file.h" /* ST_REAL, config_to_metadata, config_from_metadata */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define FAMILY "trm-state-"                                     /* of formats, by version */
static const char FORMAT[] = FAMILY "3", BEFORE[] = FAMILY "2"; /* which is still read */

/* Far from where adding one could overflow. */
#define MAX_COUNT 1e15

#define POSITION(O)                                                                                                    \
    O(INT, step, "step", .max = MAX_COUNT, .help = "optimiser steps done")                                             \
    O(INT, draws, "draws", .max = MAX_COUNT, .absent = "0", .sparse = 1, .help = "examples handed out, in version 2")  \
    O(REAL, seconds, "seconds", .max = 1e12, .help = "of training")

/* Where a run stands, beside its tensors. */
typedef struct position {
    POSITION(OPTION_FIELD)
} position;

#define ROW(type, field, ...) OPTION_ROW(position, type, field, __VA_ARGS__)
static const option position_rows[] = {POSITION(ROW)};

static options position_options(void)
{
    options o = {0};
    options_add(&o, NULL, position_rows, sizeof position_rows / sizeof *position_rows, 0);
    return o;
}

/* --- what a checkpoint holds ------------------------------------------------------------------------------------- */

enum { STATE_TENSORS = 12 + OPTIMISER_MAX_STATES };

/* The tensors, and where their numbers live in the trainer. */
typedef struct state_tensors {
    int count;
    st_tensor view[STATE_TENSORS];
    void *data[STATE_TENSORS];
} state_tensors;

static void put(state_tensors *s, const char *name, st_type type, size_t rows, size_t columns, void *data)
{
    s->view[s->count] = (st_tensor){.type = type, .dims = 2, .shape = {(int64_t)rows, (int64_t)columns}, .data = data};
    snprintf(s->view[s->count].name, ST_NAME, "%s", name);
    s->data[s->count++] = data;
}

/* One list for writing and reading. */
static state_tensors list_tensors(const trainer *t)
{
    state_tensors list = {0};
    const slots *s = &t->s;
    size_t n = (size_t)s->count, size = t->net.list.size, later = s->states ? (size_t)s->states - 1 : 0;
    const char *states = optimiser_states(t->config.optimiser);
    put(&list, "weights", ST_REAL, 1, size, t->trained.values);
    put(&list, "average", ST_REAL, 1, size, t->average.values);
    for (size_t i = 0; states[i]; i++) {
        char name[16];
        snprintf(name, sizeof name, "optimiser.%c", states[i]);
        put(&list, name, ST_REAL, 1, size, t->state + i * size);
    }
    put(&list, "slots.tokens", ST_U8, n, s->tokens_each, s->tokens);
    put(&list, "slots.labels", ST_U8, n, s->labels_each, s->labels);
    if (s->states) { /* TRM's names for its first state and the others */
        put(&list, "slots.y", ST_REAL, n, s->state_each, s->carry);
        put(&list, "slots.z", ST_REAL, n * later, s->state_each, s->carry + slots_stride(s));
    }
    put(&list, "slots.depth", ST_I64, n, 1, s->steps);
    put(&list, "slots.side", ST_I32, n, 1, s->side);
    if (s->registers_each) {
        put(&list, "tasks", ST_REAL, network_puzzle_rows(&t->net.config), s->registers_each, t->trained.puzzles);
        put(&list, "slots.task", ST_I32, n, 1, s->puzzle);
    }
    if (s->facts_each) put(&list, "slots.facts", ST_U8, n, s->facts_each, s->facts);
    put(&list, "slots.generation", ST_I64, n, 1, s->generation); /* last: version 2 lacks it */
    return list;
}

/* --- writing ----------------------------------------------------------------------------------------------------- */

int checkpoint_write(const char *path, const trainer *t, double seconds, const options *rows, const void *settings,
                     error *err)
{
    const position at = {t->step, 0, seconds};
    const options where = position_options();
    const state_tensors list = list_tensors(t);
    st_pair pairs[1 + 2 * MAX_OPTIONS] = {{"format", FORMAT}};
    char text[2 * MAX_OPTIONS][OPTION_VALUE];
    int count = config_to_metadata(&where, &at, pairs + 1, text);
    count += config_to_metadata(rows, settings, pairs + 1 + count, text + count);
    return st_write(path, list.view, list.count, pairs, 1 + count, err);
}

/* --- reading ----------------------------------------------------------------------------------------------------- */

static int open_checkpoint(st_file *file, const char *path, error *err)
{
    int status = st_read(file, path, err);
    if (status) return status;
    const char *format = st_meta(file, "format");
    if (format && (!strcmp(format, FORMAT) || !strcmp(format, BEFORE))) return OK;
    if (format && !strncmp(format, FAMILY, strlen(FAMILY)))
        fail(err, BAD_INPUT,
             "%s: a checkpoint of another version of this program (%s, expected %s); a new run can start from the "
             "weights of its model, though not from its puzzle embeddings, with --from",
             path, format, FORMAT);
    else
        fail(err, BAD_INPUT, "%s: not a checkpoint of this program: its metadata \"format\" is %s, expected %s", path,
             format ? format : "missing", FORMAT);
    st_free(file);
    return BAD_INPUT;
}

int checkpoint_settings(const char *path, const options *rows, void *settings, error *err)
{
    st_file file;
    int status = open_checkpoint(&file, path, err);
    if (status) return status;
    status = config_from_metadata(rows, settings, &file, path, err);
    st_free(&file);
    return status;
}

static int check_shapes(const state_tensors *expected, const st_file *file, const char *path, error *err)
{
    for (int i = 0; i < expected->count; i++) {
        const st_tensor *e = &expected->view[i], *found = st_find(file, e->name);
        if (found && found->type == e->type && found->dims == 2 && found->shape[0] == e->shape[0] &&
            found->shape[1] == e->shape[1])
            continue;
        return fail(err, BAD_INPUT,
                    "%s: \"%s\" does not fit this run (expected [%" PRId64 ", %" PRId64 "]); resume with the model and "
                    "batch options it was started with",
                    path, e->name, e->shape[0], e->shape[1]);
    }
    return OK;
}

/* Tokens, labels, depths, sides and puzzle ids index tables: a file that was tampered with must not make them point
 * elsewhere. */
static int slots_are_sane(const trainer *t)
{
    const network_config *c = &t->net.config;
    const slots *s = &t->s;
    size_t n = (size_t)s->count;
    int64_t classes = c->classes * layouts_for(&t->shapes, 0)->planes;
    for (size_t i = 0; i < n * s->tokens_each; i++)
        if (s->tokens[i] >= c->vocabulary) return 0;
    for (size_t i = 0; i < n * s->labels_each; i++)
        if (s->labels[i] >= classes && s->labels[i] != NO_LABEL) return 0;
    for (size_t i = 0; i < n; i++)
        if (s->steps[i] < -1 || s->steps[i] > (int64_t)MAX_COUNT || s->side[i] < 0 || s->side[i] > t->shapes.count ||
            s->generation[i] < 0 || s->generation[i] > (int64_t)MAX_COUNT)
            return 0;
    if (!s->registers_each) return 1;
    for (size_t i = 0; i < n; i++)
        if (s->puzzle[i] < 0 || (size_t)s->puzzle[i] >= network_puzzle_rows(c)) return 0;
    return 1;
}

static int restore(trainer *t, double *seconds, const st_file *file, const char *path, error *err)
{
    const options where = position_options();
    state_tensors list = list_tensors(t);
    position at;
    int status = config_from_metadata(&where, &at, file, path, err);
    int before = !status && at.draws > 0;
    list.count -= before;
    if (!status) status = check_shapes(&list, file, path, err);
    if (status) return status;
    for (int i = 0; i < list.count; i++) {
        const st_tensor *e = &list.view[i];
        size_t bytes = (size_t)e->shape[0] * (size_t)e->shape[1] * st_type_size(e->type);
        memcpy(list.data[i], st_find(file, e->name)->data, bytes);
    }
    if (!slots_are_sane(t))
        return fail(
            err, BAD_INPUT,
            "%s: its examples hold tokens, labels, depths, sides or puzzle ids that cannot be here; resume with "
            "the options it was started with",
            path);
    t->step = at.step;
    for (int i = 0; before && i < t->s.count; i++) t->s.generation[i] = at.draws / t->s.count + 1; /* none twice */
    *seconds = at.seconds;
    weights_pack(&t->trained);
    return OK;
}

int checkpoint_read(const char *path, trainer *t, double *seconds, error *err)
{
    st_file file;
    int status = open_checkpoint(&file, path, err);
    if (status) return status;
    status = restore(t, seconds, &file, path, err);
    st_free(&file);
    return status;
}
