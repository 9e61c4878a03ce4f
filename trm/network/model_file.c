#include "trm/network/model_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char FORMAT[] = "trm-model-2";
static const char *const before[] = {"trm-model-1", NULL};
static const char NOTES[] = "notes"; /* the key that lists the keys of all notes, separated by commas */

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
        if (!value && (row->sparse || !st_meta(file, ST_SEAL))) value = row->absent;
        if (!value) return fail(err, BAD_INPUT, "%s: its metadata lacks \"%s\"", path, option_key(row));
        if (option_set(row, settings, value, &fault))
            return fail(err, BAD_INPUT, "%s: its metadata is not usable: %s", path, fault.text);
    }
    return OK;
}

static int is_key_of(const options *o, const char *key)
{
    for (int i = 0; o && i < o->count; i++)
        if (o->rows[i].name && !strcmp(option_key(&o->rows[i]), key)) return 1;
    return 0;
}

static int is_note(const char *notes, const char *key)
{
    size_t length = strlen(key);
    for (const char *at = notes; at && *at; at += *at == ',') {
        size_t word = strcspn(at, ",");
        if (word == length && !memcmp(at, key, length)) return 1;
        at += word;
    }
    return 0;
}

int config_check_keys(const options *a, const options *b, const st_file *file, const char *path, error *err)
{
    const char *notes = st_meta(file, NOTES);
    if (!st_meta(file, ST_SEAL)) return OK;
    for (int i = 0; i < file->metadata_count; i++) {
        const char *key = file->metadata[i].key;
        if (!strcmp(key, "format") || !strcmp(key, ST_SEAL) || !strcmp(key, NOTES)) continue;
        if (is_key_of(a, key) || is_key_of(b, key) || is_note(notes, key)) continue;
        return fail(err, BAD_INPUT, "%s: its metadata holds \"%.48s\", which this version of the program does not know",
                    path, key);
    }
    return OK;
}

int config_check_format(const st_file *file, const char *current, const char *const *earlier, const char *what,
                        const char *path, error *err)
{
    const char *format = st_meta(file, "format");
    int is_current = format && !strcmp(format, current), is_earlier = 0;
    for (int i = 0; format && earlier[i]; i++) is_earlier |= !strcmp(format, earlier[i]);
    if (!is_current && !is_earlier)
        return fail(err, BAD_INPUT, "%s: not a %s of this program: its metadata \"format\" is %s, expected %s", path,
                    what, format ? format : "missing", current);
    if (is_current && !st_meta(file, ST_SEAL))
        return fail(err, BAD_INPUT, "%s: is damaged: its metadata lacks \"%s\", which every %s of version %s has", path,
                    ST_SEAL, what, current);
    return st_check_seal(file, path, err);
}

/* Averages that are not numbers would be of no use to anyone. */
static int check_finite(const weights *w, const char *path, error *err)
{
    for (int i = 0; i < w->net->list.count; i++) {
        const parameter *p = &w->net->list.items[i];
        const real *values = weights_of(w, i);
        for (size_t k = 0; k < parameter_size(p); k++)
            if (!isfinite(values[k]))
                return fail(err, FAILED, "%s is not written: \"%s\" holds a value that is not a number", path, p->name);
    }
    return OK;
}

/* The pairs of notes, and before them the list of their keys. Returns how many pairs there are. */
static int put_notes(const st_pair *notes, int count, st_pair *pairs, char *keys, size_t room)
{
    size_t used = 0;
    *keys = '\0';
    pairs[0] = (st_pair){NOTES, keys};
    for (int i = 0; i < count; i++) {
        if (used < room) used += (size_t)snprintf(keys + used, room - used, "%s%s", i ? "," : "", notes[i].key);
        pairs[1 + i] = notes[i];
    }
    return 1 + count;
}

int model_write(const char *path, const weights *w, const st_pair *notes, int note_count, error *err)
{
    const parameters *list = &w->net->list;
    int kept = parameters_lasting(list), status = check_finite(w, path, err);
    if (status != OK) return status;
    st_tensor *tensors = calloc((size_t)kept + 1, sizeof *tensors);
    if (!tensors) return fail_memory(err, "the list of tensors");
    for (int i = 0; i < kept; i++) {
        const parameter *p = &list->items[i];
        tensors[i] = (st_tensor){.type = ST_REAL, .dims = 2, .shape = {p->rows, p->columns}, .data = weights_of(w, i)};
        snprintf(tensors[i].name, sizeof tensors[i].name, "%s", p->name);
    }
    network_config config = w->net->config;
    config.facts = 0;
    const options rows = network_rows();
    st_pair pairs[MAX_OPTIONS + MODEL_NOTES + 3];
    char text[MAX_OPTIONS][OPTION_VALUE], keys[MODEL_NOTES * 32], digits[SEAL_ROOM];
    pairs[0] = (st_pair){"format", FORMAT};
    int count = 1 + config_to_metadata(&rows, &config, pairs + 1, text);
    count += put_notes(notes, note_count, pairs + count, keys, sizeof keys);
    st_seal(tensors, kept, pairs, count, digits);
    pairs[count++] = (st_pair){ST_SEAL, digits};
    status = st_write(path, tensors, kept, pairs, count, err);
    free(tensors);
    return status;
}

/* Whether `real` holds every number of that type. */
static int is_exact(st_type type)
{
    return st_is_float(type) && st_type_size(type) <= sizeof(real);
}

static int read_weight(model *m, int index, const st_file *file, const char *name, error *err)
{
    const parameter *p = &m->net.list.items[index];
    const st_tensor *t = st_find(file, p->name);
    if (!t || !is_exact(t->type) || t->dims != 2 || t->shape[0] != p->rows || t->shape[1] != p->columns)
        return fail(err, BAD_INPUT, "%s: tensor \"%s\" is %s; expected [%d, %d] of F32, F16 or BF16", name, p->name,
                    t ? "of another shape or type" : "missing", p->rows, p->columns);
    size_t n = parameter_size(p);
    real *values = weights_of(&m->w, index);
    for (size_t i = 0; i < n; i++) {
        values[i] = (real)st_float(t, i);
        if (!isfinite(values[i]))
            return fail(err, BAD_INPUT, "%s: tensor \"%s\" holds a value that is not a number", name, p->name);
    }
    return OK;
}

static int read_config(const st_file *file, const char *name, network_config *c, error *err)
{
    const options rows = network_rows();
    error fault;
    int bad = config_check_format(file, FORMAT, before, "model", name, err);
    if (!bad) bad = config_check_keys(&rows, NULL, file, name, err);
    if (bad) return bad;
    *c = network_defaults();
    bad = config_from_metadata(&rows, c, file, name, err);
    if (bad) return bad;
    if (network_check(c, &fault))
        return fail(err, BAD_INPUT, "%s: its configuration makes no network: %s", name, fault.text);
    return OK;
}

/* A tensor that the network has no place for shows that the configuration is not the one it was trained with. */
static int check_tensors(const model *m, const st_file *file, const char *name, error *err)
{
    for (int i = 0; i < file->tensor_count; i++)
        if (!parameters_find(&m->net.list, file->tensors[i].name))
            return fail(err, BAD_INPUT, "%s: its configuration makes a network that has no tensor \"%s\"", name,
                        file->tensors[i].name);
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
    bad = check_tensors(m, file, name, err);
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

static int is_among(const st_pair *notes, int count, const char *key)
{
    for (int i = 0; i < count; i++)
        if (!strcmp(notes[i].key, key)) return 1;
    return 0;
}

int model_rewrite(const char *path, const model *m, const st_pair *notes, int note_count, error *err)
{
    static const char *const own[] = {"format", ST_SEAL, NOTES};
    const options rows = network_rows();
    st_pair kept[MODEL_NOTES];
    int count = 0;
    for (int i = 0; i < m->about.metadata_count; i++) {
        const st_pair *p = &m->about.metadata[i];
        int is_own = is_key_of(&rows, p->key);
        for (size_t k = 0; k < sizeof own / sizeof *own; k++) is_own |= !strcmp(p->key, own[k]);
        if (is_own || is_among(notes, note_count, p->key)) continue;
        if (count + note_count == MODEL_NOTES) return fail(err, BAD_INPUT, "%s: too many notes in its metadata", path);
        kept[count++] = *p;
    }
    memcpy(kept + count, notes, (size_t)note_count * sizeof *notes);
    return model_write(path, &m->w, kept, count + note_count, err);
}

void model_close(model *m)
{
    weights_close(&m->w);
    network_close(&m->net);
    st_free(&m->about);
    *m = (model){0};
}
