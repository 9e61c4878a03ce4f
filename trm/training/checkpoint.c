#include "trm/training/checkpoint.h"

#include "autograd/optimiser.h"
#include "trm/network/model_file.h" /* ST_REAL, config_to_metadata, config_from_metadata */

#include <inttypes.h>
#include <math.h> /* isfinite */
#include <stdlib.h>
#include <string.h>

#define FAMILY "trm-state-" /* of formats, by version */
static const char FORMAT[] = FAMILY "4";
static const char *const before[] = {FAMILY "3", FAMILY "2", NULL}; /* which are still read */

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

/* --- numbers that are not finite --------------------------------------------------------------------------------- */

/* The first one of `count` numbers, which need not be aligned, or `count`. */
static size_t first_not_finite(const void *data, st_type type, size_t count)
{
    size_t size = st_type_size(type);
    if (type != ST_F32 && type != ST_F64) return count;
    for (size_t i = 0; i < count; i++) {
        float narrow = 0;
        double wide = 0;
        memcpy(type == ST_F32 ? (void *)&narrow : (void *)&wide, (const char *)data + i * size, size);
        if (!isfinite(narrow) || !isfinite(wide)) return i;
    }
    return count;
}

static size_t count_of(const st_tensor *t)
{
    size_t count = 1;
    for (int i = 0; i < t->dims; i++) count *= (size_t)t->shape[i];
    return count;
}

/* The parameter whose values lie there. */
static const char *parameter_at(const trainer *t, size_t offset)
{
    for (int i = 0; i < t->net.list.count; i++) {
        const parameter *p = &t->net.list.items[i];
        if (p->role != ROLE_SPARSE && offset >= p->offset && offset < p->offset + parameter_size(p)) return p->name;
    }
    return "no parameter";
}

const char *checkpoint_not_finite(const trainer *t, char place[PLACE_ROOM])
{
    const state_tensors list = list_tensors(t);
    for (int i = 0; i < list.count; i++) {
        const st_tensor *view = &list.view[i];
        size_t count = count_of(view), at = first_not_finite(view->data, view->type, count);
        if (at == count) continue;
        if (count == t->net.list.size)
            snprintf(place, PLACE_ROOM, "\"%s\" of %s", view->name, parameter_at(t, at));
        else
            snprintf(place, PLACE_ROOM, "\"%s\"", view->name);
        return place;
    }
    return NULL;
}

/* --- writing ----------------------------------------------------------------------------------------------------- */

int checkpoint_write(const char *path, const char *keep, const trainer *t, double seconds, const options *rows,
                     const void *settings, error *err)
{
    const position at = {t->step, 0, seconds};
    const options where = position_options();
    const state_tensors list = list_tensors(t);
    st_pair pairs[2 + 2 * MAX_OPTIONS] = {{"format", FORMAT}};
    char text[2 * MAX_OPTIONS][OPTION_VALUE], digits[SEAL_ROOM], place[PLACE_ROOM];
    if (checkpoint_not_finite(t, place))
        return fail(err, FAILED, "%s is not written: %s holds a value that is not a number", path, place);
    int count = 1 + config_to_metadata(&where, &at, pairs + 1, text);
    count += config_to_metadata(rows, settings, pairs + count, text + count);
    st_seal(list.view, list.count, pairs, count, digits);
    pairs[count++] = (st_pair){ST_SEAL, digits};
    return st_replace(path, keep, list.view, list.count, pairs, count, err);
}

/* --- reading ----------------------------------------------------------------------------------------------------- */

/* Whether the format is of this program, but of a version that is not read. */
static int is_of_another_version(const char *format)
{
    int is_known = !strcmp(format, FORMAT);
    for (int i = 0; before[i]; i++) is_known |= !strcmp(format, before[i]);
    return !is_known && !strncmp(format, FAMILY, strlen(FAMILY));
}

static int check_file(const st_file *file, const char *path, error *err)
{
    const char *format = st_meta(file, "format");
    if (format && is_of_another_version(format))
        return fail(err, BAD_INPUT,
                    "%s: a checkpoint of another version of this program (%s, expected %s); a new run can start from "
                    "the weights of its model, though not from its puzzle embeddings, with --from",
                    path, format, FORMAT);
    int status = config_check_format(file, FORMAT, before, "checkpoint", path, err);
    for (int i = 0; i < file->tensor_count && !status; i++) {
        const st_tensor *t = &file->tensors[i];
        if (first_not_finite(t->data, t->type, count_of(t)) < count_of(t))
            status = fail(err, BAD_INPUT, "%s: is damaged: \"%s\" holds a value that is not a number", path, t->name);
    }
    return status;
}

static int open_checkpoint(st_file *file, const char *path, error *err)
{
    int status = st_read(file, path, err);
    if (status) return status;
    status = check_file(file, path, err);
    if (status) st_free(file);
    return status;
}

int checkpoint_check(const char *path, int64_t *step, error *err)
{
    st_file file;
    position at = {0};
    const options where = position_options();
    int status = open_checkpoint(&file, path, err);
    if (status) return status;
    status = config_from_metadata(&where, &at, &file, path, err);
    if (step) *step = at.step;
    st_free(&file);
    return status;
}

int checkpoint_settings(const char *path, const options *rows, void *settings, error *err)
{
    st_file file;
    const options where = position_options();
    int status = open_checkpoint(&file, path, err);
    if (status) return status;
    status = config_check_keys(rows, &where, &file, path, err);
    if (!status) status = config_from_metadata(rows, settings, &file, path, err);
    st_free(&file);
    return status;
}

/* A tensor that this run has no place for belongs to another one. */
static int check_names(const state_tensors *expected, const st_file *file, const char *path, error *err)
{
    for (int i = 0; i < file->tensor_count; i++) {
        int k = 0;
        while (k < expected->count && strcmp(expected->view[k].name, file->tensors[i].name)) k++;
        if (k == expected->count)
            return fail(err, BAD_INPUT,
                        "%s: \"%s\" has no place in this run; resume with the model and batch options it was started "
                        "with",
                        path, file->tensors[i].name);
    }
    return OK;
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

/* Whether there is a layout for examples of that side: there are none of a side that the puzzles do not have. */
static int knows_side(const layouts *l, int32_t side)
{
    return side >= 0 && side <= l->count && l->of[(side ? side : l->count) - 1].cells;
}

/* Labels of an example are below the classes of its side. */
static int labels_are_sane(const trainer *t, size_t slot)
{
    const slots *s = &t->s;
    const layout *own = layouts_for(&t->shapes, s->side[slot]);
    const uint8_t *labels = s->labels + slot * s->labels_each;
    for (int i = 0; i < own->cells; i++)
        if (labels[i] >= t->net.config.classes * own->planes && labels[i] != NO_LABEL) return 0;
    return 1;
}

/* Tokens, labels, depths, sides and puzzle ids index tables: a file that was tampered with, or comes from other puzzles,
 * must not make them point elsewhere. */
static int slots_are_sane(const trainer *t)
{
    const network_config *c = &t->net.config;
    const slots *s = &t->s;
    size_t n = (size_t)s->count;
    for (size_t i = 0; i < n * s->tokens_each; i++)
        if (s->tokens[i] >= c->vocabulary) return 0;
    for (size_t i = 0; i < n; i++)
        if (s->steps[i] < -1 || s->steps[i] > (int64_t)MAX_COUNT || !knows_side(&t->shapes, s->side[i]) ||
            s->generation[i] < 0 || s->generation[i] > (int64_t)MAX_COUNT || !labels_are_sane(t, i))
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
    int is_early = !status && at.draws > 0; /* version 2 */
    list.count -= is_early;
    if (!status) status = check_names(&list, file, path, err);
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
            "%s: its examples hold tokens, labels, depths, sides or puzzle ids that are not valid here; resume with "
            "the puzzles and options it was started with",
            path);
    t->step = at.step;
    for (int i = 0; is_early && i < t->s.count; i++) t->s.generation[i] = at.draws / t->s.count + 1; /* none twice */
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
