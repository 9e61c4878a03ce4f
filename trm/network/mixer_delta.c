/* Gated DeltaNet (arXiv 2412.06464, as in Qwen3-Next): each head has a memory that unlearns what a key stood for before
 * it learns what it stands for now, scanned over the grid from two or four sides.
 *
 *     q, k, v = silu(conv3x3(h Wqkv^T));   q, k of length 1, turned by row and column
 *     S <- a S;   S <- S + b k (v - S^T k)^T;   o = S^T q, summed over the directions
 *     h <- rms(h + (rms(o) gain silu(h Wg^T)) Wo^T), the inner norm head by head
 *
 * a and b are numbers of a head, in each direction its own. K = V = E. The convolution is on the grid, once for all
 * directions, and the inner norm follows their sum. */
#include "trm/network/scanning.h"

enum { QKV, CONVOLUTION, DECAYS, WRITES, RATE, SHIFT, GATE, GAIN, OUT };

static void add_parameters(parameters *p, const network_config *c)
{
    double width = (double)c->width;
    int64_t gates = scan_directions(c) * c->heads;
    parameter_add_matrix(p, "delta.qkv_proj", 3 * c->width, c->width, 3, width);
    scan_add_convolution(p, "delta", 3 * c->width);
    scan_add_gates(p, "delta", "a_proj.weight", gates, c->width);
    scan_add_gates(p, "delta", "b_proj.weight", gates, c->width);
    scan_add_decays(p, c, "delta", c->heads);
    parameter_add_matrix(p, "delta.g_proj", c->width, c->width, 1, width);
    parameter_add(p, "delta.norm.weight", 1, c->width / c->heads, ROLE_OTHER, 0)->mean = 1;
    parameter_add_matrix(p, "delta.o_proj", c->width, c->width, 1, width);
}

static tensor *apply(tape *t, const bound *b, int layer, tensor *h)
{
    tensor *w = mixer_tensors(b, layer);
    const places *place = &b->shape->place;
    scan_inputs in = {.qkv = short_convolution(t, linear(t, h, &w[QKV]), &w[CONVOLUTION], place),
                      .decays = linear(t, h, &w[DECAYS]),
                      .writes = linear(t, h, &w[WRITES]),
                      .rate = &w[RATE],
                      .shift = &w[SHIFT]};
    tensor *o = scan(t, &in, place, (int)b->net->config.heads, SCAN_DELTA);
    tensor *gated = gated_rmsnorm(t, o, linear(t, h, &w[GATE]), &w[GAIN], GATE_SILU);
    return add_rmsnorm(t, h, linear(t, gated, &w[OUT]));
}

/* q, k, v, gate and output, a and b; states read twice and written once. */
static double flops(const network_config *c, double planes, double sequence)
{
    double width = (double)c->width, head = width / (double)c->heads,
           gates = (double)(2 * scan_directions(c) * c->heads);
    return planes * sequence * (5 * width * width + gates * width + scan_flops(c, 3 * width, 3, head));
}

const mixer mixer_delta = {
    .name = "delta",
    .help = "gated delta rule (Gated DeltaNet), scanned over the grid",
    .preset = {"relations off"},
    .takes_places = 1,
    .parameters = add_parameters,
    .apply = apply,
    .flops = flops,
};
