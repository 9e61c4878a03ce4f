/* relation_bias: bias[h, w, c] = scale * r[h, in[w, c]], in a word w of VL relations      r [H, R], bias [H, W, VL]
 *   dr[h, k] += scale * sum of dbias[h, w, c] over the places with in[w, c] = k
 * saves nothing; expanded once per supervision step and read by every pass. (Places of a word that stand for no query
 * are told relation 0; attention leaves no gradient there.) */
#include "autograd/ops.h"

static void forward(tape *t, node *n)
{
    (void)t;
    const relations *pairs = n->table;
    int heads = n->in[0]->shape[0], kinds = n->in[0]->shape[1], places = pairs->count * VL;
    for (int h = 0; h < heads; h++) {
        const real *r = n->in[0]->x + h * kinds;
        real *bias = n->out->x + (ptrdiff_t)h * places;
        for (int i = 0; i < places; i++) bias[i] = n->scale * r[pairs->in[i]];
    }
}

static void backward(tape *t, node *n)
{
    (void)t;
    const relations *pairs = n->table;
    int heads = n->in[0]->shape[0], kinds = n->in[0]->shape[1], places = pairs->count * VL;
    for (int h = 0; h < heads; h++) {
        real *dr = n->in[0]->g + h * kinds;
        const real *dbias = n->out->g + (ptrdiff_t)h * places;
        for (int i = 0; i < places; i++) dr[pairs->in[i]] += n->scale * dbias[i];
    }
}

static const operation op = {"relation_bias", forward, backward};

tensor *relation_bias(tape *t, tensor *r, const relations *pairs, real scale)
{
    tensor *bias = tape_tensor(t, r->g != NULL, 3, (int[]){r->shape[0], pairs->count, VL});
    return tape_run(t, (node){.op = &op, .in = {r}, .out = bias, .table = pairs, .scale = scale});
}
