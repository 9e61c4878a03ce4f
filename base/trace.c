#include "base/trace.h"

#include <stdlib.h>

int trace_open(trace *t, int what, int per_step, int frames, int cells, size_t logits_each, size_t state_each)
{
    size_t n = (size_t)frames, logits = what & TRACE_LOGITS ? logits_each : 0;
    size_t state = what & TRACE_STATES ? state_each : 0;
    double bytes = (double)n * ((double)(logits + 2 * state) * sizeof(float) + sizeof *t->halts + (double)cells);
    *t = (trace){.cells = cells, .per_step = per_step, .logits_each = logits_each, .state_each = state_each};
    size_t floats = n * (logits + 2 * state);
    if (bytes > (double)(SIZE_MAX / 2)) return -1; /* 32 bits count no further */
    t->block = calloc(1, n * sizeof *t->halts + floats * sizeof(float) + n * (size_t)cells);
    if (!t->block) return -1;
    t->halts = t->block;
    float *numbers = (float *)(t->halts + n);
    if (logits) t->logits = numbers;
    if (state) {
        t->y = numbers + n * logits;
        t->z = t->y + n * state;
    }
    t->answers = (uint8_t *)(numbers + floats);
    return 0;
}

void trace_close(trace *t)
{
    free(t->block);
    *t = (trace){0};
}
