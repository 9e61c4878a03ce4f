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

typedef struct form {
    int stable; /* 0: softmax, 1: stablemax */
    double max; /* of the logits of a cell; unused by stablemax */
    double sum; /* of their weights */
} form;

static double weight(const form *f, double v)
{
    if (f->stable) return v >= 0 ? v + 1 : 1 / (1 - v);
    return exp(v - f->max);
}

static form form_of(const cell_view *c, int stable)
{
    form f = {.stable = stable, .max = stable ? 0 : largest(c)};
    for (int k = 0; k < c->planes * c->classes; k++) f.sum += weight(&f, (double)c->v[class_at(c, k)]);
    return f;
}

static double loss_of(const cell_view *c, const form *f, int label)
{
    double v = (double)c->v[class_at(c, label)];
    return log(f->sum) - (f->stable ? log(weight(f, v)) : v - f->max);
}

static void add_gradient(const cell_view *c, const form *f, int label, double scale)
{
    for (int k = 0; k < c->planes * c->classes; k++) {
        double v = (double)c->v[class_at(c, k)], w = weight(f, v), slope = v >= 0 ? 1 : w * w;
        c->dv[class_at(c, k)] +=
            (real)(f->stable ? scale * slope * (1 / f->sum - (k == label) / w) : scale * (w / f->sum - (k == label)));
    }
}

static void forward(node *n)
{
    size_t cells = (size_t)n->in[0]->shape[2];
    for (size_t b = 0; b < tensor_size(n->out); b++) {
        const uint8_t *labels = (const uint8_t *)n->table + b * cells;
        double loss = 0;
        for (size_t l = 0; l < cells; l++) {
            if (labels[l] == NO_LABEL) continue;
            cell_view c = view_cell(n, b, l);
            form f = form_of(&c, n->n[0]);
            loss += loss_of(&c, &f, labels[l]);
        }
        n->out->x[b] = (real)(loss / labelled(labels, cells));
    }
}

static void backward(node *n)
{
    size_t cells = (size_t)n->in[0]->shape[2];
    for (size_t b = 0; b < tensor_size(n->out); b++) {
        const uint8_t *labels = (const uint8_t *)n->table + b * cells;
        double scale = (double)n->out->g[b] / labelled(labels, cells);
        for (size_t l = 0; l < cells; l++) {
            if (labels[l] == NO_LABEL) continue;
            cell_view c = view_cell(n, b, l);
            form f = form_of(&c, n->n[0]);
            add_gradient(&c, &f, labels[l], scale);
        }
    }
}

static const operation ops[] = {{"softmax_cross_entropy", forward, backward},
                                {"stablemax_cross_entropy", forward, backward}};

tensor *cross_entropy(tape *t, tensor *logits, const uint8_t *labels, int stable)
{
    require_shape(logits->dims == 4, ops[stable].name, logits, NULL);
    tensor *loss = tape_tensor(t, logits->g != NULL, 1, logits->shape);
    return tape_run(t, (node){.op = &ops[stable], .in = {logits}, .out = loss, .table = labels, .n = {stable}});
}
