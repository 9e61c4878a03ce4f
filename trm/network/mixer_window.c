/* Softmax attention in a window: every cell looks at the cells at most --window rows and columns away.
 *
 *     qkv = h Wqkv^T;   a = softmax(q k^T / sqrt(E) + bias) v;   h <- rms(h + a Wo^T)
 *
 * The bias is learned for each offset within the window and head, so weights fit every size of grid. Depth carries what
 * a cell knows further: each of the layers (n + 1) T of a step reaches one window on. Time and memory are linear in the cells. */
#include "trm/network/network.h"

enum { QKV, OUT, BIAS };

enum { BIAS_SCALE = 4 }; /* RELATION_SCALE in attention_mixer.c */

static double offsets_of(const network_config *c)
{
    double side = 2 * (double)c->window + 1;
    return side * side;
}

static void add_parameters(parameters *p, const network_config *c)
{
    double width = (double)c->width;
    parameter_add_matrix(p, "self_attn.qkv_proj", 3 * c->width, c->width, 3, width);
    parameter_add_matrix(p, "self_attn.o_proj", c->width, c->width, 1, width);
    if (!c->relations_on) return;
    parameter *bias = parameter_add(p, "self_attn.window_bias", c->heads, (int64_t)offsets_of(c), ROLE_OTHER, 0.5);
    bias->window = (int)c->window;
    bias->unit = BIAS_SCALE;
}

static tensor *apply(tape *t, const bound *b, int layer, tensor *h)
{
    const network_config *c = &b->net->config;
    tensor *w = mixer_tensors(b, layer), *bias = c->relations_on ? &w[BIAS] : NULL;
    const window win = {(int)c->heads, b->shape->cols, (int)c->window, BIAS_SCALE};
    tensor *attended = attention_window(t, h, &w[QKV], bias, &win);
    return add_rmsnorm(t, h, linear(t, attended, &w[OUT]));
}

/* q, k, v and output; scores and weighted sums. */
static double flops(const network_config *c, double planes, double sequence)
{
    double width = (double)c->width, keys = offsets_of(c) < sequence ? offsets_of(c) : sequence;
    return planes * sequence * (4 * width * width + 2 * keys * width);
}

const mixer mixer_window = {
    .name = "window",
    .help = "softmax attention among the cells within --window rows and columns",
    .preset = {"positions learned"},
    .on_grid = 1,
    .takes_offsets = 1,
    .takes_heads = 1,
    .parameters = add_parameters,
    .apply = apply,
    .flops = flops,
};
