/* The gates of a scan, for the steps of a chunk:
 *   t = softplus(decays + shift);   a = e^(-e^rate t), a number of a head or of each channel of its key
 *   b = sigmoid(writes), or without such t itself                                                                    */
#include "autograd/scan.h"
#include "autograd/simd.h"
#include "autograd/softplus.h"

#include <math.h>
#include <string.h>

void scan_begin_gates(const node *n, const scan_sizes *s, scan_work *w)
{
    for (int lane = 0; lane < VL; lane++) {
        ptrdiff_t chain = w->direction[lane] * s->heads + w->head[lane];
        w->slope[lane] = (real)-exp((double)n->in[SCAN_RATE]->x[chain]);
        for (int i = 0; i < s->each; i++) w->shift[i * VL + lane] = n->in[SCAN_SHIFT]->x[chain * s->each + i];
    }
    memset(w->drate, 0, VL * sizeof(real));
    memset(w->dshift, 0, (size_t)(s->each * VL) * sizeof(real));
}

void scan_end_gates(const node *n, const scan_sizes *s, const scan_work *w)
{
    real *drate = n->in[SCAN_RATE]->g, *dshift = n->in[SCAN_SHIFT]->g;
    for (int lane = 0; lane < w->lanes; lane++) {
        ptrdiff_t chain = w->direction[lane] * s->heads + w->head[lane];
        if (drate) drate[chain] += w->drate[lane];
        for (int i = 0; dshift && i < s->each; i++) dshift[chain * s->each + i] += w->dshift[i * VL + lane];
    }
}

/* A step more that does nothing. */
static void add_idle_step(const scan_sizes *s, scan_work *w)
{
    real *a = w->decay + w->count * s->each_row * VL, *b = w->b + w->count * VL;
    for (int i = 0; i < s->each_row * VL; i++) a[i] = 1;
    for (int i = 0; i < VL; i++) b[i] = 0;
}

void scan_gates(const node *n, const scan_sizes *s, scan_work *w)
{
    const tensor *decays = n->in[SCAN_DECAYS], *writes = n->in[SCAN_WRITES];
    vec slope = vec_load(w->slope) * LOG2_E;
    scan_gather(w, s->each, scan_rows(s, w, decays->x, s->decay_row), s->decay_row, w->decay_at, w->step, s->each_row);
    for (int step = 0; step < w->count; step++) {
        real *t = w->step + step * s->each_row * VL, *a = w->decay + step * s->each_row * VL;
        for (int i = 0; i < s->each * VL; i += VL) {
            vec x = vec_softplus(vec_load(t + i) + vec_load(w->shift + i));
            vec_store(t + i, x);
            vec_store(a + i, vec_exp2(x * slope));
        }
    }
    if (writes)
        scan_gather(w, 1, scan_rows(s, w, writes->x, s->write_row), s->write_row, w->write_at, w->b, 1);
    else
        memcpy(w->b, w->step, (size_t)(w->count * VL) * sizeof(real));
    for (int i = 0; writes && i < w->count * VL; i += VL) vec_store(w->b + i, vec_sigmoid(vec_load(w->b + i)));
    if (w->count % 2) add_idle_step(s, w);
}

void scan_gates_backward(const node *n, const scan_sizes *s, scan_work *w)
{
    real *ddecays = n->in[SCAN_DECAYS]->g, *dwrites = n->in[SCAN_WRITES] ? n->in[SCAN_WRITES]->g : NULL;
    vec slope = vec_load(w->slope), drate = vec_load(w->drate);
    for (int step = 0; step < w->count; step++) {
        real *t = w->step + step * s->each_row * VL, *d = w->dlog + step * s->each_row * VL, *b = w->b + step * VL;
        vec db = vec_load(w->db + step * VL);
        for (int i = 0; i < s->each * VL; i += VL) {
            vec x = vec_load(t + i), dx = vec_load(d + i) * slope;
            drate += dx * x;
            if (!n->in[SCAN_WRITES]) dx += db;
            dx *= 1 - vec_exp2(x * -LOG2_E); /* the derivative of softplus */
            vec_store(d + i, dx);
            vec_store(w->dshift + i, vec_load(w->dshift + i) + dx);
        }
        if (dwrites) vec_store(b, db * vec_load(b) * (1 - vec_load(b)));
    }
    vec_store(w->drate, drate);
    if (ddecays)
        scan_scatter(w, s->each, w->dlog, s->each_row, scan_rows(s, w, ddecays, s->decay_row), s->decay_row,
                     w->decay_at);
    if (dwrites) scan_scatter(w, 1, w->b, 1, scan_rows(s, w, dwrites, s->write_row), s->write_row, w->write_at);
}
