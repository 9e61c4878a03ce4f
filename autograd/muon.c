/* Muon: momentum whose singular values are all pushed towards one before the step.
 *
 *   m <- m + (1 - mu) (g - m);   u = (1 - mu) g + mu m                      Nesterov
 *   X = u / |u|_F, transposed where rows > columns, so that X X^T is the small square
 *   rounds times:  A = X X^T;   X <- a X + (b A + c A^2) X                  a quintic that maps (0, 1] close to 1
 *   w <- w (1 - rate decay) - rate sqrt(max(1, rows / columns)) X
 */
#include "autograd/gemm.h"
#include "autograd/optimiser.h"

#include <math.h>

static const real QA = (real)3.4445, QB = (real)-4.7750, QC = (real)2.0315;

typedef struct workspace {
    int r, c; /* r <= c */
    real *x, *next, *gram, *poly, *packed;
} workspace;

static size_t round_up(size_t n)
{
    return (n + VL - 1) / VL * VL;
}

static workspace lay_out(int rows, int columns, real *scratch)
{
    workspace k = {.r = rows < columns ? rows : columns, .c = rows < columns ? columns : rows};
    size_t matrix = round_up((size_t)k.r * (size_t)k.c), square = round_up((size_t)k.r * (size_t)k.r);
    k.x = scratch;
    k.next = k.x + matrix;
    k.gram = k.next + matrix;
    k.poly = k.gram + square;
    k.packed = k.poly + square;
    return k;
}

size_t muon_scratch(int rows, int columns)
{
    workspace k = lay_out(rows, columns, NULL);
    size_t matrix = round_up((size_t)k.r * (size_t)k.c), square = round_up((size_t)k.r * (size_t)k.r);
    return 2 * matrix + 2 * square + packed_size(k.c, k.r) + packed_size(k.r, k.c) + GEMM_NR;
}

static void newton_schulz_round(workspace *k)
{
    int r = k->r, c = k->c;
    gemm(r, r, c, mat_rows(k->x, c), pack(c, r, mat_columns(k->x, c), k->packed), k->gram, r, 0);
    gemm(r, r, r, mat_rows(k->gram, r), pack(r, r, mat_rows(k->gram, r), k->packed), k->poly, r, 0);
    for (int i = 0; i < r * r; i++) k->poly[i] = QB * k->gram[i] + QC * k->poly[i];
    gemm(r, c, r, mat_rows(k->poly, r), pack(r, c, mat_rows(k->x, c), k->packed), k->next, c, 0);
    for (int i = 0; i < r * c; i++) k->x[i] = QA * k->x[i] + k->next[i];
}

void muon_update(int rows, int columns, real *w, const real *g, real *m, const muon_settings *s, real *scratch)
{
    workspace k = lay_out(rows, columns, scratch);
    int upright = rows <= columns;
    real mu = (real)s->momentum;
    double square = 0;
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++) {
            int at = i * columns + j;
            m[at] += (1 - mu) * (g[at] - m[at]);
            real u = (1 - mu) * g[at] + mu * m[at];
            k.x[upright ? at : j * rows + i] = u;
            square += (double)u * (double)u;
        }
    real norm = (real)(1 / fmax(sqrt(square), 1e-7));
    for (int i = 0; i < rows * columns; i++) k.x[i] *= norm;
    for (int round = 0; round < s->rounds; round++) newton_schulz_round(&k);
    real step = (real)(s->rate * sqrt(fmax(1, (double)rows / columns))), keep = (real)(1 - s->rate * s->decay);
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++) {
            int at = i * columns + j;
            w[at] = w[at] * keep - step * k.x[upright ? at : j * rows + i];
        }
}
