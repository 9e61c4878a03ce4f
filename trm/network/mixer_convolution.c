/* A 3x3 convolution on the grid, each channel with a filter of its own, and a projection across channels:
 *
 *     h <- rms(h + conv(h) W^T)
 *
 * The recurrent block of deep-thinking networks (arXiv 2106.04537) with its products split in two; the SwiGLU after it is
 * their nonlinearity. Outside the grid h is 0. Weights fit every size of grid; time and memory are linear in the cells. */
#include "trm/network/network.h"

enum { FILTER, OUT };
enum { TAPS = 9 };

static void add_parameters(parameters *p, const network_config *c)
{
    parameter_add(p, "conv.filter", TAPS, c->width, ROLE_OTHER, 1.0 / 3);
    parameter_add_matrix(p, "conv.o_proj", c->width, c->width, 1, (double)c->width);
}

static tensor *apply(tape *t, const bound *b, int layer, tensor *h)
{
    tensor *w = mixer_tensors(b, layer);
    return add_rmsnorm(t, h, linear(t, convolution(t, h, &w[FILTER], b->shape->cols), &w[OUT]));
}

static double flops(const network_config *c, double planes, double sequence)
{
    double width = (double)c->width;
    return planes * sequence * (width * width + TAPS * width);
}

const mixer mixer_convolution = {
    .name = "convolution",
    .help = "a 3x3 convolution of each channel on the grid, and a projection",
    .preset = {"positions learned", "relations off"},
    .on_grid = 1,
    .parameters = add_parameters,
    .apply = apply,
    .flops = flops,
};
