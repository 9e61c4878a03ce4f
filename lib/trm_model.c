#include "lib/handles.h"
#include "trm/inference/calibration.h"

#include <math.h> /* exp */

/* From memory, or if bytes are NULL from the file of that name. */
static int open_model(trm_model **to, const char *name, const void *bytes, size_t size, trm_error *err)
{
    error found = {0};
    char *kept;
    trm_model *m = *to = new_handle(sizeof *m, name, &kept);
    if (m) m->name = kept;
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

double trm_model_halt(const trm_model *m)
{
    return calibration_of(&m->m).threshold;
}

double trm_model_sure(const trm_model *m, double halt, int *calibrated)
{
    const calibration c = calibration_of(&m->m);
    const int fills = network_reads_answers(&m->m.net.config);
    if (calibrated) *calibrated = c.fitted && !fills;
    return fills ? exp(halt) : calibration_sure(&c, halt);
}
