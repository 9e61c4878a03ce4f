/* What the machine can do, and what the kernels make of it: matrix products at the shapes of training and the
 * operations around them, on one thread. Medians of several runs, in GFLOP/s, beside the measured peak of multiply-add.
 */
#include "autograd/ops.h"
#include "autograd/simd.h"
#include "bench/bench.h"

#include <stdio.h>

enum { B = 1, P = 9, L = 81, D = 32, INNER = 128, HEADS = 2 };

/* Median seconds of one call; every run lasts at least 20 ms. */
static double median_time(void (*call)(void *), void *data)
{
    double times[RUNS], once;
    long repeats = 1;
    for (;;) {
        once = seconds();
        for (long i = 0; i < repeats; i++) call(data);
        once = seconds() - once;
        if (once > 0.02) break;
        repeats *= 2;
    }
    for (int run = 0; run < RUNS; run++) {
        once = seconds();
        for (long i = 0; i < repeats; i++) call(data);
        times[run] = (seconds() - once) / (double)repeats;
    }
    return median(times);
}

/* --- peak: independent chains of multiply-add in registers ------------------------------------------------------- */

enum { CHAINS = 12, PEAK_STEPS = 10000 };

static void peak_call(void *data)
{
    vec sums[CHAINS], factor = vec_set((real)0.999), term = vec_set((real)1.001);
#pragma GCC unroll 16
    for (int c = 0; c < CHAINS; c++) sums[c] = vec_load((const real *)data + c * VL); /* unknown, so never shared */
    for (int i = 0; i < PEAK_STEPS; i++) {
        __asm__ volatile("" : "+m"(i)); /* keeps the compiler from doing the loop in its head */
#pragma GCC unroll 16
        for (int c = 0; c < CHAINS; c++) sums[c] = sums[c] * factor + term;
    }
#pragma GCC unroll 16
    for (int c = 0; c < CHAINS; c++) vec_store((real *)data + c * VL, sums[c]);
}

static double peak_gflops(void)
{
    static real out[CHAINS * VL];
    return 2.0 * CHAINS * VL * PEAK_STEPS / median_time(peak_call, out) / 1e9;
}

/* --- products ---------------------------------------------------------------------------------------------------- */

typedef struct product {
    int m, n, k;
    strided a;
    panels b;
    real *c;
} product;

static void product_call(void *data)
{
    const product *p = data;
    gemm(p->m, p->n, p->k, p->a, p->b, p->c, p->n, 1);
}

static void bench_product(const char *what, int m, int n, int k, int transposed, int packed, double peak)
{
    real *a = reals((size_t)(m * k)), *b = reals((size_t)(k * n)), *c = reals((size_t)(m * n));
    real *memory = reals(packed_size(k, n));
    product p = {.m = m, .n = n, .k = k, .a = transposed ? columns_of(a, m) : rows_of(a, k), .c = c};
    p.b = packed ? pack(k, n, rows_of(b, n), memory) : unpacked(b, n);
    double rate = 2.0 * m * n * k / median_time(product_call, &p) / 1e9;
    printf("%-28s %5d x %4d x %4d  %7.1f GFLOP/s  %3.0f%% of peak\n", what, m, n, k, rate, 100 * rate / peak);
    free(a);
    free(b);
    free(c);
    free(memory);
}

/* --- operations -------------------------------------------------------------------------------------------------- */

typedef struct stage {
    arena memory;
    tape t;
    tensor in[4];
    packed_weight packed[4];
    int count, backward;
    tensor *(*build)(tape *, tensor *);
} stage;

static void stage_call(void *data)
{
    stage *s = data;
    arena_reset(&s->memory, 0);
    tape_begin(&s->t, 1);
    tensor *y = s->build(&s->t, s->in);
    if (s->backward) tape_backward(&s->t, y, 1);
}

static void add_input(stage *s, int dims, int d0, int d1, int d2, int d3)
{
    tensor *x = &s->in[s->count];
    *x = (tensor){.dims = dims, .shape = {d0, d1, d2, d3}};
    size_t n = tensor_size(x);
    x->x = reals(n);
    x->g = reals(n);
    if (dims == 2) {
        s->packed[s->count].forward = pack(d1, d0, columns_of(x->x, d1), reals(packed_size(d1, d0)));
        s->packed[s->count].input = pack(d0, d1, rows_of(x->x, d1), reals(packed_size(d0, d1)));
        x->packed = &s->packed[s->count];
    }
    s->count++;
}

static void bench_stage(stage *s, const char *what, double forward_flops, double peak)
{
    arena_plan(&s->memory);
    tape_open(&s->t, &s->memory);
    s->backward = 0;
    stage_call(s);
    arena_open(&s->memory);
    tape_open_scratch(&s->t);
    double forward = median_time(stage_call, s);
    s->backward = 1;
    double both = median_time(stage_call, s);
    printf("%-28s forward %7.1f us %7.1f GFLOP/s %3.0f%%   with backward %7.1f us %7.1f GFLOP/s %3.0f%%\n", what,
           forward * 1e6, forward_flops / forward / 1e9, 100 * forward_flops / forward / 1e9 / peak, both * 1e6,
           3 * forward_flops / both / 1e9, 100 * 3 * forward_flops / both / 1e9 / peak);
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
    return swiglu(t, &in[0], &in[1], &in[2], &in[3]);
}

static tensor *build_norm(tape *t, tensor *in)
{
    return add_rmsnorm(t, &in[0], &in[1]);
}

static void bench_operations(double peak)
{
    double rows = B * P * L;
    stage s = {.build = build_linear};
    add_input(&s, 4, B, P, L, D);
    add_input(&s, 2, 3 * D, D, 0, 0);
    bench_stage(&s, "linear, 32 -> 96", 2 * rows * D * 3 * D, peak);
    s = (stage){.build = build_attention};
    add_input(&s, 4, B, P, L, 3 * D);
    add_input(&s, 3, HEADS, L, attention_padded(L), 0);
    bench_stage(&s, "attention", 4 * rows * L * D, peak);
    s = (stage){.build = build_swiglu};
    add_input(&s, 4, B, P, L, D);
    add_input(&s, 3, B, L, 2 * INNER, 0);
    add_input(&s, 2, 2 * INNER, D, 0, 0);
    add_input(&s, 2, D, INNER, 0, 0);
    bench_stage(&s, "swiglu, 32 -> 128 -> 32", 6 * rows * D * INNER, peak);
    s = (stage){.build = build_norm};
    add_input(&s, 4, B, P, L, D);
    add_input(&s, 4, B, P, L, D);
    bench_stage(&s, "add_rmsnorm", 4 * rows * D, peak);
}

int main(void)
{
    double peak = peak_gflops();
    printf("%s, vectors of %d: %.1f GFLOP/s of multiply-add on one thread\n\n", VEC_NAME, VL, peak);
    static const int widths[] = {32, 64, 128, 192, 256, 512};
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        int d = widths[i], inner = 4 * d, rows = d <= 64 ? 729 : 648;
        bench_product("forward", rows, inner, d, 0, 1, peak);
        bench_product("input gradient", rows, d, inner, 0, 1, peak);
        bench_product("weight gradient", inner, d, rows, 1, 0, peak);
    }
    printf("\n");
    bench_operations(peak);
    return 0;
}
