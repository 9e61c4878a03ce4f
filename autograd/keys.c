#include "autograd/keys.h"

#include "autograd/simd.h"

#include <string.h>

static void elu(int padded, real *x)
{
    for (int i = 0; i < padded; i += VL) {
        vec v = vec_load(x + i), zero = {0};
        vec_store(x + i, vec_select(v > zero, v + 1, vec_exp2(v * LOG2_E)));
    }
}

void keys_map(int count, int key, const real *x, real *out)
{
    int padded = whole_vectors(key);
    for (int h = 0; h < count; h++, x += key, out += padded) {
        for (int i = 0; i < padded; i += VL) vec_store(out + i, vec_load(x + i));
        elu(padded, out);
        for (int i = key; i < padded; i++) out[i] = 0;
    }
}

void keys_map_backward(int count, int key, const real *x, const real *dout, real *dx)
{
    int padded = whole_vectors(key);
    for (int h = 0; h < count; h++, x += key, dx += key, dout += padded)
        for (int i = 0; i < key; i += VL) {
            real slope[VL];
            int lanes = min_int(VL, key - i);
            vec_store(slope, vec_min(vec_exp2(vec_load(x + i) * LOG2_E), vec_set(1)));
            for (int j = 0; j < lanes; j++) dx[i + j] += dout[i + j] * slope[j];
        }
}

/* Half a key is often less than a vec. */
typedef real quad __attribute__((vector_size(16), aligned(REAL_BYTES), may_alias));
enum { QUAD = 16 / REAL_BYTES };

void keys_turn(const places *g, int token, int count, real sign, real *x)
{
    int pairs = g->pairs, padded = whole_vectors(g->key);
    const real *c = g->cosine + token * 2 * pairs, *s = g->sine + token * 2 * pairs;
    for (int h = 0; h < count; h++, x += padded) {
        real *restrict first = x, *restrict second = x + pairs;
        int i = 0;
        for (; i + QUAD <= pairs; i += QUAD) {
            quad a = *(quad *)(first + i), b = *(quad *)(second + i);
            quad cosine = *(const quad *)(c + i), sine = *(const quad *)(s + i) * sign;
            *(quad *)(first + i) = a * cosine - b * sine;
            *(quad *)(second + i) = b * cosine + a * sine;
        }
        for (; i < pairs; i++) {
            real a = first[i], b = second[i], sine = sign * s[i];
            first[i] = a * c[i] - b * sine;
            second[i] = b * c[i] + a * sine;
        }
    }
}
