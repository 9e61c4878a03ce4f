/* Operations at the shapes of the default model, one example, one thread: forward, and backward with the seeding and
 * zeroing of gradients that goes with it. */
#include "autograd/ops.h"
#include "bench/bench.h"

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
} stage;

static void call(void *data)
{
    stage *s = data;
    arena_reset(&s->memory, 0);
    tape_begin(&s->t, 1);
    tensor *y = s->build(&s->t, s->in);
    if (s->backward) tape_backward(&s->t, y, 1);
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
        s->packed[s->count].forward = pack(in, out, columns_of(x->x, in), reals(packed_size(in, out)));
        s->packed[s->count].input = pack(out, in, rows_of(x->x, in), reals(packed_size(out, in)));
        x->packed = &s->packed[s->count];
    }
    s->count++;
}

/* `flops` of the forward products; 0 for operations that are bound by memory, which are given as ns per element. */
static void bench_stage(stage *s, const char *name, double flops, double elements, double peak)
{
    char full[64];
    arena_plan(&s->memory);
    if (tape_open(&s->t, &s->memory)) abort();
    call(s);
    if (arena_open(&s->memory) || tape_open_scratch(&s->t)) abort();
    for (s->backward = 0; s->backward < 2; s->backward++) {
        samples time = time_call(call, s);
        snprintf(full, sizeof full, "%s%s", name, s->backward ? "_and_backward" : "");
        samples rate = flops > 0 ? rates(&time, flops * (s->backward ? 3 : 1) / 1e9) : time;
        for (int i = 0; i < RUNS && !(flops > 0); i++) rate.value[i] *= 1e9 / elements;
        row(full, &rate, flops > 0 ? "GFLOP/s" : "ns/element", flops > 0 ? median(&rate) / peak : 0);
    }
    tape_close(&s->t);
    arena_close(&s->memory);
}

static tensor *build_linear(tape *t, tensor *in)
{
    return linear(t, &in[0], &in[1]);
}

static tensor *build_attention(tape *t, tensor *in)
{
    return attention(t, &in[0], &in[1], HEADS);
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

void bench_operations(double peak)
{
    const int x[] = {B, P, L, D}, qkv[] = {B, P, L, 3 * D}, w_qkv[] = {3 * D, D},
              bias[] = {HEADS, L, attention_padded(L)};
    const int context[] = {B, L, 2 * INNER}, gate[] = {INNER, D}, down[] = {D, INNER};
    double tokens = B * P * L;
    stage s = {.build = build_linear};
    add_input(&s, 4, x);
    add_input(&s, 2, w_qkv);
    bench_stage(&s, "linear", 2 * tokens * D * 3 * D, 0, peak);
    s = (stage){.build = build_attention};
    add_input(&s, 4, qkv);
    add_input(&s, 3, bias);
    bench_stage(&s, "attention", 4 * tokens * L * D, 0, peak);
    s = (stage){.build = build_swiglu};
    add_input(&s, 4, x);
    add_input(&s, 3, context);
    add_input(&s, 2, gate);
    add_input(&s, 2, gate);
    add_input(&s, 2, down);
    bench_stage(&s, "swiglu", 6 * tokens * D * INNER, 0, peak);
    tensor *(*const light[])(tape *, tensor *) = {build_norm, build_add, build_mean};
    static const char *const names[] = {"add_rmsnorm", "add", "mean_over_planes"};
    for (int i = 0; i < 3; i++) {
        s = (stage){.build = light[i]};
        add_input(&s, 4, x);
        add_input(&s, 4, x);
        bench_stage(&s, names[i], 0, tokens * D, peak);
    }
}
