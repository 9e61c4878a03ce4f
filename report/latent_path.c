/* The components come from the products of the states with each other, a small matrix, since states are long and few. */
#include "report/latent_path.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_STATES = 48, ROUNDS = 200 };

static double dot(const float *a, const float *b, size_t n)
{
    enum { LANES = 8 }; /* sums that a compiler may keep in one vector */
    double sum[LANES] = {0}, total = 0;
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        for (size_t k = 0; k < LANES; k++) sum[k] += (double)a[i + k] * (double)b[i + k];
    for (; i < n; i++) total += (double)a[i] * (double)b[i];
    for (size_t k = 0; k < LANES; k++) total += sum[k];
    return total;
}

/* --- eigenvectors of a small symmetric matrix g [n, n] ----------------------------------------------------------- */

/* Scales v to length 1; returns what its length was. */
static double normalise(double *v, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++) sum += v[i] * v[i];
    for (int i = 0; i < n && sum > 0; i++) v[i] /= sqrt(sum);
    return sqrt(sum);
}

/* The largest eigenvalue, by power iteration, and its vector v [n], whose last number is positive. */
static double largest(const double *g, int n, double *v)
{
    double next[MOST_STATES], value = 0;
    for (int i = 0; i < n; i++) v[i] = i - 0.4 * n + 0.1;
    normalise(v, n);
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < n; i++) {
            next[i] = 0;
            for (int j = 0; j < n; j++) next[i] += g[i * n + j] * v[j];
        }
        value = normalise(next, n);
        memcpy(v, next, (size_t)n * sizeof *v);
    }
    for (int i = 0, turn = v[n - 1] < 0; turn && i < n; i++) v[i] = -v[i];
    return value;
}

/* Takes that component out of the matrix. */
static void deflate(double *g, int n, const double *v, double value)
{
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) g[i * n + j] -= value * v[i] * v[j];
}

/* --- the plane --------------------------------------------------------------------------------------------------- */

/* Some of the states, less their mean: x [n, size]. */
static void centre(latent_plane *p, const float *states, int frames, float *x, int n)
{
    for (int i = 0; i < n; i++) {
        size_t from = n < 2 ? 0 : (size_t)i * (size_t)(frames - 1) / (size_t)(n - 1);
        memcpy(x + (size_t)i * p->size, states + from * p->size, p->size * sizeof *x);
        for (size_t k = 0; k < p->size; k++) p->mean[k] += x[(size_t)i * p->size + k] / (float)n;
    }
    for (int i = 0; i < n; i++)
        for (size_t k = 0; k < p->size; k++) x[(size_t)i * p->size + k] -= p->mean[k];
}

static void products(const float *x, int n, size_t size, double *g)
{
    for (int i = 0; i < n; i++)
        for (int j = 0; j <= i; j++)
            g[i * n + j] = g[j * n + i] = dot(x + (size_t)i * size, x + (size_t)j * size, size);
}

/* axis = x^T v / |x^T v|, whose length is the root of the eigenvalue. */
static void set_axis(const latent_plane *p, float *axis, const float *x, const double *v, int n, double value)
{
    for (int i = 0; i < n; i++)
        for (size_t k = 0; k < p->size; k++) axis[k] += (float)(v[i] / sqrt(value)) * x[(size_t)i * p->size + k];
}

int latent_plane_fit(latent_plane *p, const float *states, int frames, size_t size)
{
    double g[MOST_STATES * MOST_STATES], v[MOST_STATES], first = 0;
    int n = frames < MOST_STATES ? frames : MOST_STATES;
    *p = (latent_plane){.size = size, .block = calloc(3 * size, sizeof(float))};
    float *x = malloc((size_t)n * size * sizeof *x);
    if (!p->block || !x) {
        latent_plane_close(p);
        free(x);
        return -1;
    }
    p->mean = p->block;
    centre(p, states, frames, x, n);
    products(x, n, size, g);
    for (int k = 0; k < 2; k++) {
        p->axis[k] = p->mean + (size_t)(k + 1) * size;
        double value = largest(g, n, v);
        if (k == 0) first = value;
        if (value <= 1e-9 * first || value <= 0) continue;
        set_axis(p, p->axis[k], x, v, n, value);
        deflate(g, n, v, value);
    }
    free(x);
    return 0;
}

void latent_plane_close(latent_plane *p)
{
    free(p->block);
    *p = (latent_plane){0};
}

void latent_place(const latent_plane *p, const float *state, double at[2])
{
    for (int k = 0; k < 2; k++) at[k] = dot(state, p->axis[k], p->size) - dot(p->mean, p->axis[k], p->size);
}
