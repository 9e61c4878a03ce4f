#include "base/trace.h"

#include <stdlib.h>
#include <string.h>

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

/* Frame `from` of t, as the next of *to. */
static void add_frame(trace *to, const trace *t, int from)
{
    const size_t cells = (size_t)t->cells, each = t->logits_each, at = (size_t)to->frames++, f = (size_t)from;
    memcpy(to->answers + at * cells, t->answers + f * cells, cells);
    to->halts[at] = t->halts[from];
    if (to->logits) memcpy(to->logits + at * each, t->logits + f * each, each * sizeof *t->logits);
}

int trace_copy(trace *to, const trace *t, int what)
{
    const int every = what & TRACE_UPDATES ? 1 : t->per_step, has = t->logits ? what & TRACE_LOGITS : 0;
    trace_close(to);
    if (trace_open(to, has, t->per_step / every, t->frames / every, t->cells, t->logits_each, 0)) return -1;
    for (int f = every - 1; f < t->frames; f += every) add_frame(to, t, f);
    return 0;
}
