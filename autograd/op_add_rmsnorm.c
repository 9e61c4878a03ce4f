/* add_rmsnorm: s = x + branch,  y = s r,  r = 1 / sqrt(mean(s^2) + eps)        all [N, D]
 *   ds = r (dy - y mean(dy y));   dx += ds;   dbranch += ds
 * saves r [N]; s is not kept, since y alone is enough; the means run over D
 *
 * A root and a division take as long as a row of additions: those of a block of rows are computed as vectors.       */
#include "autograd/ops.h"
#include "autograd/simd.h"

#include <math.h>

enum { ROWS = 16 }; /* of a block: whole vectors, whatever their width */

/* y [count, D] = s and r [count] = sums of its squares. */
static void sums(int count, int width, const real *x, const real *branch, real *restrict y, real *restrict r)
{
    for (int i = 0; i < count; i++, x += width, branch += width, y += width) {
        vec lanes = {0};
        int d = 0;
        for (; d + VL <= width; d += VL) {
            vec s = vec_load(x + d) + vec_load(branch + d);
            vec_store(y + d, s);
            lanes += s * s;
        }
        r[i] = vec_sum(lanes);
        for (; d < width; d++) {
            y[d] = x[d] + branch[d];
            r[i] += y[d] * y[d];
        }
    }
}

static void forward(node *n)
{
    int width = tensor_columns(n->out), rows = tensor_rows(n->out);
    for (int first = 0; first < rows; first += ROWS) {
        int count = min_int(rows - first, ROWS);
        size_t at = (size_t)first * (size_t)width;
        real r[ROWS] = {0}, *restrict y = n->out->x + at;
        sums(count, width, n->in[0]->x + at, n->in[1]->x + at, y, r);
        for (int i = 0; i < ROWS; i++) r[i] = 1 / SQRT(r[i] / (real)width + RMS_EPSILON);
        for (int i = 0; i < count; i++, y += width) {
            for (int d = 0; d < width; d++) y[d] *= r[i];
            n->saved[first + i] = r[i];
        }
    }
}

static void backward(node *n)
{
    int width = tensor_columns(n->out), rows = tensor_rows(n->out);
    real *dx = n->in[0]->g, *dbranch = n->in[1]->g;
    for (int i = 0; i < rows; i++) {
        size_t at = (size_t)i * (size_t)width;
        const real *restrict y = n->out->x + at, *restrict dy = n->out->g + at;
        real r = n->saved[i], mean = dot(width, dy, y) / (real)width;
        for (int d = 0; d < width; d++) {
            real ds = r * (dy[d] - y[d] * mean);
            if (dx) dx[at + (size_t)d] += ds;
            if (dbranch) dbranch[at + (size_t)d] += ds;
        }
    }
}

static const operation op = {"add_rmsnorm", forward, backward};

tensor *add_rmsnorm(tape *t, tensor *x, tensor *branch)
{
    require_shape(tensor_size(x) == tensor_size(branch), op.name, x, branch);
    tensor *y = tape_tensor(t, x->g || branch->g, x->dims, x->shape);
    real *r = arena_alloc(t->memory, (size_t)tensor_rows(x) * sizeof(real));
    return tape_run(t, (node){.op = &op, .in = {x, branch}, .out = y, .saved = r});
}
