#include "lib/handles.h"

#include <stdlib.h>

/* A model without weights yet: they are read where it stays. */
static trm_model *new_model(const char *name)
{
    size_t length = strlen(name) + 1;
    trm_model *m = calloc(1, sizeof *m + length);
    if (m) m->name = memcpy(m + 1, name, length);
    return m;
}

/* From memory, or if bytes are NULL from the file of that name. */
static int open_model(trm_model **to, const char *name, const void *bytes, size_t size, trm_error *err)
{
    error found = {0};
    trm_model *m = *to = new_model(name);
    if (!m) return hand_on(err, &found, fail_memory(&found, "a model"));
    int status = bytes ? model_parse(&m->m, m->name, bytes, size, &found) : model_read(&m->m, m->name, &found);
    if (status != OK) {
        trm_model_close(m);
        *to = NULL;
    }
    return hand_on(err, &found, status);
}

int trm_model_open(trm_model **m, const char *name, const void *bytes, size_t size, trm_error *err)
{
    return open_model(m, name, bytes ? bytes : "", bytes ? size : 0, err);
}

int trm_model_read(trm_model **m, const char *path, trm_error *err)
{
    return open_model(m, path, NULL, 0, err);
}

void trm_model_close(trm_model *m)
{
    if (m) model_close(&m->m);
    free(m);
}

const char *trm_model_kind(const trm_model *m)
{
    return m->m.puzzle;
}
