/* cross-entropy over the classes k = p C + c of a cell:  loss = -log(w(v_label) / sum_k w(v_k)), in nats, mean over the
 * M cells of an example that have a label              logits v [B, P, L, C], labels [B, L], loss [B]
 *
 *   softmax:    w(v) = e^(v - max),                               dv_k = (w_k / sum - [k = label]) / M dloss
 *   stablemax:  w(v) = v + 1 (v >= 0), 1 / (1 - v) (v < 0),       dv_k = w'_k (1 / sum - [k = label] / w_k) / M dloss
 *               w'(v) = 1, 1 / (1 - v)^2
 * saves nothing; in double throughout, since sums of near-equal terms decide when the answer is almost right. */
#include "autograd/ops.h"

#include <math.h>

typedef struct cell_view {
    const real *v;
    real *dv;
    size_t plane; /* reals from one plane to the next */
    int planes, classes;
} cell_view;

static cell_view view_cell(const node *n, size_t b, size_t l)
{
    const tensor *v = n->in[0];
    size_t cells = (size_t)v->shape[2], classes = (size_t)v->shape[3], planes = (size_t)v->shape[1];
    size_t at = (b * planes * cells + l) * classes;
    return (cell_view){v->x + at, v->g ? v->g + at : NULL, cells * classes, v->shape[1], v->shape[3]};
}

static size_t class_at(const cell_view *c, int k)
{
    return (size_t)(k / c->classes) * c->plane + (size_t)(k % c->classes);
}

static int labelled(const uint8_t *labels, size_t cells)
{
    int m = 0;
    for (size_t l = 0; l < cells; l++) m += labels[l] != NO_LABEL;
    return m > 0 ? m : 1;
}

static double largest(const cell_view *c)
{
    double m = -INFINITY;
    for (int k = 0; k < c->planes * c->classes; k++) m = fmax(m, (double)c->v[class_at(c, k)]);
    return m;
}

static double stablemax_weight(double v)
{
    return v >= 0 ? v + 1 : 1 / (1 - v);
}

static double softmax_sum(const cell_view *c, double max)
{
    double sum = 0;
    for (int k = 0; k < c->planes * c->classes; k++) sum += exp((double)c->v[class_at(c, k)] - max);
    return sum;
}

static double stablemax_sum(const cell_view *c)
{
    double sum = 0;
    for (int k = 0; k < c->planes * c->classes; k++) sum += stablemax_weight((double)c->v[class_at(c, k)]);
    return sum;
}

static double softmax_loss(const cell_view *c, int label)
{
    double max = largest(c);
    return log(softmax_sum(c, max)) - ((double)c->v[class_at(c, label)] - max);
}

static double stablemax_loss(const cell_view *c, int label)
{
    return log(stablemax_sum(c)) - log(stablemax_weight((double)c->v[class_at(c, label)]));
}

static void softmax_gradient(const cell_view *c, int label, double scale)
{
    double max = largest(c), sum = softmax_sum(c, max);
    for (int k = 0; k < c->planes * c->classes; k++) {
        double p = exp((double)c->v[class_at(c, k)] - max) / sum;
        c->dv[class_at(c, k)] += (real)(scale * (p - (k == label)));
    }
}

static void stablemax_gradient(const cell_view *c, int label, double scale)
{
    double sum = stablemax_sum(c);
    for (int k = 0; k < c->planes * c->classes; k++) {
        double v = (double)c->v[class_at(c, k)], w = stablemax_weight(v);
        double slope = v >= 0 ? 1 : w * w;
        c->dv[class_at(c, k)] += (real)(scale * slope * (1 / sum - (k == label) / w));
    }
}

static void cells_forward(node *n, double (*loss_of)(const cell_view *, int))
{
    size_t cells = (size_t)n->in[0]->shape[2];
    for (size_t b = 0; b < tensor_size(n->out); b++) {
        const uint8_t *labels = (const uint8_t *)n->table + b * cells;
        double loss = 0;
        for (size_t l = 0; l < cells; l++) {
            cell_view c = view_cell(n, b, l);
            if (labels[l] != NO_LABEL) loss += loss_of(&c, labels[l]);
        }
        n->out->x[b] = (real)(loss / labelled(labels, cells));
    }
}

static void cells_backward(node *n, void (*gradient_of)(const cell_view *, int, double))
{
    size_t cells = (size_t)n->in[0]->shape[2];
    for (size_t b = 0; b < tensor_size(n->out); b++) {
        const uint8_t *labels = (const uint8_t *)n->table + b * cells;
        double scale = (double)n->out->g[b] / labelled(labels, cells);
        for (size_t l = 0; l < cells; l++) {
            cell_view c = view_cell(n, b, l);
            if (labels[l] != NO_LABEL) gradient_of(&c, labels[l], scale);
        }
    }
}

static void softmax_forward(tape *t, node *n)
{
    (void)t;
    cells_forward(n, softmax_loss);
}

static void softmax_backward(tape *t, node *n)
{
    (void)t;
    cells_backward(n, softmax_gradient);
}

static void stablemax_forward(tape *t, node *n)
{
    (void)t;
    cells_forward(n, stablemax_loss);
}

static void stablemax_backward(tape *t, node *n)
{
    (void)t;
    cells_backward(n, stablemax_gradient);
}

static const operation softmax_op = {"softmax_cross_entropy", softmax_forward, softmax_backward};
static const operation stablemax_op = {"stablemax_cross_entropy", stablemax_forward, stablemax_backward};

static tensor *cross_entropy(tape *t, const operation *op, tensor *logits, const uint8_t *labels)
{
    require_shape(logits->dims == 4, op->name, logits, NULL);
    tensor *loss = tape_tensor(t, logits->g != NULL, 1, logits->shape);
    return tape_run(t, (node){.op = op, .in = {logits}, .out = loss, .table = labels});
}

tensor *softmax_cross_entropy(tape *t, tensor *logits, const uint8_t *labels)
{
    return cross_entropy(t, &softmax_op, logits, labels);
}

tensor *stablemax_cross_entropy(tape *t, tensor *logits, const uint8_t *labels)
{
    return cross_entropy(t, &stablemax_op, logits, labels);
}
