/* add_rmsnorm_cells: s = x + branch,  y = s r,  r = 1 / sqrt(mean(s^2) + eps)  x, branch, y [B, P, L, D], r [B, P, D]
 *   ds = r (dy - y mean(dy y));   dx += ds;   dbranch += ds
 * saves r; s is not kept, since y alone is enough; the means run over the cells of a plane, each channel on its own  */
#include "autograd/ops.h"

#include <math.h>

static void forward(node *n)
{
    int planes = n->out->shape[0] * n->out->shape[1], cells = n->out->shape[2], width = n->out->shape[3];
    for (int p = 0; p < planes; p++) {
        size_t plane = (size_t)(p * cells) * (size_t)width;
        const real *x = n->in[0]->x + plane, *branch = n->in[1]->x + plane;
        real *restrict y = n->out->x + plane, *restrict r = n->saved + (size_t)p * (size_t)width;
        for (int d = 0; d < width; d++) r[d] = 0;
        for (int l = 0; l < cells; l++, x += width, branch += width, y += width)
            for (int d = 0; d < width; d++) {
                real s = x[d] + branch[d];
                y[d] = s;
                r[d] += s * s;
            }
        for (int d = 0; d < width; d++) r[d] = 1 / SQRT(r[d] / (real)cells + RMS_EPSILON);
        for (int l = 0; l < cells; l++) {
            y -= width;
            for (int d = 0; d < width; d++) y[d] *= r[d];
        }
    }
}

static void backward(node *n)
{
    int planes = n->out->shape[0] * n->out->shape[1], cells = n->out->shape[2], width = n->out->shape[3];
    real *restrict mean = n->scratch;
    for (int p = 0; p < planes; p++) {
        size_t plane = (size_t)(p * cells) * (size_t)width;
        const real *r = n->saved + (size_t)p * (size_t)width, *y = n->out->x + plane, *dy = n->out->g + plane;
        for (int d = 0; d < width; d++) mean[d] = 0;
        for (int l = 0; l < cells; l++)
            for (int d = 0; d < width; d++) mean[d] += dy[l * width + d] * y[l * width + d];
        for (int d = 0; d < width; d++) mean[d] /= (real)cells;
        for (int input = 0; input < 2; input++) {
            real *restrict dx = n->in[input]->g ? n->in[input]->g + plane : NULL;
            for (int at = 0, l = 0; dx && l < cells; l++)
                for (int d = 0; d < width; d++, at++) dx[at] += r[d] * (dy[at] - y[at] * mean[d]);
        }
    }
}

static const operation op = {"add_rmsnorm_cells", forward, backward};

tensor *add_rmsnorm_cells(tape *t, tensor *x, tensor *branch)
{
    require_shape(x->dims == 4 && tensor_size(x) == tensor_size(branch), op.name, x, branch);
    tensor *y = tape_tensor(t, x->g || branch->g, 4, x->shape);
    real *r = arena_alloc(t->memory, (size_t)(x->shape[0] * x->shape[1] * x->shape[3]) * sizeof(real));
    tape_need_scratch(t, (size_t)x->shape[3]);
    return tape_run(t, (node){.op = &op, .in = {x, branch}, .out = y, .saved = r});
}
