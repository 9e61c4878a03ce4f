/* facts_cross_entropy: K yes-or-no questions a cell, in nats, mean over the M cells of an example that have them
 *   logits q [B, 1, L, K], facts [B, L]: bit k of a cell is the answer m to its question k, or NO_LABEL; loss [B]
 *   loss = sum over cells and k of (max(q, 0) - q m + log(1 + e^-|q|)) / (M K)
 *   dq += (s(q) - m) / (M K) dloss,  s(q) = 1 / (1 + e^-q)
 * saves nothing                                                                              */
#include "autograd/ops.h"

#include <math.h>

/* One example. */
typedef struct questions {
    const uint8_t *facts;
    const real *q;
    real *dq;
    int count, kinds; /* L K, K */
    double share;     /* 1 / (M K) */
} questions;

static questions questions_of(const node *n, size_t b)
{
    const tensor *q = n->in[0];
    size_t cells = (size_t)q->shape[2], kinds = (size_t)q->shape[3], at = b * cells * kinds;
    questions e = {.facts = (const uint8_t *)n->table + b * cells,
                   .q = q->x + at,
                   .dq = q->g ? q->g + at : NULL,
                   .count = (int)(cells * kinds),
                   .kinds = (int)kinds};
    int asked = 0;
    for (size_t l = 0; l < cells; l++) asked += e.facts[l] != NO_LABEL;
    e.share = 1 / ((asked ? asked : 1) * (double)kinds);
    return e;
}

static void forward(node *n)
{
    for (size_t b = 0; b < tensor_size(n->out); b++) {
        questions e = questions_of(n, b);
        double loss = 0;
        for (int i = 0; i < e.count; i++) {
            int facts = e.facts[i / e.kinds];
            double q = (double)e.q[i];
            if (facts != NO_LABEL) loss += fmax(q, 0) - q * (facts >> i % e.kinds & 1) + log1p(exp(-fabs(q)));
        }
        n->out->x[b] = (real)(loss * e.share);
    }
}

static void backward(node *n)
{
    for (size_t b = 0; b < tensor_size(n->out); b++) {
        questions e = questions_of(n, b);
        double scale = (double)n->out->g[b] * e.share;
        for (int i = 0; i < e.count; i++) {
            int facts = e.facts[i / e.kinds];
            double s = 1 / (1 + exp(-(double)e.q[i]));
            if (facts != NO_LABEL) e.dq[i] += (real)(scale * (s - (facts >> i % e.kinds & 1)));
        }
    }
}

static const operation op = {"facts_cross_entropy", forward, backward};

tensor *facts_cross_entropy(tape *t, tensor *logits, const uint8_t *facts)
{
    require_shape(logits->dims == 4 && logits->shape[1] == 1, op.name, logits, NULL);
    tensor *loss = tape_tensor(t, logits->g != NULL, 1, logits->shape);
    return tape_run(t, (node){.op = &op, .in = {logits}, .out = loss, .table = facts});
}
