#include "trm/network/model_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char FORMAT[] = "trm-model-1";

/* All rows that describe a network: what the user chose and what the puzzle gave. */
static int network_rows(option *rows)
{
    int count = network_options(rows, 0);
    return count + network_size_options(rows + count, 0);
}

int config_to_metadata(const option *rows, int count, const void *settings, st_pair *pairs, char (*text)[64])
{
    int made = 0;
    for (int i = 0; i < count; i++) {
        if (!rows[i].name) continue;
        option_format(&rows[i], settings, text[made], sizeof text[made]);
        pairs[made] = (st_pair){(char *)(uintptr_t)rows[i].name, text[made]};
        made++;
    }
    return made;
}

int config_from_metadata(const option *rows, int count, void *settings, const st_file *file, const char *path,
                         char *why, size_t why_size)
{
    for (int i = 0; i < count; i++) {
        if (!rows[i].name) continue;
        const char *value = st_meta(file, rows[i].name);
        if (!value) value = rows[i].absent;
        char fault[160];
        if (!value) {
            snprintf(why, why_size, "%s: its metadata lacks \"%s\"", path, rows[i].name);
            return ST_BAD_FILE;
        }
        if (option_set(&rows[i], settings, value, fault, sizeof fault)) {
            snprintf(why, why_size, "%s: its metadata is not usable: %s", path, fault);
            return ST_BAD_FILE;
        }
    }
    return ST_OK;
}

int model_write(const char *path, const weights *w, const st_pair *notes, int note_count, char *why, size_t why_size)
{
    st_tensor tensors[MAX_PARAMETERS];
    for (int i = 0; i < w->net->count; i++) {
        const parameter *p = &w->net->parameters[i];
        tensors[i] = (st_tensor){.type = ST_REAL, .dims = 2, .shape = {p->rows, p->columns}, .data = weights_of(w, i)};
        snprintf(tensors[i].name, sizeof tensors[i].name, "%s", p->name);
    }
    option rows[MAX_CONFIG_OPTIONS];
    st_pair pairs[MAX_CONFIG_OPTIONS + MODEL_NOTES + 1];
    char text[MAX_CONFIG_OPTIONS][64], key[] = "format", format[sizeof FORMAT];
    memcpy(format, FORMAT, sizeof FORMAT);
    pairs[0] = (st_pair){key, format};
    int count = 1 + config_to_metadata(rows, network_rows(rows), &w->net->config, pairs + 1, text);
    for (int i = 0; i < note_count; i++) pairs[count++] = notes[i];
    return st_write(path, tensors, w->net->count, pairs, count, why, why_size);
}

static int read_weight(model *m, int index, const st_file *file, const char *path, char *why, size_t why_size)
{
    const parameter *p = &m->net.parameters[index];
    const st_tensor *t = st_find(file, p->name);
    if (!t || t->type != ST_REAL || t->dims != 2 || t->shape[0] != p->rows || t->shape[1] != p->columns) {
        snprintf(why, why_size, "%s: tensor \"%s\" is %s; expected [%d, %d] of 32-bit floats", path, p->name,
                 t ? "of another shape or type" : "missing", p->rows, p->columns);
        return ST_BAD_FILE;
    }
    size_t n = (size_t)p->rows * (size_t)p->columns;
    real *values = weights_of(&m->w, index);
    memcpy(values, t->data, n * sizeof(real));
    for (size_t i = 0; i < n; i++)
        if (!isfinite(values[i])) {
            snprintf(why, why_size, "%s: tensor \"%s\" holds a value that is not a number", path, p->name);
            return ST_BAD_FILE;
        }
    return ST_OK;
}

static int build(model *m, const st_file *file, const char *path, char *why, size_t why_size)
{
    const char *format = st_meta(file, "format"), *puzzle = st_meta(file, "puzzle");
    if (!format || strcmp(format, FORMAT)) {
        snprintf(why, why_size, "%s: not a model of this program: its metadata \"format\" is %s, expected %s", path,
                 format ? format : "missing", FORMAT);
        return ST_BAD_FILE;
    }
    option rows[MAX_CONFIG_OPTIONS];
    network_config config = network_defaults();
    char fault[160];
    int bad = config_from_metadata(rows, network_rows(rows), &config, file, path, why, why_size);
    if (bad) return bad;
    if (network_check(&config, fault, sizeof fault)) {
        snprintf(why, why_size, "%s: its configuration makes no network: %s", path, fault);
        return ST_BAD_FILE;
    }
    snprintf(m->puzzle, sizeof m->puzzle, "%s", puzzle ? puzzle : "");
    network_describe(&m->net, &config);
    if (weights_open(&m->w, &m->net)) {
        snprintf(why, why_size, "%s: not enough memory for its %zu weights", path, m->net.size);
        return ST_NO_FILE;
    }
    for (int i = 0; i < m->net.count && !bad; i++) bad = read_weight(m, i, file, path, why, why_size);
    if (!bad) weights_pack(&m->w);
    return bad;
}

/* Copies the metadata, so that the weights as they stand in the file can go. */
static int keep_notes(model *m, const st_file *file)
{
    size_t pairs = (size_t)file->metadata_count * sizeof(st_pair), size = pairs + 1;
    for (int i = 0; i < file->metadata_count; i++)
        size += strlen(file->metadata[i].key) + strlen(file->metadata[i].value) + 2;
    st_pair *kept = m->about.block = malloc(size);
    if (!kept) return ST_NO_FILE;
    char *text = (char *)kept + pairs;
    for (int i = 0; i < file->metadata_count; i++) {
        kept[i].key = strcpy(text, file->metadata[i].key);
        text += strlen(text) + 1;
        kept[i].value = strcpy(text, file->metadata[i].value);
        text += strlen(text) + 1;
    }
    m->about.metadata = kept;
    m->about.metadata_count = file->metadata_count;
    return ST_OK;
}

const char *model_note(const model *m, const char *key)
{
    return st_meta(&m->about, key);
}

int model_read(model *m, const char *path, char *why, size_t why_size)
{
    st_file file;
    *m = (model){0};
    int status = st_read(&file, path, why, why_size);
    if (status) return status;
    status = build(m, &file, path, why, why_size);
    if (!status && (status = keep_notes(m, &file))) snprintf(why, why_size, "%s: not enough memory", path);
    if (status) model_close(m);
    st_free(&file);
    return status;
}

void model_close(model *m)
{
    weights_close(&m->w);
    st_free(&m->about);
}
