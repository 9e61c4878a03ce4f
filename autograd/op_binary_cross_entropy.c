/* binary_cross_entropy on logits, in nats                                  q [B, 1], target y [B], loss [B]
 *   loss = max(q, 0) - q y + log(1 + e^-|q|)
 *   dq += (s(q) - y) dloss,  s(q) = 1 / (1 + e^-q)
 * saves nothing                                                                              */
#include "autograd/ops.h"

#include <math.h>

static void forward(node *n)
{
    const real *target = n->table;
    for (size_t b = 0; b < tensor_size(n->out); b++) {
        double q = (double)n->in[0]->x[b];
        n->out->x[b] = (real)(fmax(q, 0) - q * (double)target[b] + log1p(exp(-fabs(q))));
    }
}

static void backward(node *n)
{
    const real *target = n->table;
    for (size_t b = 0; b < tensor_size(n->out); b++) {
        double s = 1 / (1 + exp(-(double)n->in[0]->x[b]));
        n->in[0]->g[b] += (real)(s - (double)target[b]) * n->out->g[b];
    }
}

static const operation op = {"binary_cross_entropy", forward, backward};

tensor *binary_cross_entropy(tape *t, tensor *q, const real *target)
{
    tensor *loss = tape_tensor(t, q->g != NULL, 1, (int[]){q->shape[0]});
    return tape_run(t, (node){.op = &op, .in = {q}, .out = loss, .table = target});
}
