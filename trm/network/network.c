#include "trm/network/symbols.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- blueprint --------------------------------------------------------------------------------------------------- */

static void add_layer(network *net, int which, int layer)
{
    const network_config *c = &net->config;
    const exchange *e = exchanges[c->exchange];
    parameters *p = &net->list;
    layer_tensors *at = &net->layers[which * c->layers + layer];
    double width = (double)c->width, fan_in = c->planes ? 2 * width : width; /* own token and context */
    snprintf(p->prefix, sizeof p->prefix, "%c_level.layers.%d.", which == NET_Z ? 'L' : 'H', layer);
    at->mix = p->tensors;
    mixer_of(c, layer)->parameters(p, c);
    at->exchange = p->tensors;
    if (e->parameters) e->parameters(p, c);
    at->gate = p->tensors;
    at->up = at->gate + 1;
    parameter_add_matrix(p, "mlp.gate_up_proj", 2 * c->inner, c->width, 2, fan_in)->widens = 1;
    parameter_split(p, 2);
    at->context = p->tensors;
    if (c->planes) parameter_add_matrix(p, "mlp.context_proj", 2 * c->inner, c->width, 2, fan_in)->widens = 1;
    at->pool = p->tensors;
    if (e->pool_parameters) e->pool_parameters(p, c);
    at->down = p->tensors;
    parameter_add_matrix(p, "mlp.down_proj", c->width, c->inner, 1, (double)c->inner)->widens = 1;
    p->prefix[0] = '\0';
}

/* Registers that have learned positions, before the cells'. */
static int64_t placed_registers(const network_config *c)
{
    return c->positions == POSITIONS_LEARNED_ALL ? c->registers : 0;
}

static void add_tables(network *net)
{
    const network_config *c = &net->config;
    parameters *p = &net->list;
    double std = 1 / sqrt((double)c->width);
    net->tokens = parameter_add(p, "embed_tokens.embedding_weight", c->symbol_rows ? c->symbol_rows : c->vocabulary,
                                c->width, ROLE_OTHER, std)
                      ->tensor;
    if (c->registers)
        net->puzzles = parameter_add(p, "puzzle_emb.weights", (int64_t)network_puzzle_rows(c),
                                     (int64_t)network_puzzle_tokens(c) * c->width, ROLE_SPARSE, 0)
                           ->tensor;
    if (c->positions == POSITIONS_LEARNED || c->positions == POSITIONS_LEARNED_ALL)
        net->positions =
            parameter_add(p, "embed_pos.embedding_weight", c->cells + placed_registers(c), c->width, ROLE_OTHER, std)
                ->tensor;
    if (network_reads_answers(c)) /* with planes unknown, this symbol, another; without unknown or a class */
        net->answers = parameter_add(p, "embed_answers.embedding_weight", c->planes ? 3 : 1 + c->classes, c->width,
                                     ROLE_OTHER, std)
                           ->tensor;
}

/* Two outputs are bound one by one: halt, continue. */
static void add_halting_head(network *net)
{
    const network_config *c = &net->config;
    int outputs = c->continue_head == CONTINUE_NONE ? 1 : 2;
    net->halt = parameter_add(&net->list, "q_head.weight", outputs, c->width, ROLE_OTHER, 0)->tensor;
    parameter_split(&net->list, outputs);
    parameter *bias = parameter_add(&net->list, "q_head.bias", outputs, 1, ROLE_OTHER, 0);
    bias->mean = -5; /* "not yet": no halting before the head has learned */
    net->halt_bias = bias->tensor;
    parameter_split(&net->list, outputs);
}

static void add_heads(network *net)
{
    const network_config *c = &net->config;
    parameters *p = &net->list;
    net->head = parameter_add(p, "lm_head.weight", c->symbol_rows ? c->symbol_rows : c->classes, c->width, ROLE_OTHER,
                              1 / sqrt((double)c->width))
                    ->tensor;
    add_halting_head(net);
    net->y0 = parameter_add(p, "H_init", 1, c->width, ROLE_FROZEN, 1)->tensor;
    net->z0 = parameter_add(p, "L_init", 1, c->width, ROLE_FROZEN, 1)->tensor;
    if (!c->facts) return;
    parameter *facts =
        parameter_add(p, "facts_head.weight", c->facts, c->width, ROLE_OTHER, 1 / sqrt((double)c->width));
    facts->training = 1; /* and last: the others are where they are without it */
    net->facts = facts->tensor;
}

int network_open(network *net, const network_config *config)
{
    *net = (network){.config = *config,
                     .layers = calloc((size_t)(config->networks * config->layers), sizeof *net->layers)};
    if (!net->layers) return -1;
    add_tables(net);
    for (int which = 0; which < config->networks; which++)
        for (int i = 0; i < config->layers; i++) add_layer(net, which, i);
    add_heads(net);
    if (!net->list.failed) return 0;
    network_close(net);
    return -1;
}

void network_close(network *net)
{
    free(net->layers);
    free(net->list.items);
    *net = (network){0};
}

size_t network_weight_count(const network *net)
{
    size_t n = 0;
    for (int i = 0; i < net->list.count; i++)
        if (net->list.items[i].role != ROLE_FROZEN && !net->list.items[i].training)
            n += parameter_size(&net->list.items[i]);
    return n;
}

static double pass_flops(const network_config *c, double planes, int64_t cells)
{
    const exchange *e = exchanges[c->exchange];
    double width = (double)c->width, inner = (double)c->inner;
    double sequence = layout_sequence(c, cells), mixing = 0;
    for (int i = 0; i < c->layers; i++)
        mixing += mixer_of(c, i)->flops(c, planes, sequence) + (e->flops ? e->flops(c, planes, sequence) : 0);
    double channels = planes * sequence * 3 * width * inner, context = c->planes ? sequence * 2 * width * inner : 0;
    return 2 * (mixing + (double)c->layers * (channels + context));
}

double network_pass_flops(const network_config *c, const geometry *shape)
{
    double flops = 0, examples = 0;
    for (int64_t side = 1; shape->examples && side <= shape->frame; side++) {
        if (!shape->examples[side]) continue;
        examples += shape->examples[side];
        flops += shape->examples[side] * pass_flops(c, geometry_planes(shape, side), side * side);
    }
    return examples > 0 ? flops / examples : pass_flops(c, shape->planes, shape->cells);
}

/* --- binding ----------------------------------------------------------------------------------------------------- */

int bound_open(bound *b, const network *net)
{
    *b = (bound){.net = net,
                 .tensors = calloc((size_t)net->list.tensors, sizeof *b->tensors),
                 .prepared = calloc((size_t)(net->config.networks * net->config.layers), sizeof *b->prepared)};
    return b->tensors && b->prepared ? 0 : -1;
}

void bound_close(bound *b)
{
    free(b->tensors);
    free(b->prepared);
    *b = (bound){0};
}

static void bind_parameter(bound *b, const weights *w, real *g, int index)
{
    const parameter *p = &w->net->list.items[index];
    int rows = p->rows / p->parts, constant = !g || p->role == ROLE_FROZEN || p->role == ROLE_SPARSE;
    for (int part = 0; part < p->parts; part++) {
        size_t at = (size_t)part * (size_t)rows * (size_t)p->columns;
        b->tensors[p->tensor + part] = (tensor){.x = weights_of(w, index) + at,
                                                .g = constant ? NULL : g + p->offset + at,
                                                .dims = 2,
                                                .shape = {rows, p->columns},
                                                .packed = &w->packed[p->tensor + part]};
    }
}

void network_bind(bound *b, const weights *w, real *g, const layout *shape)
{
    b->shape = shape;
    for (int i = 0; i < w->net->list.count; i++) bind_parameter(b, w, g, i);
}

/* --- passes ------------------------------------------------------------------------------------------------------ */

/* A softmax over more things needs sharper scores to single out as few of them: those that do not matter become more,
 * and their exponentials add up. With a factor of log n in the exponent their share stays what it was (cf. arXiv
 * 2501.19399), and weights learned on 9x9 read 16x16. */
double softmax_sharpness(const bound *b, int things, double at_one)
{
    return b->net->config.sharpness == SHARPNESS_SIZE ? log2((double)things) / log2(at_one) : 1;
}

void network_prepare(tape *t, bound *b)
{
    const network_config *c = &b->net->config;
    for (int k = 0; k < c->networks * c->layers; k++) {
        const mixer *m = mixer_of(c, k % (int)c->layers);
        if (m->prepare) b->prepared[k] = m->prepare(t, b, k);
    }
}

/* Tables start at 1 / sqrt(D): x starts with unit variance. */
static real embedding_scale(const bound *b)
{
    return (real)sqrt((double)b->net->config.width);
}

/* Learned positions of the cells at hand, and before them of registers that have one. */
static tensor *position_rows(tape *t, const bound *b)
{
    const layout *l = b->shape;
    tensor *table = &b->tensors[b->net->positions];
    int placed = (int)placed_registers(&b->net->config);
    if (!l->number) return table;
    if (!placed) return take_rows(t, table, l->number, l->cells);
    int32_t *rows = arena_alloc(t->memory, (size_t)l->sequence * sizeof *rows);
    for (int i = 0; t->memory->base && i < l->sequence; i++) rows[i] = i < placed ? i : placed + l->number[i - placed];
    return take_rows(t, table, rows, l->sequence);
}

/* The puzzle embeddings of the examples, copied out as a leaf with gradients of the size of the batch: the whole
 * table's would be thousands of rows, nearly all of them zero.                                        -> [B, M, D] */
static tensor *puzzle_rows(tape *t, const bound *b, const inputs *in)
{
    const network_config *c = &b->net->config;
    int shape[] = {in->batch, (int)network_puzzle_tokens(c), (int)c->width};
    const tensor *table = &b->tensors[b->net->puzzles];
    size_t row = (size_t)tensor_columns(table);
    real *x = arena_alloc(t->memory, (size_t)in->batch * row * sizeof(real));
    for (int i = 0; t->memory->base && i < in->batch; i++) {
        size_t id = in->puzzle ? (size_t)in->puzzle[i] : 0;
        memcpy(x + (size_t)i * row, table->x + id * row, row * sizeof(real));
    }
    return tape_wrap(t, x, in->puzzle_gradient, 3, shape);
}

/* The tokens x of the cells, and before them the registers: the puzzle embedding, then zeros. */
static tensor *add_registers(tape *t, const bound *b, tensor *x, const inputs *in, real scale)
{
    const network_config *c = &b->net->config;
    int empty = b->shape->registers - (int)network_puzzle_tokens(c), shape[] = {in->batch, empty, (int)c->width};
    if (!b->shape->registers) return x;
    if (empty > 0) {
        size_t size = (size_t)(in->batch * empty) * (size_t)c->width * sizeof(real);
        real *zeros = arena_alloc(t->memory, size);
        if (t->memory->base) memset(zeros, 0, size);
        x = add_prefix(t, x, tape_wrap(t, zeros, NULL, 3, shape), 1);
    }
    return add_prefix(t, x, puzzle_rows(t, b, in), scale);
}

tensor *network_embed(tape *t, bound *b, const inputs *in)
{
    int where = b->net->config.positions, is_learned = where == POSITIONS_LEARNED || where == POSITIONS_LEARNED_ALL;
    real unit = embedding_scale(b), half = unit * (real)0.70710678118654752; /* of two summands */
    tensor *x = embedding(t, symbols_tokens(t, b), in->tokens, in->batch, b->shape->planes, b->shape->cells,
                          is_learned ? half : unit);
    if (where == POSITIONS_LEARNED) x = add(t, x, position_rows(t, b), half);
    x = add_registers(t, b, x, in, where == POSITIONS_LEARNED_ALL ? half : unit);
    return where == POSITIONS_LEARNED_ALL ? add(t, x, position_rows(t, b), half) : x;
}

tensor *network_embed_answers(tape *t, bound *b, const uint8_t *tokens, int batch)
{
    tensor *table = &b->tensors[b->net->answers];
    return embedding(t, table, tokens, batch, b->shape->planes, b->shape->sequence, embedding_scale(b));
}

static tensor *mix_channels(tape *t, const bound *b, int layer, tensor *h)
{
    const network_config *c = &b->net->config;
    const layer_tensors *at = &b->net->layers[layer];
    tensor *w = b->tensors, *context = NULL;
    if (c->planes) context = linear(t, exchanges[c->exchange]->pool(t, b, layer, h), &w[at->context]);
    return add_rmsnorm(t, h, swiglu(t, h, context, &w[at->gate], &w[at->up], &w[at->down]));
}

tensor *network_pass_of(tape *t, const bound *b, int which, tensor *h)
{
    const network_config *c = &b->net->config;
    const exchange *e = exchanges[c->exchange];
    int first = which < c->networks ? which * (int)c->layers : 0;
    for (int i = 0; i < c->layers; i++) {
        h = mixer_of(c, i)->apply(t, b, first + i, h);
        if (e->apply) h = e->apply(t, b, first + i, h);
        h = mix_channels(t, b, first + i, h);
    }
    return h;
}

tensor *network_pass(tape *t, const bound *b, tensor *h)
{
    return network_pass_of(t, b, NET_Z, h);
}

tensor *network_update(tape *t, const bound *b, int which, tensor *h)
{
    if (t->recording) return network_pass_of(t, b, which, h);
    tensor *result = tape_tensor(t, 0, h->dims, h->shape);
    tape_point before = tape_mark(t);
    tensor *last = network_pass_of(t, b, which, h);
    if (t->memory->base) memcpy(result->x, last->x, tensor_size(result) * sizeof(real));
    tape_reset(t, before);
    return result;
}

static tensor *read_cells(tape *t, bound *b, tensor *y, int head)
{
    tensor *logits = linear(t, y, &b->tensors[head]);
    return b->shape->registers ? drop_prefix(t, logits, b->shape->registers) : logits;
}

tensor *network_logits(tape *t, bound *b, tensor *y)
{
    return read_cells(t, b, y, b->net->head);
}

tensor *network_facts(tape *t, bound *b, tensor *y)
{
    return read_cells(t, b, y, b->net->facts);
}

static tensor *read_halting(tape *t, const bound *b, tensor *y, int output)
{
    tensor *pooled = b->shape->registers ? mean_over_first_tokens(t, y) : mean_over_tokens(t, y), *w = b->tensors;
    return add(t, linear(t, pooled, &w[b->net->halt + output]), &w[b->net->halt_bias + output], 1);
}

tensor *network_halt(tape *t, bound *b, tensor *y)
{
    return read_halting(t, b, y, 0);
}

tensor *network_continue(tape *t, bound *b, tensor *y)
{
    return read_halting(t, b, y, 1);
}
