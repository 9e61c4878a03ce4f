/* transpose: y[b, p, d, l] = x[b, p, l, d]
 *   dx[b, p, l, d] += dy[b, p, d, l]
 * saves nothing                                                                              */
#include "autograd/ops.h"

static void forward(tape *t, node *n)
{
    (void)t;
    int cells = n->n[0], width = n->n[1];
    size_t plane = (size_t)cells * (size_t)width;
    for (size_t at = 0; at < tensor_size(n->out); at += plane)
        for (int l = 0; l < cells; l++)
            for (int d = 0; d < width; d++)
                n->out->x[at + (size_t)(d * cells + l)] = n->in[0]->x[at + (size_t)(l * width + d)];
}

static void backward(tape *t, node *n)
{
    (void)t;
    int cells = n->n[0], width = n->n[1];
    size_t plane = (size_t)cells * (size_t)width;
    for (size_t at = 0; at < tensor_size(n->out); at += plane)
        for (int l = 0; l < cells; l++)
            for (int d = 0; d < width; d++)
                n->in[0]->g[at + (size_t)(l * width + d)] += n->out->g[at + (size_t)(d * cells + l)];
}

static const operation op = {"transpose", forward, backward};

tensor *transpose(tape *t, tensor *x)
{
    int shape[] = {x->shape[0], x->shape[1], x->shape[3], x->shape[2]};
    tensor *y = tape_tensor(t, x->g != NULL, 4, shape);
    return tape_run(t, (node){.op = &op, .in = {x}, .out = y, .n = {x->shape[2], x->shape[3]}});
}
