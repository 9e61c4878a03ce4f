/* gated_rmsnorm: the output gate of linear recurrences, over groups of E channels        x, gate, y [N, D], gain [1, E]
 *   norm first:  y = m r gain s,  m = x                    gate first:  y = m r gain,  m = x s
 *   r = 1 / sqrt(mean(m^2) + eps) of a group;   s = silu(gate) or 1 / (1 + e^-gate)
 *   with dn the gradient of the normalised m r:   dm = r (dn - m r mean(dn m r))
 * saves nothing; recomputes s, m and r                                                                            */
#include "autograd/ops.h"
#include "autograd/simd.h"

#include <math.h>

/* s and ds/dgate of a row. */
static void gate_row(int padded, gate_form form, const real *gate, real *s, real *slope)
{
    for (int i = 0; i < padded; i += VL) {
        vec g = vec_load(gate + i), l = vec_sigmoid(g), d = l * (1 - l);
        if (form != GATE_SIGMOID) {
            d = l + g * d;
            l *= g;
        }
        vec_store(s + i, l);
        vec_store(slope + i, d);
    }
}

typedef struct sizes {
    int width, group, padded;
    gate_form form;
} sizes;

static sizes sizes_of(const node *n)
{
    int width = tensor_columns(n->out);
    return (sizes){width, tensor_columns(n->in[2]), whole_vectors(width), (gate_form)n->n[0]};
}

static real inverse_rms(int group, const real *m)
{
    return 1 / SQRT(dot(group, m, m) / (real)group + RMS_EPSILON);
}

static void forward(node *n)
{
    sizes s = sizes_of(n);
    real *act = n->scratch, *slope = act + s.padded;
    const real *restrict gain = n->in[2]->x;
    for (int row = 0; row < tensor_rows(n->out); row++) {
        size_t at = (size_t)row * (size_t)s.width;
        gate_row(s.padded, s.form, n->in[1]->x + at, act, slope);
        for (int first = 0; first < s.width; first += s.group) {
            const real *x = n->in[0]->x + at + first;
            real *restrict y = n->out->x + at + first, *restrict a = act + first;
            int before = s.form == GATE_FIRST;
            for (int i = 0; i < s.group; i++) y[i] = before ? x[i] * a[i] : x[i];
            real r = inverse_rms(s.group, y);
            for (int i = 0; i < s.group; i++) y[i] = before ? y[i] * r * gain[i] : y[i] * r * gain[i] * a[i];
        }
    }
}

/* Room for one group of a row. */
typedef struct room {
    real *act, *slope; /* [D] */
    real *m, *dn;      /* [E] */
} room;

static void backward_group(const node *n, const sizes *s, const room *w, size_t at, int first)
{
    const real *restrict x = n->in[0]->x + at, *restrict dy = n->out->g + at, *restrict gain = n->in[2]->x;
    const real *restrict a = w->act + first, *restrict slope = w->slope + first;
    real *dx = n->in[0]->g, *dgate = n->in[1]->g, *dgain = n->in[2]->g, *restrict m = w->m, *restrict dn = w->dn;
    int before = s->form == GATE_FIRST;
    for (int i = 0; i < s->group; i++) m[i] = before ? x[i] * a[i] : x[i];
    real r = inverse_rms(s->group, m);
    for (int i = 0; i < s->group; i++) {
        real normed = m[i] * r, gated = before ? dy[i] : dy[i] * a[i];
        if (dgain) dgain[i] += gated * normed;
        if (dgate && !before) dgate[at + (size_t)i] += dy[i] * normed * gain[i] * slope[i];
        m[i] = normed;
        dn[i] = gated * gain[i];
    }
    real mean = dot(s->group, dn, m) / (real)s->group;
    for (int i = 0; i < s->group; i++) {
        real dm = r * (dn[i] - m[i] * mean);
        if (dx) dx[at + (size_t)i] += before ? dm * a[i] : dm;
        if (dgate && before) dgate[at + (size_t)i] += dm * x[i] * slope[i];
    }
}

static void backward(node *n)
{
    sizes s = sizes_of(n);
    room w = {n->scratch, n->scratch + s.padded, n->scratch + 2 * s.padded, n->scratch + 3 * s.padded};
    for (int row = 0; row < tensor_rows(n->out); row++) {
        size_t at = (size_t)row * (size_t)s.width;
        gate_row(s.padded, s.form, n->in[1]->x + at, w.act, w.slope);
        for (int first = 0; first < s.width; first += s.group) backward_group(n, &s, &w, at + (size_t)first, first);
    }
}

static const operation op = {"gated_rmsnorm", forward, backward};

tensor *gated_rmsnorm(tape *t, tensor *x, tensor *gate, tensor *gain, gate_form form)
{
    int width = tensor_columns(x), group = tensor_columns(gain);
    require_shape(tensor_size(x) == tensor_size(gate), op.name, x, gate);
    require_shape(gain->shape[0] == 1 && width % group == 0, op.name, x, gain);
    node n = {.op = &op, .in = {x, gate, gain}, .n = {(int)form}};
    n.out = tape_tensor(t, any_gradient(&n), x->dims, x->shape);
    tape_need_scratch(t, 4 * (size_t)whole_vectors(width));
    return tape_run(t, n);
}
