#include "autograd/tape_drawing.h"

static void draw_shape(FILE *out, const tensor *x)
{
    fprintf(out, "[");
    for (int i = 0; i < x->dims; i++) fprintf(out, "%s%d", i ? ", " : "", x->shape[i]);
    fprintf(out, "]");
}

/* The number of the node that made x, or -1. */
static int maker(const tape *t, const tensor *x)
{
    for (int i = 0; i < t->count; i++)
        if (t->nodes[i].out == x) return i;
    return -1;
}

/* Once, at the first node that takes it. */
static int seen_before(const tape *t, int at, int input)
{
    for (int i = 0; i <= at; i++)
        for (int k = 0; k < (i < at ? MAX_INPUTS : input); k++)
            if (t->nodes[i].in[k] == t->nodes[at].in[input]) return 1;
    return 0;
}

static void draw_leaf(FILE *out, const tape *t, const tensor *x)
{
    fprintf(out, "  t%td [shape=oval, label=\"%s ", x - t->tensors, x->g ? "weight" : "constant");
    draw_shape(out, x);
    fprintf(out, "\"];\n");
}

static void draw_input(FILE *out, const tape *t, int at, int input)
{
    const tensor *x = t->nodes[at].in[input];
    int from = maker(t, x);
    if (from < 0 && !seen_before(t, at, input)) draw_leaf(out, t, x);
    if (from < 0)
        fprintf(out, "  t%td -> n%d;\n", x - t->tensors, at);
    else
        fprintf(out, "  n%d -> n%d;\n", from, at);
}

void tape_draw(FILE *out, const tape *t)
{
    fprintf(out, "digraph tape {\n  node [shape=box, fontname=\"sans-serif\"];\n");
    for (int i = 0; i < t->count; i++) {
        fprintf(out, "  n%d [label=\"%s ", i, t->nodes[i].op->name);
        draw_shape(out, t->nodes[i].out);
        fprintf(out, "\"];\n");
        for (int k = 0; k < MAX_INPUTS; k++)
            if (t->nodes[i].in[k]) draw_input(out, t, i, k);
    }
    fprintf(out, "}\n");
}
