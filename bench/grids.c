/* Operations of mixers whose cost grows with the cells, forward and backward, one thread, one plane, D = 64: time for a
 * cell on grids of 15x15 to 96x96, and how much of the machine's multiply-adds their products use.
 *
 * Of the scans also what they are bound by: all that is multiplied and added with states, decays and what is computed
 * again included (`_done`), and what is read and written of the states in the first-level cache (`_states`). */
#include "autograd/ops.h"
#include "bench/bench.h"

#include <stdio.h>
#include <stdlib.h>

enum { D = 64, HEADS = 4, HEAD = D / HEADS, SCANS = 4, MAX_IN = 6 };

typedef struct stage {
    arena memory;
    tape t;
    places place;
    tensor in[MAX_IN];
    int backward;
    tensor *(*build)(tape *, tensor *, const places *);
} stage;

static void call(void *data)
{
    stage *s = data;
    arena_reset(&s->memory, 0);
    tape_begin(&s->t, 1);
    tensor *y = s->build(&s->t, s->in, &s->place);
    if (s->backward) tape_backward(&s->t, y, 1);
}

static tensor *build_linear_attention(tape *t, tensor *in, const places *g)
{
    return linear_attention(t, &in[0], g, HEADS);
}

static scan_inputs inputs_of(tensor *in)
{
    return (scan_inputs){&in[0], &in[1], in[2].dims ? &in[2] : NULL, &in[3], &in[4], in[5].dims ? &in[5] : NULL};
}

static tensor *build_delta(tape *t, tensor *in, const places *g)
{
    scan_inputs all = inputs_of(in);
    return scan(t, &all, g, HEADS, SCAN_DELTA);
}

static tensor *build_channels(tape *t, tensor *in, const places *g)
{
    scan_inputs all = inputs_of(in);
    return scan(t, &all, g, HEADS, SCAN_CHANNELS);
}

static tensor *build_plain(tape *t, tensor *in, const places *g)
{
    scan_inputs all = inputs_of(in);
    return scan(t, &all, g, HEADS, SCAN_PLAIN);
}

static tensor *build_convolution(tape *t, tensor *in, const places *g)
{
    return short_convolution(t, &in[0], &in[1], g);
}

/* How often the states of a cell's chains are multiplied, or read or written, at each token; a pair of tokens shares
 * what is read and written (autograd/scan_steps.c). */
typedef struct state_work {
    double multiplied, moved;
} state_work;

/* Columns of inputs that have a row for each token; rows and columns of the others. */
typedef struct grid_case {
    const char *name;
    tensor *(*build)(tape *, tensor *, const places *);
    double flops; /* of the forward products, for each cell */
    int tokens[3], weights[MAX_IN][2];
    state_work done[2]; /* forward alone, and with backward */
} grid_case;

static void set_input(tensor *x, int dims, int a, int b)
{
    if (!a || !b) return;
    *x = (tensor){.dims = dims, .shape = {dims == 4 ? 1 : a, dims == 4 ? 1 : b, a, b}};
    x->x = reals(tensor_size(x));
    x->g = reals(tensor_size(x));
}

/* State of a cell: reals of all heads and directions. */
static void bench_bounds(const grid_case *c, const char *name, const state_work *w, int cells, const samples *time,
                         double peak)
{
    char full[80];
    double state = SCANS * HEADS * HEAD * (c->weights[5][0] ? 2 * HEAD : HEAD);
    samples cache = machine_bandwidth(FIRST_LEVEL), flops = rates(time, 2 * w->multiplied * state * cells / 1e9),
            bytes = rates(time, w->moved * state * cells * sizeof(real) / 1e9);
    snprintf(full, sizeof full, "%s_done", name);
    row(full, &flops, "GFLOP/s", median(&flops) / peak);
    snprintf(full, sizeof full, "%s_states", name);
    row(full, &bytes, "GB/s", median(&bytes) / median(&cache));
}

static void bench_side(const grid_case *c, int side, double peak)
{
    stage s = {.build = c->build, .backward = 1};
    int cells = side * side;
    char name[64];
    if (places_open(&s.place, 0, side, side, HEAD)) abort();
    for (int i = 0; i < 3; i++) set_input(&s.in[i], 4, cells, c->tokens[i]);
    for (int i = 0; i < MAX_IN; i++) set_input(&s.in[i], 2, c->weights[i][0], c->weights[i][1]);
    arena_plan(&s.memory);
    if (tape_open(&s.t, &s.memory)) abort();
    call(&s);
    if (arena_open(&s.memory) || tape_open_scratch(&s.t)) abort();
    for (s.backward = 0; s.backward < 2; s.backward++) {
        samples time = time_thread(call, &s), each = time,
                rate = rates(&time, c->flops * cells * (s.backward ? 3 : 1) / 1e9);
        for (int i = 0; i < RUNS; i++) each.value[i] *= 1e9 / cells;
        snprintf(name, sizeof name, "%s%s_%dx%d", c->name, s.backward ? "_and_backward" : "", side, side);
        row(name, &each, "ns/cell", median(&rate) / peak);
        if (c->done[0].moved > 0) bench_bounds(c, name, &c->done[s.backward], cells, &time, peak);
    }
    for (int i = 0; i < MAX_IN; i++) {
        free(s.in[i].x);
        free(s.in[i].g);
    }
    tape_close(&s.t);
    arena_close(&s.memory);
    places_close(&s.place);
}

void bench_grids(double peak)
{
    static const int sides[] = {15, 30, 45, 96};
    const double state = 2.0 * SCANS * HEADS * HEAD * HEAD; /* of one product with the states of all heads */
    const grid_case cases[] = {
        {"linear_attention", build_linear_attention, 4.0 * D * HEAD, {3 * D}, {{0}}, {{0, 0}}},
        {"short_convolution", build_convolution, 18.0 * 3 * D, {3 * D}, {[1] = {9, 3 * D}}, {{0, 0}}},
        {"scan_delta",
         build_delta,
         3 * state,
         {3 * D, SCANS * HEADS, SCANS * HEADS},
         {[3] = {SCANS, HEADS}, [4] = {SCANS, HEADS}},
         {{4, 1.5}, {13, 4}}},
        {"scan_channels",
         build_channels,
         3 * state,
         {3 * D, D, SCANS * HEADS},
         {[3] = {SCANS, HEADS}, [4] = {SCANS, D}},
         {{4, 1.5}, {13, 4}}},
        {"scan_plain",
         build_plain,
         4 * state,
         {2 * HEAD + 2 * D, SCANS * HEADS},
         {[3] = {SCANS, HEADS}, [4] = {SCANS, HEADS}, [5] = {1, HEADS}},
         {{3, 1}, {10, 3.5}}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t k = 0; k < sizeof sides / sizeof *sides; k++) bench_side(&cases[i], sides[k], peak);
}
