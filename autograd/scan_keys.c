/* Queries and keys of a scan, for the steps of a chunk: of length 1, but for SCAN_PLAIN, and turned by their place; unit
 * queries count 1 / sqrt(K). With y what a turned row of length 1 is, r its factor and dy its gradient, that of the row
 * is r (dy - y (y . dy)), turned back: a turn changes no product.                                                    */
#include "autograd/scan.h"
#include "autograd/simd.h"

#include <math.h>
#include <string.h>

/* 1 / sqrt(x): the exponent is halved through the bits, which leaves an error below 0.035; each step of Newton's method
 * squares it. */
static vec inverse_root(vec x)
{
#ifdef REAL_DOUBLE
    vec y = x;
    for (int i = 0; i < VL; i++) y[i] = 1 / sqrt(x[i]);
    return y;
#else
    vec y = (vec)(0x5F3759DF - ((ivec)x >> 1)), half = x * (real)0.5;
    for (int i = 0; i < 3; i++) y *= (real)1.5 - half * y * y;
    return y;
#endif
}

/* x [K, VL] becomes a row of length `length` in each lane. Returns the factors. */
static vec normalise(const scan_sizes *s, real *x, real length)
{
    vec sum = vec_set((real)1e-6);
    for (int i = 0; i < s->key; i++) sum += vec_load(x + i * VL) * vec_load(x + i * VL);
    vec factor = inverse_root(sum) * length;
    for (int i = 0; i < s->key; i++) vec_store(x + i * VL, vec_load(x + i * VL) * factor);
    return factor;
}

static void turn(const scan_sizes *s, const real *angle, real sign, real *x)
{
    int pairs = s->place->pairs * VL;
    for (int i = 0; i < pairs; i += VL) {
        vec cosine = vec_load(angle + i), sine = vec_load(angle + pairs + i) * sign;
        vec a = vec_load(x + i), b = vec_load(x + pairs + i);
        vec_store(x + i, a * cosine - b * sine);
        vec_store(x + pairs + i, b * cosine + a * sine);
    }
}

static real query_length(const scan_sizes *s)
{
    return (real)(1 / sqrt(s->key));
}

void scan_keys(const node *n, const scan_sizes *s, scan_work *w)
{
    const real *qkv = scan_rows(s, w, n->in[SCAN_QKV]->x, s->row);
    int row = s->keys * VL, angles = 2 * s->place->pairs;
    scan_gather(w, s->key, qkv, s->row, w->query_at, w->q, s->keys);
    scan_gather(w, s->key, qkv, s->row, w->key_at, w->k, s->keys);
    scan_gather(w, angles, s->place->cosine, angles, w->angle_at, w->angle, s->keys);
    for (int step = 0; step < w->count; step++) {
        real *q = w->q + step * row, *k = w->k + step * row;
        if (s->form != SCAN_PLAIN) {
            vec_store(w->q_unit + step * VL, normalise(s, q, query_length(s)));
            vec_store(w->k_unit + step * VL, normalise(s, k, 1));
        }
        turn(s, w->angle + step * row, 1, q);
        turn(s, w->angle + step * row, 1, k);
    }
    if (w->count % 2) {
        memset(w->q + w->count * row, 0, (size_t)row * sizeof(real));
        memset(w->k + w->count * row, 0, (size_t)row * sizeof(real));
    }
}

static void normalise_backward(const scan_sizes *s, const real *y, vec factor, real length, real *d)
{
    vec along = {0};
    for (int i = 0; i < s->key; i++) along += vec_load(y + i * VL) * vec_load(d + i * VL);
    along *= 1 / (length * length);
    for (int i = 0; i < s->key; i++)
        vec_store(d + i * VL, factor * (vec_load(d + i * VL) - vec_load(y + i * VL) * along));
}

void scan_keys_backward(const node *n, const scan_sizes *s, scan_work *w)
{
    real *dqkv = scan_rows(s, w, n->in[SCAN_QKV]->g, s->row);
    int row = s->keys * VL;
    for (int step = 0; step < w->count; step++) {
        real *dq = w->dq + step * row, *dk = w->dk + step * row;
        if (s->form != SCAN_PLAIN) {
            normalise_backward(s, w->q + step * row, vec_load(w->q_unit + step * VL), query_length(s), dq);
            normalise_backward(s, w->k + step * row, vec_load(w->k_unit + step * VL), 1, dk);
        }
        turn(s, w->angle + step * row, -1, dq);
        turn(s, w->angle + step * row, -1, dk);
    }
    scan_scatter(w, s->key, w->dq, s->keys, dqkv, s->row, w->query_at);
    scan_scatter(w, s->key, w->dk, s->keys, dqkv, s->row, w->key_at);
}
