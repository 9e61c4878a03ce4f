#include "lib/held.h"

#include "trm/algorithms/algorithm.h"

#include <math.h> /* expf */

infer_options held_asking(const trm_options *o)
{
    return (infer_options){.steps = o->steps,
                           .threshold = o->halt,
                           .samples = o->tries,
                           .noise = o->noise,
                           .select = (selection)o->choose,
                           .seed = o->seed,
                           .threads = 1,
                           .trace = (o->detail & (TRM_PROBABILITIES | TRM_REPLAY) ? TRACE_LOGITS : 0) |
                                    (o->detail & TRM_UPDATES ? TRACE_UPDATES : 0)};
}

int held_lighten(int what, const trm_options *o, const model *m, const encoding *e)
{
    enum { MOST_BYTES = 64 << 20 };
    const network_config *c = &m->net.config;
    const algorithm *a = algorithm_of(c);
    double state = 2.0 * sizeof(real) * (double)(e->planes * e->cells) * (double)c->width * o->steps;
    if (a->updates && state * a->updates(c) > MOST_BYTES) what &= ~TRACE_UPDATES;
    return state > MOST_BYTES ? what & ~TRACE_STATES : what;
}

/* Softmax over all classes of a cell: logits [P, L, C] -> p [L, P C]. */
static void probabilities(const float *logits, int planes, int cells, int classes, float *p)
{
    for (int l = 0; l < cells; l++, p += planes * classes) {
        float most = -INFINITY, sum = 0;
        for (int k = 0; k < planes * classes; k++) {
            p[k] = logits[(k / classes * cells + l) * classes + k % classes];
            if (p[k] > most) most = p[k];
        }
        for (int k = 0; k < planes * classes; k++) sum += p[k] = expf(p[k] - most);
        for (int k = 0; k < planes * classes; k++) p[k] /= sum;
    }
}

int held_probabilities(held *h, const encoding *e, error *err)
{
    trm_answer *a = &h->seen;
    size_t each = (size_t)(h->t.cells * a->classes);
    if (!h->t.logits) return OK;
    a->probability = h->probability = malloc((size_t)a->frames * each * sizeof(float));
    if (!a->probability) return fail_memory(err, "probabilities");
    for (int f = 0; f < a->frames; f++)
        probabilities(h->t.logits + (size_t)f * h->t.logits_each, e->planes, h->t.cells, e->classes,
                      h->probability + (size_t)f * each);
    return OK;
}
