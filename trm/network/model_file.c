#include "trm/network/model_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char FORMAT[] = "trm-model-1";

/* All rows that describe a network: what the user chose and what the puzzle gave. */
static options network_rows(void)
{
    options o = {0};
    network_options(&o, 0);
    network_sizes(&o, 0);
    return o;
}

/* Whether a value may be left out: what a file without the key means is the same. */
static int goes_unsaid(const option *row, const char *value)
{
    return row->sparse && row->absent && !strcmp(row->absent, value);
}

int config_to_metadata(const options *o, const void *settings, st_pair *pairs, char (*text)[OPTION_VALUE])
{
    int made = 0;
    for (int i = 0; i < o->count; i++) {
        const option *row = &o->rows[i];
        if (!row->name) continue;
        option_format(row, settings, text[made], sizeof text[made]);
        if (goes_unsaid(row, text[made])) continue;
        pairs[made] = (st_pair){option_key(row), text[made]};
        made++;
    }
    return made;
}

int config_from_metadata(const options *o, void *settings, const st_file *file, const char *path, error *err)
{
    for (int i = 0; i < o->count; i++) {
        const option *row = &o->rows[i];
        if (!row->name) continue;
        const char *value = st_meta(file, option_key(row));
        error fault;
        if (!value) value = row->absent;
        if (!value) return fail(err, BAD_INPUT, "%s: its metadata lacks \"%s\"", path, option_key(row));
        if (option_set(row, settings, value, &fault))
            return fail(err, BAD_INPUT, "%s: its metadata is not usable: %s", path, fault.text);
    }
    return OK;
}

int model_write(const char *path, const weights *w, const st_pair *notes, int note_count, error *err)
{
    const parameters *list = &w->net->list;
    int kept = parameters_lasting(list);
    st_tensor *tensors = calloc((size_t)kept, sizeof *tensors);
    if (!tensors) return fail_memory(err, "the list of tensors");
    for (int i = 0; i < kept; i++) {
        const parameter *p = &list->items[i];
        tensors[i] = (st_tensor){.type = ST_REAL, .dims = 2, .shape = {p->rows, p->columns}, .data = weights_of(w, i)};
        snprintf(tensors[i].name, sizeof tensors[i].name, "%s", p->name);
    }
    network_config config = w->net->config;
    config.facts = 0;
    const options rows = network_rows();
    st_pair pairs[MAX_OPTIONS + MODEL_NOTES + 1];
    char text[MAX_OPTIONS][OPTION_VALUE];
    pairs[0] = (st_pair){"format", FORMAT};
    int count = 1 + config_to_metadata(&rows, &config, pairs + 1, text);
    for (int i = 0; i < note_count; i++) pairs[count++] = notes[i];
    int status = st_write(path, tensors, kept, pairs, count, err);
    free(tensors);
    return status;
}

static int read_weight(model *m, int index, const st_file *file, const char *name, error *err)
{
    const parameter *p = &m->net.list.items[index];
    const st_tensor *t = st_find(file, p->name);
    if (!t || t->type != ST_REAL || t->dims != 2 || t->shape[0] != p->rows || t->shape[1] != p->columns)
        return fail(err, BAD_INPUT, "%s: tensor \"%s\" is %s; expected [%d, %d] of 32-bit floats", name, p->name,
                    t ? "of another shape or type" : "missing", p->rows, p->columns);
    size_t n = parameter_size(p);
    real *values = weights_of(&m->w, index);
    memcpy(values, t->data, n * sizeof(real));
    for (size_t i = 0; i < n; i++)
        if (!isfinite(values[i]))
            return fail(err, BAD_INPUT, "%s: tensor \"%s\" holds a value that is not a number", name, p->name);
    return OK;
}

static int read_config(const st_file *file, const char *name, network_config *c, error *err)
{
    const char *format = st_meta(file, "format");
    const options rows = network_rows();
    error fault;
    if (!format || strcmp(format, FORMAT))
        return fail(err, BAD_INPUT, "%s: not a model of this program: its metadata \"format\" is %s, expected %s", name,
                    format ? format : "missing", FORMAT);
    *c = network_defaults();
    int bad = config_from_metadata(&rows, c, file, name, err);
    if (bad) return bad;
    if (network_check(c, &fault))
        return fail(err, BAD_INPUT, "%s: its configuration makes no network: %s", name, fault.text);
    return OK;
}

static int build(model *m, const st_file *file, const char *name, error *err)
{
    const char *puzzle = st_meta(file, "puzzle");
    network_config config;
    int bad = read_config(file, name, &config, err);
    if (bad) return bad;
    snprintf(m->puzzle, sizeof m->puzzle, "%s", puzzle ? puzzle : "");
    if (network_open(&m->net, &config) || weights_open(&m->w, &m->net))
        return fail(err, NO_MEMORY, "%s: not enough memory for its weights", name);
    for (int i = 0; i < m->net.list.count && !bad; i++) bad = read_weight(m, i, file, name, err);
    if (!bad) weights_pack(&m->w);
    return bad;
}

/* Takes the file over, of which only the metadata stays. */
static int model_from(model *m, st_file *file, const char *name, error *err)
{
    int status = build(m, file, name, err);
    m->about = *file;
    st_forget_data(&m->about);
    if (status) model_close(m);
    return status;
}

int model_read(model *m, const char *path, error *err)
{
    st_file file;
    *m = (model){0};
    int status = st_read(&file, path, err);
    return status ? status : model_from(m, &file, path, err);
}

int model_parse(model *m, const char *name, const void *bytes, size_t size, error *err)
{
    st_file file;
    *m = (model){0};
    int status = st_parse(&file, name, bytes, size, err);
    return status ? status : model_from(m, &file, name, err);
}

const char *model_note(const model *m, const char *key)
{
    return st_meta(&m->about, key);
}

void model_close(model *m)
{
    weights_close(&m->w);
    network_close(&m->net);
    st_free(&m->about);
    *m = (model){0};
}
