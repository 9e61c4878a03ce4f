/* Operations at the shapes of the default model, one example, one thread: forward alone, and forward with backward, which
 * includes seeding and zeroing of gradients. */
#include "autograd/ops.h"
#include "bench/bench.h"
#include "puzzles/sudoku/sudoku.h"

#include <stdio.h>
#include <stdlib.h>

enum { B = 1, P = 9, L = 81, D = 32, INNER = 128, HEADS = 2, MAX_IN = 5 };

typedef struct stage {
    arena memory;
    tape t;
    tensor in[MAX_IN];
    packed_weight packed[MAX_IN];
    int count, backward;
    tensor *(*build)(tape *, tensor *);
    tensor *y;
} stage;

static void call(void *data)
{
    stage *s = data;
    arena_reset(&s->memory, 0);
    tape_begin(&s->t, 1);
    s->y = s->build(&s->t, s->in);
    if (s->backward) tape_backward(&s->t, s->y, 1);
}

static void add_input(stage *s, int dims, const int *shape)
{
    tensor *x = &s->in[s->count];
    *x = (tensor){.dims = dims};
    for (int i = 0; i < dims; i++) x->shape[i] = shape[i];
    size_t n = tensor_size(x);
    x->x = reals(n);
    x->g = reals(n);
    if (dims == 2) {
        int out = shape[0], in = shape[1];
        s->packed[s->count].forward = pack(in, out, mat_columns(x->x, in), reals(packed_size(in, out)));
        s->packed[s->count].input = pack(out, in, mat_rows(x->x, in), reals(packed_size(out, in)));
        x->packed = &s->packed[s->count];
    }
    s->count++;
}

/* Bytes of inputs and output, once each; the backward pass reads and writes their gradients as well. */
static double traffic(const stage *s, const tensor *y)
{
    size_t n = tensor_size(y);
    for (int i = 0; i < s->count; i++) n += tensor_size(&s->in[i]);
    return (double)(n * sizeof(real)) * (s->backward ? 2 : 1);
}

/* `flops` of the forward products; 0: none. */
static void bench_stage(stage *s, const char *name, double flops, double peak)
{
    char full[64];
    arena_plan(&s->memory);
    if (tape_open(&s->t, &s->memory)) abort();
    s->backward = 1;
    call(s);
    if (arena_open(&s->memory) || tape_open_scratch(&s->t)) abort();
    for (s->backward = 0; s->backward < 2; s->backward++) {
        samples time = time_call(call, s), each = time;
        double elements = (double)tensor_size(s->y), in = (double)tensor_size(&s->in[0]);
        if (in > elements) elements = in;
        for (int i = 0; i < RUNS; i++) each.value[i] *= 1e9 / elements;
        snprintf(full, sizeof full, "%s%s", name, s->backward ? "_and_backward" : "");
        row(full, &each, "ns/element", 0);
        snprintf(full, sizeof full, "%s%s_rate", name, s->backward ? "_and_backward" : "");
        double amount = flops > 0 ? flops * (s->backward ? 3 : 1) : traffic(s, s->y);
        samples rate = rates(&time, amount / 1e9);
        row(full, &rate, flops > 0 ? "GFLOP/s" : "GB/s", flops > 0 ? median(&rate) / peak : 0);
    }
    tape_close(&s->t);
    arena_close(&s->memory);
}

static tensor *build_linear(tape *t, tensor *in)
{
    return linear(t, &in[0], &in[1]);
}

static bias_index relations; /* of a 9x9 Sudoku */

static void open_relations(void)
{
    static uint8_t relation[L * L];
    sudoku_relation_table(&(grid_shape){.rows = 9, .cols = 9}, relation);
    if (bias_index_open(&relations, relation, L)) abort();
}

static tensor *build_attention(tape *t, tensor *in)
{
    return attention(t, &in[0], &in[1], &relations, HEADS, (real)0.25);
}

static tensor *build_swiglu(tape *t, tensor *in)
{
    return swiglu(t, &in[0], &in[1], &in[2], &in[3], &in[4]);
}

static tensor *build_norm(tape *t, tensor *in)
{
    return add_rmsnorm(t, &in[0], &in[1]);
}

static tensor *build_add(tape *t, tensor *in)
{
    return add(t, &in[0], &in[1], 1);
}

static tensor *build_mean(tape *t, tensor *in)
{
    return mean_over_planes(t, &in[0], 3);
}

static tensor *build_pool_planes(tape *t, tensor *in)
{
    return pool_planes(t, &in[0], &in[1], 1);
}

static tensor *build_attention_planes(tape *t, tensor *in)
{
    return attention_planes(t, &in[0], HEADS);
}

static uint8_t tokens[B * P * L], labels[B * L];
static real angles[L * (D / HEADS)], target[B];

static tensor *build_embedding(tape *t, tensor *in)
{
    return embedding(t, &in[0], tokens, B, P, L, 1);
}

static tensor *build_rope(tape *t, tensor *in)
{
    return rope(t, &in[0], angles, 2 * HEADS, D / HEADS);
}

static tensor *build_relation(tape *t, tensor *in)
{
    return relation_bias(t, &in[0], &relations, 4);
}

static tensor *build_norm_cells(tape *t, tensor *in)
{
    return add_rmsnorm_cells(t, &in[0], &in[1]);
}

static tensor *build_mean_tokens(tape *t, tensor *in)
{
    return mean_over_tokens(t, &in[0]);
}

static tensor *build_add_prefix(tape *t, tensor *in)
{
    return add_prefix(t, &in[0], &in[1], 1);
}

static tensor *build_drop_prefix(tape *t, tensor *in)
{
    return drop_prefix(t, &in[0], 1);
}

static tensor *build_softmax(tape *t, tensor *in)
{
    return cross_entropy(t, &in[0], labels, 0);
}

static tensor *build_stablemax(tape *t, tensor *in)
{
    return cross_entropy(t, &in[0], labels, 1);
}

static tensor *build_binary(tape *t, tensor *in)
{
    return binary_cross_entropy(t, &in[0], target);
}

static tensor *build_swiglu_cells(tape *t, tensor *in)
{
    return swiglu_cells(t, &in[0], &in[1], &in[2], &in[3]);
}

typedef struct shape {
    int dims, size[MAX_DIMS];
} shape;

/* Inputs in order; `flops` of the forward products per output element. */
typedef struct operation_case {
    const char *name;
    tensor *(*build)(tape *, tensor *);
    double flops;
    shape in[MAX_IN];
} operation_case;

void bench_operations(double peak)
{
    const shape x = {4, {B, P, L, D}}, qkv = {4, {B, P, L, 3 * D}}, logits = {4, {B, P, L, 1}};
    const shape gate = {2, {INNER, D}}, down = {2, {D, INNER}}, gate_cells = {2, {INNER, L}},
                down_cells = {2, {L, INNER}};
    open_relations();
    const operation_case cases[] = {
        {"linear", build_linear, 2 * D, {x, {2, {3 * D, D}}}},
        {"attention", build_attention, 4 * L, {qkv, {3, {HEADS, relations.patterns, VL}}}},
        {"attention_planes", build_attention_planes, 4 * P, {qkv}},
        {"swiglu", build_swiglu, 6 * INNER, {x, {3, {B, L, 2 * INNER}}, gate, gate, down}},
        {"swiglu_cells", build_swiglu_cells, 6 * INNER, {x, gate_cells, gate_cells, down_cells}},
        {"add_rmsnorm", build_norm, 0, {x, x}},
        {"add_rmsnorm_cells", build_norm_cells, 0, {x, x}},
        {"add", build_add, 0, {x, x}},
        {"rope", build_rope, 0, {qkv}},
        {"embedding", build_embedding, 0, {{2, {16, D}}}},
        {"relation_bias", build_relation, 0, {{2, {HEADS, 8}}}},
        {"mean_over_planes", build_mean, 0, {x}},
        {"pool_planes", build_pool_planes, 0, {x, {2, {1, D}}}},
        {"mean_over_tokens", build_mean_tokens, 0, {x}},
        {"add_prefix", build_add_prefix, 0, {x, {3, {B, 1, D}}}},
        {"drop_prefix", build_drop_prefix, 0, {x}},
        {"softmax_cross_entropy", build_softmax, 0, {logits}},
        {"stablemax_cross_entropy", build_stablemax, 0, {logits}},
        {"binary_cross_entropy", build_binary, 0, {{2, {B, 1}}}},
    };
    rope_angles(L, D / HEADS, 10000, angles);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const operation_case *c = &cases[i];
        stage s = {.build = c->build};
        for (int k = 0; k < MAX_IN && c->in[k].dims; k++) add_input(&s, c->in[k].dims, c->in[k].size);
        int linear_output = c->build == build_linear ? 3 * D : D;
        bench_stage(&s, c->name, c->flops * B * P * L * linear_output, peak);
    }
    bias_index_close(&relations);
}
