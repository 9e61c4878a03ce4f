/* Kimi Delta Attention (arXiv 2510.26692, as in Kimi Linear): the gated delta rule with a decay for each channel of a
 * key, so that a head forgets some of what it holds and keeps the rest; gates of low rank.
 *
 *     q, k, v = silu(conv3x3(h Wqkv^T));   q, k of length 1, turned by row and column
 *     S <- diag(a) S;   S <- S + b k (v - S^T k)^T;   o = S^T q, summed over the directions
 *     h <- rms(h + (rms(o) gain sigmoid(h Wg1^T Wg2^T + bias)) Wo^T), the inner norm head by head
 *
 * The decays come from one projection of rank E, h Wf1^T Wf2^T, which each direction shifts and scales for itself; b is
 * a number of a head, in each direction its own. K = V = E. Convolution and inner norm are those of mixer_delta.c. */
#include "trm/network/scanning.h"

enum { QKV, CONVOLUTION, DECAY_DOWN, DECAY_UP, WRITES, RATE, SHIFT, GATE_DOWN, GATE_UP, GATE_BIAS, GAIN, OUT };

static void add_parameters(parameters *p, const network_config *c)
{
    double width = (double)c->width;
    int64_t head = c->width / c->heads;
    parameter_add_matrix(p, "kda.qkv_proj", 3 * c->width, c->width, 3, width);
    scan_add_convolution(p, "kda", 3 * c->width);
    parameter_add_matrix(p, "kda.f_a_proj", head, c->width, 1, width);
    parameter_add_matrix(p, "kda.f_b_proj", c->width, head, 1, (double)head);
    scan_add_gates(p, "kda", "b_proj.weight", scan_directions(c) * c->heads, c->width);
    scan_add_decays(p, c, "kda", c->width);
    parameter_add_matrix(p, "kda.g_a_proj", head, c->width, 1, width);
    parameter_add_matrix(p, "kda.g_b_proj", c->width, head, 1, (double)head);
    parameter_add(p, "kda.g_b_proj.bias", 1, c->width, ROLE_OTHER, 0);
    parameter_add(p, "kda.o_norm.weight", 1, head, ROLE_OTHER, 0)->mean = 1;
    parameter_add_matrix(p, "kda.o_proj", c->width, c->width, 1, width);
}

static tensor *low_rank(tape *t, tensor *h, tensor *down, tensor *up)
{
    return linear(t, linear(t, h, down), up);
}

static tensor *apply(tape *t, const bound *b, int layer, tensor *h)
{
    tensor *w = mixer_tensors(b, layer);
    const places *place = &b->shape->place;
    scan_inputs in = {.qkv = short_convolution(t, linear(t, h, &w[QKV]), &w[CONVOLUTION], place),
                      .decays = low_rank(t, h, &w[DECAY_DOWN], &w[DECAY_UP]),
                      .writes = linear(t, h, &w[WRITES]),
                      .rate = &w[RATE],
                      .shift = &w[SHIFT]};
    tensor *o = scan(t, &in, place, (int)b->net->config.heads, SCAN_CHANNELS);
    tensor *gate = add(t, low_rank(t, h, &w[GATE_DOWN], &w[GATE_UP]), &w[GATE_BIAS], 1);
    return add_rmsnorm(t, h, linear(t, gated_rmsnorm(t, o, gate, &w[GAIN], GATE_SIGMOID), &w[OUT]));
}

/* q, k, v and output, four thin projections of the gates, b; states read twice and written once. */
static double flops(const network_config *c, double planes, double sequence)
{
    double width = (double)c->width, head = width / (double)c->heads, writes = (double)(scan_directions(c) * c->heads);
    return planes * sequence *
           (4 * width * width + 4 * width * head + writes * width + scan_flops(c, 3 * width, 3, head));
}

const mixer mixer_kimi_delta = {
    .name = "kimi-delta",
    .help = "gated delta rule with a decay per channel (Kimi Delta Attention), scanned over the grid",
    .preset = {"relations off"},
    .takes_places = 1,
    .parameters = add_parameters,
    .apply = apply,
    .flops = flops,
};
