#include "trm/network/network.h"

#include "base/random.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RELATION_SCALE = 4 }; /* lets the bias move as fast as scores do, at the learning rate of small tables */

/* --- blueprint --------------------------------------------------------------------------------------------------- */

/* Parameters start at multiples of this, so that the layout of a checkpoint does not depend on the vector width. */
enum { PARAMETER_ALIGN = 16 };

static void describe(network *net, const char *name, int64_t rows, int64_t columns, int pieces, parameter_role role,
                     double std)
{
    parameter *p = &net->parameters[net->count++];
    *p = (parameter){.rows = (int)rows,
                     .columns = (int)columns,
                     .pieces = pieces,
                     .parts = 1,
                     .role = role,
                     .std = std,
                     .offset = net->size};
    snprintf(p->name, sizeof p->name, "%s", name);
    if (role != ROLE_TASK)
        net->size += ((size_t)rows * (size_t)columns + PARAMETER_ALIGN - 1) / PARAMETER_ALIGN * PARAMETER_ALIGN;
}

/* Matrices start with variance 1 / fan in, so that a unit input gives a unit output. */
static parameter *describe_layer_matrix(network *net, int layer, const char *name, int64_t rows, int64_t columns,
                                        int pieces, double fan_in)
{
    char full[64];
    snprintf(full, sizeof full, "L_level.layers.%d.%s.weight", layer, name);
    describe(net, full, rows, columns, pieces, ROLE_MATRIX, 1 / sqrt(fan_in));
    return &net->parameters[net->count - 1];
}

static void describe_layer(network *net, int layer)
{
    const network_config *c = &net->config;
    double width = (double)c->width, fan_in = c->planes ? 2 * width : width; /* own token and mean over planes */
    if (c->mixer == MIXER_ATTENTION) {
        describe_layer_matrix(net, layer, "self_attn.qkv_proj", 3 * c->width, c->width, 3, width);
        describe_layer_matrix(net, layer, "self_attn.o_proj", c->width, c->width, 1, width);
    } else {
        int places = layout_places(c, c->cells);
        describe_layer_matrix(net, layer, "mlp_t.gate_up_proj", 2 * c->inner, places, 2, places)->parts = 2;
        describe_layer_matrix(net, layer, "mlp_t.down_proj", places, c->inner, 1, (double)c->inner);
    }
    if (c->relations_on) {
        char full[64];
        snprintf(full, sizeof full, "L_level.layers.%d.self_attn.relation_bias", layer);
        describe(net, full, c->heads, layout_relations(c), 1, ROLE_OTHER, 0.5);
    }
    if (c->exchange == EXCHANGE_ATTENTION) {
        describe_layer_matrix(net, layer, "plane_attn.qkv_proj", 3 * c->width, c->width, 3, width);
        describe_layer_matrix(net, layer, "plane_attn.o_proj", c->width, c->width, 1, width);
    }
    describe_layer_matrix(net, layer, "mlp.gate_up_proj", 2 * c->inner, c->width, 2, fan_in)->parts = 2;
    if (c->planes) describe_layer_matrix(net, layer, "mlp.context_proj", 2 * c->inner, c->width, 2, fan_in);
    if (c->exchange == EXCHANGE_POOL) {
        char full[64];
        snprintf(full, sizeof full, "L_level.layers.%d.mlp.context_sharpness", layer);
        describe(net, full, 1, c->width, 1, ROLE_OTHER, 0);
        net->parameters[net->count - 1].mean = 1;
    }
    describe_layer_matrix(net, layer, "mlp.down_proj", c->width, c->inner, 1, (double)c->inner);
}

void network_describe(network *net, const network_config *config)
{
    *net = (network){.config = *config};
    double width = (double)config->width;
    describe(net, "embed_tokens.embedding_weight", config->vocabulary, config->width, 1, ROLE_OTHER, 1 / sqrt(width));
    if (config->registers)
        describe(net, "puzzle_emb.weights", (int64_t)network_task_rows(config), config->registers * config->width, 1,
                 ROLE_TASK, 0);
    if (config->positions == POSITIONS_LEARNED)
        describe(net, "embed_pos.embedding_weight", config->cells, config->width, 1, ROLE_OTHER, 1 / sqrt(width));
    for (int i = 0; i < config->layers; i++) describe_layer(net, i);
    describe(net, "lm_head.weight", config->classes, config->width, 1, ROLE_OTHER, 1 / sqrt(width));
    describe(net, "q_head.weight", 1, config->width, 1, ROLE_OTHER, 0);
    describe(net, "q_head.bias", 1, 1, 1, ROLE_OTHER, 0);
    net->parameters[net->count - 1].mean = -5; /* "not yet": no halting before the head has learned */
    describe(net, "H_init", 1, config->width, 1, ROLE_FROZEN, 1);
    describe(net, "L_init", 1, config->width, 1, ROLE_FROZEN, 1);
}

size_t network_weight_count(const network *net)
{
    size_t n = 0;
    for (int i = 0; i < net->count; i++)
        if (net->parameters[i].role != ROLE_FROZEN)
            n += (size_t)net->parameters[i].rows * (size_t)net->parameters[i].columns;
    return n;
}

double network_pass_flops(const network_config *c, const geometry *shape)
{
    double width = (double)c->width, inner = (double)c->inner, planes = shape->planes;
    double places = layout_places(c, shape->cells), tokens = planes * places, mixing = 0;
    if (c->mixer == MIXER_ATTENTION)
        mixing = tokens * (4 * width * width + 2 * places * width); /* q, k, v, output; scores and weighted sums */
    else
        mixing = planes * width * 3 * places * inner;
    if (c->exchange == EXCHANGE_ATTENTION) mixing += tokens * (4 * width * width + 2 * planes * width);
    double channels = tokens * 3 * width * inner, context = c->planes ? places * 2 * width * inner : 0;
    return 2 * (double)c->layers * (mixing + channels + context);
}

double network_step_flops(const network_config *c, const geometry *shape, int training)
{
    double cycles = (double)c->cycles + (training ? 2 : 0);
    return cycles * (double)(c->latent_updates + 1) * network_pass_flops(c, shape);
}

/* --- weights ----------------------------------------------------------------------------------------------------- */

static size_t packed_both(const parameter *p)
{
    if (p->role == ROLE_TASK) return 0;
    int rows = p->rows / p->parts;
    return (size_t)p->parts * (packed_size(p->columns, rows) + packed_size(rows, p->columns));
}

/* Everything but the table of tasks. */
static int open_values(weights *w, const network *net)
{
    *w = (weights){.net = net};
    size_t packed = 0;
    for (int i = 0; i < net->count; i++) packed += packed_both(&net->parameters[i]);
    w->values =
        aligned_alloc(ARENA_ALIGN, (net->size * sizeof(real) + 2 * ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN);
    w->packed_memory =
        aligned_alloc(ARENA_ALIGN, (packed * sizeof(real) + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN);
    if (w->values && w->packed_memory) {
        memset(w->values, 0, net->size * sizeof(real));
        return 0;
    }
    weights_close(w);
    return -1;
}

int weights_open(weights *w, const network *net)
{
    size_t row = (size_t)net->config.registers * (size_t)net->config.width;
    if (open_values(w, net)) return -1;
    if (!row) return 0;
    w->tasks = w->tasks_memory = calloc(network_task_rows(&net->config), row * sizeof(real));
    if (w->tasks) return 0;
    weights_close(w);
    return -1;
}

int weights_open_average(weights *w, const weights *of)
{
    if (open_values(w, of->net)) return -1;
    w->tasks = of->tasks;
    return 0;
}

void weights_close(weights *w)
{
    free(w->values);
    free(w->packed_memory);
    free(w->tasks_memory);
    *w = (weights){0};
}

real *weights_of(const weights *w, int parameter_index)
{
    const parameter *p = &w->net->parameters[parameter_index];
    return p->role == ROLE_TASK ? w->tasks : w->values + p->offset;
}

void weights_initialise(weights *w, uint64_t seed)
{
    for (int i = 0; i < w->net->count; i++) {
        const parameter *p = &w->net->parameters[i];
        uint64_t key = random_key(seed, (uint64_t)i);
        real *x = weights_of(w, i);
        for (size_t j = 0; j < (size_t)p->rows * (size_t)p->columns; j++)
            x[j] = (real)(p->std > 0 ? p->mean + p->std * random_truncated_normal(key, j) : p->mean);
    }
    weights_pack(w);
}

void weights_look_near(weights *w, int (*distance)(int relation), double slope)
{
    for (int i = 0; i < w->net->count; i++) {
        const parameter *p = &w->net->parameters[i];
        if (!strstr(p->name, ".relation_bias")) continue;
        real *bias = weights_of(w, i);
        for (int head = 0; head < p->rows; head++)
            for (int r = 0; r < (int)w->net->config.relations; r++)
                bias[head * p->columns + r] -= (real)(slope * distance(r) / RELATION_SCALE);
    }
    weights_pack(w);
}

void weights_pack_one(weights *w, int parameter_index)
{
    real *memory = w->packed_memory;
    for (int i = 0; i < parameter_index; i++) memory += packed_both(&w->net->parameters[i]);
    const parameter *p = &w->net->parameters[parameter_index];
    if (p->role == ROLE_TASK) return;
    int rows = p->rows / p->parts, columns = p->columns;
    for (int part = 0; part < p->parts; part++) {
        const real *x = w->values + p->offset + (size_t)part * (size_t)rows * (size_t)columns;
        packed_weight *packed = &w->packed[parameter_index][part];
        packed->forward = pack(columns, rows, mat_columns(x, columns), memory);
        memory += packed_size(columns, rows);
        packed->input = pack(rows, columns, mat_rows(x, columns), memory);
        memory += packed_size(rows, columns);
    }
}

void weights_pack(weights *w)
{
    for (int i = 0; i < w->net->count; i++) weights_pack_one(w, i);
}

/* --- binding ----------------------------------------------------------------------------------------------------- */

typedef struct binder {
    const weights *w;
    real *g;
    int next; /* parameter to be bound; binding goes in the order of network_describe */
} binder;

static tensor bind_part(const binder *b, int part)
{
    const parameter *p = &b->w->net->parameters[b->next];
    int rows = p->rows / p->parts;
    size_t at = (size_t)part * (size_t)rows * (size_t)p->columns;
    int constant = !b->g || p->role == ROLE_FROZEN || p->role == ROLE_TASK;
    return (tensor){.x = weights_of(b->w, b->next) + at,
                    .g = constant ? NULL : b->g + p->offset + at,
                    .dims = 2,
                    .shape = {rows, p->columns},
                    .packed = &b->w->packed[b->next][part]};
}

static tensor bind_next(binder *b)
{
    tensor whole = bind_part(b, 0);
    b->next++;
    return whole;
}

static void bind_next_two(binder *b, tensor *first, tensor *second)
{
    *first = bind_part(b, 0);
    *second = bind_part(b, 1);
    b->next++;
}

void network_bind(bound *out, const weights *w, real *g, const layout *shape)
{
    const network_config *c = &w->net->config;
    binder b = {w, g, 0};
    *out = (bound){.net = w->net, .shape = shape};
    out->tokens = bind_next(&b);
    if (c->registers) out->tasks = bind_next(&b);
    if (c->positions == POSITIONS_LEARNED) out->positions = bind_next(&b);
    for (int i = 0; i < c->layers; i++) {
        bound_layer *l = &out->layers[i];
        if (c->mixer == MIXER_ATTENTION) {
            l->qkv = bind_next(&b);
            l->out = bind_next(&b);
        } else {
            bind_next_two(&b, &l->mix_gate, &l->mix_up);
            l->mix_down = bind_next(&b);
        }
        if (c->relations_on) l->relation = bind_next(&b);
        if (c->exchange == EXCHANGE_ATTENTION) {
            l->plane_qkv = bind_next(&b);
            l->plane_out = bind_next(&b);
        }
        bind_next_two(&b, &l->gate, &l->up);
        if (c->planes) l->context = bind_next(&b);
        if (c->exchange == EXCHANGE_POOL) l->sharpness = bind_next(&b);
        l->down = bind_next(&b);
    }
    out->head = bind_next(&b);
    out->halt = bind_next(&b);
    out->halt_bias = bind_next(&b);
    out->y0 = bind_next(&b);
    out->z0 = bind_next(&b);
}

/* --- passes ------------------------------------------------------------------------------------------------------ */

enum { CONTEXT_SCALE = 3 }; /* a mean over nine planes has a third of the spread of one */

/* A softmax over more things needs sharper scores to single out as few of them: those that do not matter become more,
 * and their exponentials add up. With a factor of log n in the exponent their share stays what it was (cf. arXiv
 * 2501.19399), and weights learned on 9x9 read 16x16. It is 1 at 64 cells and at 8 planes, much like 81 and 9. */
static double sharper(const bound *b, int things, double at_one)
{
    return b->net->config.sharpness == SHARPNESS_SIZE ? log2((double)things) / log2(at_one) : 1;
}

static double sharper_cells(const bound *b)
{
    return sharper(b, b->shape->places, 64);
}

void network_prepare(tape *t, bound *b)
{
    const network_config *c = &b->net->config;
    real scale = (real)(RELATION_SCALE * sharper_cells(b));
    for (int i = 0; i < c->layers; i++)
        b->bias[i] = c->relations_on ? relation_bias(t, &b->layers[i].relation, &b->shape->bias_index, scale) : NULL;
}

/* Tables start at 1 / sqrt(D): x starts with unit variance. */
static real embedding_scale(const bound *b)
{
    return (real)sqrt((double)b->net->config.width);
}

static tensor *embed_cells(tape *t, bound *b, const prompt *q)
{
    real unit = embedding_scale(b);
    int planes = b->shape->planes, cells = b->shape->cells;
    if (b->net->config.positions != POSITIONS_LEARNED)
        return embedding(t, &b->tokens, q->tokens, q->batch, planes, cells, unit);
    tensor *positions = b->shape->number ? take_rows(t, &b->positions, b->shape->number, cells) : &b->positions;
    unit *= (real)0.70710678; /* of two summands */
    return add(t, embedding(t, &b->tokens, q->tokens, q->batch, planes, cells, unit), positions, unit);
}

/* The rows of the examples' tasks, copied out as a leaf with gradients of the size of the batch: the whole table's
 * would be thousands of rows, nearly all of them zero.                                        -> [B, N, D] */
static tensor *task_rows(tape *t, const bound *b, const prompt *q)
{
    int shape[] = {q->batch, b->shape->registers, (int)b->net->config.width};
    size_t row = (size_t)tensor_columns(&b->tasks);
    real *x = arena_alloc(t->memory, (size_t)q->batch * row * sizeof(real));
    for (int i = 0; t->memory->base && i < q->batch; i++) {
        size_t task = q->task ? (size_t)q->task[i] : 0;
        memcpy(x + (size_t)i * row, b->tasks.x + task * row, row * sizeof(real));
    }
    return tape_wrap(t, x, q->task_gradient, 3, shape);
}

tensor *network_embed(tape *t, bound *b, const prompt *q)
{
    tensor *cells = embed_cells(t, b, q);
    return b->shape->registers ? add_prefix(t, cells, task_rows(t, b, q), embedding_scale(b)) : cells;
}

static tensor *mix_by_attention(tape *t, bound *b, int layer, tensor *h)
{
    int heads = (int)b->net->config.heads;
    tensor *qkv = linear(t, h, &b->layers[layer].qkv);
    if (b->net->config.positions == POSITIONS_ROPE) qkv = rope(t, qkv, b->shape->angles, heads);
    double width = (double)b->net->config.width / heads;
    tensor *seen = attention(t, qkv, b->bias[layer], &b->shape->bias_index, heads, (real)(sharper_cells(b) / sqrt(width)));
    return add_rmsnorm(t, h, linear(t, seen, &b->layers[layer].out));
}

/* Along the cells instead of the channels; its norm runs over the cells too, as in the released code. */
static tensor *mix_by_mlp(tape *t, bound *b, int layer, tensor *h)
{
    bound_layer *l = &b->layers[layer];
    return add_rmsnorm_cells(t, h, swiglu_cells(t, h, &l->mix_gate, &l->mix_up, &l->mix_down));
}

static tensor *mix_planes(tape *t, bound *b, int layer, tensor *h)
{
    bound_layer *l = &b->layers[layer];
    tensor *seen = attention_planes(t, linear(t, h, &l->plane_qkv), (int)b->net->config.heads);
    return add_rmsnorm(t, h, linear(t, seen, &l->plane_out));
}

/* What every plane of a cell is told of all of them                        h [B, P, S, D] -> [B, S, 2h] */
static tensor *context_of(tape *t, bound *b, int layer, tensor *h)
{
    bound_layer *l = &b->layers[layer];
    tensor *gist = b->net->config.exchange == EXCHANGE_POOL
                       ? pool_planes(t, h, &l->sharpness, (real)sharper(b, b->shape->planes, 8))
                       : mean_over_planes(t, h, CONTEXT_SCALE);
    return linear(t, gist, &l->context);
}

static tensor *think_channels(tape *t, bound *b, int layer, tensor *h)
{
    bound_layer *l = &b->layers[layer];
    tensor *context = b->net->config.planes ? context_of(t, b, layer, h) : NULL;
    return add_rmsnorm(t, h, swiglu(t, h, context, &l->gate, &l->up, &l->down));
}

tensor *network_pass(tape *t, bound *b, tensor *h)
{
    for (int i = 0; i < b->net->config.layers; i++) {
        h = b->net->config.mixer == MIXER_ATTENTION ? mix_by_attention(t, b, i, h) : mix_by_mlp(t, b, i, h);
        if (b->net->config.exchange == EXCHANGE_ATTENTION) h = mix_planes(t, b, i, h);
        h = think_channels(t, b, i, h);
    }
    return h;
}

tensor *network_logits(tape *t, bound *b, tensor *y)
{
    tensor *logits = linear(t, y, &b->head);
    return b->shape->registers ? drop_prefix(t, logits, b->shape->registers) : logits;
}

tensor *network_halt(tape *t, bound *b, tensor *y)
{
    tensor *gist = b->shape->registers ? mean_over_first_tokens(t, y) : mean_over_tokens(t, y);
    return add(t, linear(t, gist, &b->halt), &b->halt_bias, 1);
}
