/* Mamba-2 (arXiv 2405.21060, as in Granite 4 and Nemotron Nano 2): a state-space model, scanned over the grid from two
 * or four sides.
 *
 *     C, B, x = silu(conv3x3(h Win^T));   C, B turned by row and column, the same for all heads
 *     t = softplus(h Wdt^T + dt_bias);   S <- e^(-e^A t) S + t B x^T;   y = S^T C + D x, summed over the directions
 *     h <- rms(h + (rms(y silu(h Wz^T)) gain) Wo^T)
 *
 * x is 2D wide, a head of it 2E; B and C have N = E channels. t is a number of a head, in each direction its own. The
 * convolution is on the grid, without bias, once for all directions. */
#include "trm/network/scanning.h"

enum { CBX, CONVOLUTION, STEPS, RATE, SHIFT, SKIP, GATE, GAIN, OUT };

static void add_parameters(parameters *p, const network_config *c)
{
    double width = (double)c->width;
    int64_t inner = 2 * c->width, states = c->width / c->heads;
    parameter_add_matrix(p, "mamba.in_proj", inner + 2 * states, c->width, 1, width);
    scan_add_convolution(p, "mamba", inner + 2 * states);
    scan_add_gates(p, "mamba", "dt_proj.weight", scan_directions(c) * c->heads, c->width);
    scan_add_decays(p, c, "mamba", c->heads);
    parameter *skip = parameter_add(p, "mamba.D", 1, c->heads, ROLE_OTHER, 0);
    skip->mean = 1;
    skip->no_decay = 1;
    parameter_add_matrix(p, "mamba.z_proj", inner, c->width, 1, width);
    parameter_add(p, "mamba.norm.weight", 1, inner, ROLE_OTHER, 0)->mean = 1;
    parameter_add_matrix(p, "mamba.out_proj", c->width, inner, 1, (double)inner);
}

static tensor *apply(tape *t, const bound *b, int layer, tensor *h)
{
    tensor *w = mixer_tensors(b, layer);
    const places *place = &b->shape->place;
    scan_inputs in = {.qkv = short_convolution(t, linear(t, h, &w[CBX]), &w[CONVOLUTION], place),
                      .decays = linear(t, h, &w[STEPS]),
                      .rate = &w[RATE],
                      .shift = &w[SHIFT],
                      .skip = &w[SKIP]};
    tensor *y = scan(t, &in, place, (int)b->net->config.heads, SCAN_PLAIN);
    tensor *gated = gated_rmsnorm(t, y, linear(t, h, &w[GATE]), &w[GAIN], GATE_FIRST);
    return add_rmsnorm(t, h, linear(t, gated, &w[OUT]));
}

/* x, z and output, B and C, t; states read and written once. */
static double flops(const network_config *c, double planes, double sequence)
{
    double width = (double)c->width, head = width / (double)c->heads, steps = (double)(scan_directions(c) * c->heads);
    return planes * sequence *
           (6 * width * width + 2 * head * width + steps * width + scan_flops(c, 2 * width + 2 * head, 2, 2 * head));
}

const mixer mixer_mamba2 = {
    .name = "mamba2",
    .help = "state-space model (Mamba-2), scanned over the grid",
    .preset = {"relations off"},
    .takes_places = 1,
    .parameters = add_parameters,
    .apply = apply,
    .flops = flops,
};
