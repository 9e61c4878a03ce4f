/* Muon (kellerjordan.github.io/posts/muon): momentum whose singular values are all pushed towards one before the step.
 *   m <- m + (1 - mu) (g - m);   u = (1 - mu) g + mu m                      Nesterov
 *   X = u / |u|_F, transposed if rows > columns, so that X X^T is the small square
 *   5 times:  A = X X^T;   X <- a X + (b A + c A^2) X                       a quintic that maps (0, 1] close to 1
 *   w <- w (1 - rate decay) - rate sqrt(max(1, rows / columns)) X                                                    */
#include "autograd/gemm.h"
#include "autograd/optimiser.h"

#include <math.h>

enum { ROUNDS = 5 };
static const real QA = (real)3.4445, QB = (real)-4.7750, QC = (real)2.0315;

typedef struct workspace {
    int r, c;          /* r <= c */
    real *x, *next;    /* [r, c] each */
    real *gram, *poly; /* [r, r] each: A, and b A + c A^2 */
    real *packed;      /* the right factor of a product */
} workspace;

static workspace workspace_of(int rows, int columns, real *scratch)
{
    workspace k = {.r = min_int(rows, columns), .c = rows < columns ? columns : rows};
    int matrix = whole_vectors(k.r * k.c), square = whole_vectors(k.r * k.r);
    k.x = scratch;
    k.next = k.x + matrix;
    k.gram = k.next + matrix;
    k.poly = k.gram + square;
    k.packed = k.poly + square;
    return k;
}

static size_t scratch_size(int rows, int columns)
{
    int r = min_int(rows, columns), c = rows < columns ? columns : rows;
    return (size_t)(2 * whole_vectors(r * c) + 2 * whole_vectors(r * r)) + packed_size(c, r) + packed_size(r, c) +
           GEMM_NR;
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

/* x becomes the update: momentum, made nearly orthogonal. */
static void orthogonalise(int rows, int columns, const real *g, real *m, real mu, workspace *k)
{
    double square = 0;
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++) {
            int at = i * columns + j;
            m[at] += (1 - mu) * (g[at] - m[at]);
            real u = (1 - mu) * g[at] + mu * m[at];
            k->x[rows <= columns ? at : j * rows + i] = u;
            square += (double)u * (double)u;
        }
    real norm = (real)(1 / fmax(sqrt(square), 1e-7));
    for (int i = 0; i < rows * columns; i++) k->x[i] *= norm;
    for (int round = 0; round < ROUNDS; round++) newton_schulz_round(k);
}

static void update(int rows, int columns, real *w, const real *g, real *state, size_t stride, const optimiser_step *s,
                   real *scratch)
{
    (void)stride;
    workspace k = workspace_of(rows, columns, scratch);
    orthogonalise(rows, columns, g, state, (real)s->momentum, &k);
    real step = (real)(s->rate * sqrt(fmax(1, (double)rows / columns))), keep = (real)(1 - s->rate * s->decay);
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++) {
            int at = i * columns + j;
            w[at] = w[at] * keep - step * k.x[rows <= columns ? at : j * rows + i];
        }
}

const optimiser optimiser_muon = {.name = "muon",
                                  .help = "Muon for matrices of the layers, AdamW for all other parameters",
                                  .states = "m",
                                  .others = &optimiser_adamw,
                                  .scratch = scratch_size,
                                  .update = update};
