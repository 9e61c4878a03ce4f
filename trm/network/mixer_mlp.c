/* A SwiGLU along the cells instead of the channels, as the released Sudoku model has it:
 *
 *     h <- rms(h + W_down (silu(W_gate h) * W_up h)), all products and the norm along the cells
 *
 * Its weights belong to one number of cells. */
#include "trm/network/network.h"

enum { GATE, UP, DOWN };

static int64_t inner(const network_config *c)
{
    return c->mixer_inner ? c->mixer_inner : c->inner;
}

static void add_parameters(parameters *p, const network_config *c)
{
    int sequence = layout_sequence(c, c->cells);
    parameter_add_matrix(p, "mlp_t.gate_up_proj", 2 * inner(c), sequence, 2, sequence);
    parameter_split(p, 2);
    parameter_add_matrix(p, "mlp_t.down_proj", sequence, inner(c), 1, (double)inner(c));
}

static tensor *apply(tape *t, const bound *b, int layer, tensor *h)
{
    tensor *w = mixer_tensors(b, layer);
    return add_rmsnorm_cells(t, h, swiglu_cells(t, h, &w[GATE], &w[UP], &w[DOWN]));
}

static double flops(const network_config *c, double planes, double sequence)
{
    return planes * (double)c->width * 3 * sequence * (double)inner(c);
}

const mixer mixer_mlp = {
    .name = "mlp",
    .help = "a SwiGLU along the cells, for one size of grid",
    .preset = {"relations off"},
    .size_bound = 1,
    .parameters = add_parameters,
    .apply = apply,
    .flops = flops,
};
