/* The gates of a scan, for the tokens of a chunk:
 *   t = softplus(decays + shift);   a = e^(-e^rate t), a number of a head or of each channel of its key
 *   b = sigmoid(writes), or without such t itself                                                                    */
#include "autograd/scan.h"
#include "autograd/softplus.h"

#include <math.h>
#include <string.h>

/* Where a token's decays are, of the direction or shared by all, and its writes. */
static size_t decays_at(const scan_sizes *s, const scan_chunk *c, int group, int step)
{
    int own = s->decay_row > s->decays ? c->direction * s->decays : 0;
    return (size_t)(group * s->tokens + c->token[step]) * (size_t)s->decay_row + (size_t)own;
}

static size_t writes_at(const scan_sizes *s, const scan_chunk *c, int group, int step)
{
    return (size_t)(group * s->tokens + c->token[step]) * (size_t)s->write_row + (size_t)(c->direction * s->heads);
}

void scan_slopes(const node *n, const scan_sizes *s, const scan_chunk *c, int direction)
{
    int each = s->decays / s->heads;
    const real *rate = n->in[SCAN_RATE]->x + direction * s->heads;
    for (int i = 0; i < s->decays; i++) c->slope[i] = i % each ? c->slope[i - 1] : (real)-exp((double)rate[i / each]);
}

static void sigmoids(int n, real *x)
{
    for (int i = 0; i < n; i += VL) vec_store(x + i, vec_sigmoid(vec_load(x + i)));
}

/* The decay of a head is that of all channels of its key. */
static void spread(const scan_sizes *s, const scan_chunk *c, int step, int head)
{
    int each = s->decays / s->heads;
    const real *decay = c->decay + step * s->decays + head * each;
    const real *restrict q = scan_query(s, c->keys, c->token[step], head), *restrict k = q + s->keys;
    real *restrict a = scan_at(s, c->a, step, head, s->keys), *restrict a_key =
                                                                  scan_at(s, c->a_key, step, head, s->keys);
    real *restrict a_query = scan_at(s, c->a_query, step, head, s->keys);
    for (int i = 0; i < s->keys; i += VL) {
        vec v = vec_load(decay + (each > 1 ? i : 0));
        if (each == 1) v = vec_set(*decay);
        vec_store(a + i, v); /* past the last channel it meets keys of 0 */
        vec_store(a_key + i, v * vec_load(k + i));
        vec_store(a_query + i, v * vec_load(q + i));
    }
}

static void decays_of(const node *n, const scan_sizes *s, const scan_chunk *c)
{
    int all = c->count * s->decays;
    const real *shift = n->in[SCAN_SHIFT]->x + c->direction * s->decays;
    for (int step = 0, i = 0; step < c->count; step++)
        for (int j = 0; j < s->decays; j++, i++) c->step[i] += shift[j];
    for (int i = 0; i < all; i += VL) vec_store(c->step + i, vec_softplus(vec_load(c->step + i)));
    for (int step = 0, i = 0; step < c->count; step++)
        for (int j = 0; j < s->decays; j++, i++) c->decay[i] = c->step[i] * c->slope[j];
    for (int i = 0; i < all; i += VL) vec_store(c->decay + i, vec_exp2(vec_load(c->decay + i) * LOG2_E));
}

void scan_gates(const node *n, const scan_sizes *s, scan_chunk *c, int group)
{
    const tensor *decays = n->in[SCAN_DECAYS], *writes = n->in[SCAN_WRITES];
    size_t decays_bytes = (size_t)s->decays * sizeof(real), heads_bytes = (size_t)s->heads * sizeof(real);
    for (int step = 0; step < c->count; step++) {
        memcpy(c->step + step * s->decays, decays->x + decays_at(s, c, group, step), decays_bytes);
        if (writes) memcpy(c->b + step * s->heads, writes->x + writes_at(s, c, group, step), heads_bytes);
    }
    decays_of(n, s, c);
    if (writes)
        sigmoids(c->count * s->heads, c->b);
    else
        memcpy(c->b, c->step, (size_t)c->count * heads_bytes);
    for (int step = 0; step < c->count; step++)
        for (int head = 0; head < s->heads; head++) spread(s, c, step, head);
}

/* Adds up da over the channels that share a decay; step becomes the gradient of gate + shift. */
static void decays_backward(const node *n, const scan_sizes *s, const scan_chunk *c)
{
    int each = s->decays / s->heads;
    for (int step = 0; step < c->count; step++)
        for (int h = 0; h < s->heads; h++) {
            const real *da = scan_at(s, c->da, step, h, s->keys);
            real *sum = c->ddecay + step * s->decays + h * each;
            if (each == 1) *sum = 0;
            for (int i = 0; i < s->key; i++) sum[each > 1 ? i : 0] = each > 1 ? da[i] : *sum + da[i];
        }
    for (int j = 0; j < s->decays; j++) {
        real slope = c->slope[j], drate = 0;
        for (int step = 0, i = j; step < c->count; step++, i += s->decays) {
            real dlog = c->ddecay[i] * c->decay[i] * slope; /* of -e^rate t */
            drate += dlog * c->step[i];
            c->ddecay[i] = dlog + (n->in[SCAN_WRITES] ? 0 : c->db[step * s->heads + j]);
        }
        if (n->in[SCAN_RATE]->g) n->in[SCAN_RATE]->g[c->direction * s->heads + j / each] += drate;
    }
    /* the derivative of t is 1 - e^-t */
    for (int i = 0; i < c->count * s->decays; i += VL)
        vec_store(c->ddecay + i, vec_load(c->ddecay + i) * (1 - vec_exp2(vec_load(c->step + i) * -LOG2_E)));
}

void scan_gates_backward(const node *n, const scan_sizes *s, const scan_chunk *c, int group)
{
    real *ddecays = n->in[SCAN_DECAYS]->g, *dwrites = n->in[SCAN_WRITES] ? n->in[SCAN_WRITES]->g : NULL;
    real *dshift = n->in[SCAN_SHIFT]->g ? n->in[SCAN_SHIFT]->g + c->direction * s->decays : NULL;
    decays_backward(n, s, c);
    for (int step = 0; step < c->count; step++) {
        const real *d = c->ddecay + step * s->decays;
        for (int j = 0; dshift && j < s->decays; j++) dshift[j] += d[j];
        for (int j = 0; ddecays && j < s->decays; j++) ddecays[decays_at(s, c, group, step) + (size_t)j] += d[j];
        for (int h = 0; dwrites && h < s->heads; h++) {
            real b = c->b[step * s->heads + h];
            dwrites[writes_at(s, c, group, step) + (size_t)h] += c->db[step * s->heads + h] * b * (1 - b);
        }
    }
}
