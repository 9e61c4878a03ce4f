/* Every operation against central differences, in double: each element of each input, relative error below 1e-6.
 *
 * The loss is a random projection of the output (a plain sum would be blind to whatever adds up to a constant, such as
 * softmax). Gradients that are zero throughout are refused, and so is a checker that cannot see a wrong derivative:
 * the last case has one on purpose.
 */
#include "autograd/ops.h"
#include "base/random.h"
#include "tests/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#ifndef REAL_DOUBLE
#error "gradient checks are compiled with -DREAL_DOUBLE"
#endif

enum { MAX_LEAVES = 5, MAX_ELEMENTS = 20000 };
enum { B = 2, P = 3, L = 5, D = 8, HEADS = 2, INNER = 12, RELATIONS = 4, VOCABULARY = 6, CLASSES = 2, LONG = 150 };

/* --- the loss of the checks: sum of y_i c_i with random c -------------------------------------------------------- */

static real projection(size_t i)
{
    return (real)random_normal(77, i);
}

static void project_forward(node *n)
{
    n->out->x[0] = 0;
    for (size_t i = 0; i < tensor_size(n->in[0]); i++) n->out->x[0] += projection(i) * n->in[0]->x[i];
}

static void project_backward(node *n)
{
    for (size_t i = 0; i < tensor_size(n->in[0]); i++) n->in[0]->g[i] += projection(i) * n->out->g[0];
}

static const operation project_op = {"project", project_forward, project_backward};

static tensor *project(tape *t, tensor *y)
{
    return tape_run(t, (node){.op = &project_op, .in = {y}, .out = tape_tensor(t, y->g != NULL, 1, (int[]){1})});
}

/* --- cases ------------------------------------------------------------------------------------------------------- */

typedef struct leaf {
    int dims, shape[MAX_DIMS];
} leaf;

typedef struct gradient_case {
    const char *name;
    leaf leaves[MAX_LEAVES]; /* dims = 0 ends the list */
    tensor *(*build)(tape *t, tensor **leaves);
    int must_fail;
} gradient_case;

static const uint8_t tokens[B * P * L] = {0, 1, 2, 3, 4, 5, 1, 1, 2, 0, 3, 4, 5, 2, 0,
                                          1, 2, 3, 4, 5, 5, 4, 3, 2, 1, 0, 0, 1, 1, 3};
static const uint8_t labels[B * L] = {0, 5, 2, NO_LABEL, 4, 1, NO_LABEL, 3, 3, 0};
static const uint8_t relation[L * L] = {3, 0, 1, 2, 0, 0, 3, 2, 1, 1, 1, 2, 3, 0, 0, 2, 1, 0, 3, 0, 0, 1, 0, 2, 3};
static const real halt_target[B] = {1, 0};

/* clang-format off */
#define X {4, {B, P, L, D}}
/* clang-format on */

static tensor *build_embedding(tape *t, tensor **in)
{
    return embedding(t, in[0], tokens, B, P, L, 1.7);
}

static tensor *build_add(tape *t, tensor **in)
{
    return add(t, in[0], in[1], 0.6);
}

static tensor *build_add_to_itself(tape *t, tensor **in)
{
    return add(t, in[0], in[0], 0.6);
}

static tensor *build_linear(tape *t, tensor **in)
{
    return linear(t, in[0], in[1]);
}

static tensor *build_take_rows(tape *t, tensor **in)
{
    static const int32_t rows[] = {2, 0, 2, 3};
    return take_rows(t, in[0], rows, 4);
}

static tensor *build_add_rmsnorm(tape *t, tensor **in)
{
    return add_rmsnorm(t, in[0], in[1]);
}

static tensor *build_swiglu(tape *t, tensor **in)
{
    return swiglu(t, in[0], in[1], in[2], in[3], in[4]);
}

static tensor *build_swiglu_plain(tape *t, tensor **in)
{
    return swiglu(t, in[0], NULL, in[1], in[2], in[3]);
}

static bias_index relations; /* of `relation` */

static tensor *build_attention(tape *t, tensor **in)
{
    return attention(t, in[0], relation_bias(t, in[1], &relations, 2.5), &relations, HEADS, 0.5);
}

static tensor *build_attention_plain(tape *t, tensor **in)
{
    return attention(t, in[0], NULL, NULL, HEADS, 0.8);
}

/* Two examples of queries on the keys of one, some out of sight, some queries without any; heads in a group. */
static tensor *build_attention_sight(tape *t, tensor **in)
{
    static real shown[L + VL] = {0, 3, 2, 0, 1}, sees[2 * (L + VL)];
    for (int i = 0; i < L; i++) {
        sees[i] = shown[i];
        sees[whole_vectors(L) + i] = shown[i] - 1;
    }
    return grouped_attention(t, in[0], in[1], relation_bias(t, in[2], &relations, 2.5), &relations,
                             (attention_form){4, 2, 0.7, {shown, sees, 1}});
}

static tensor *build_attention_grouped(tape *t, tensor **in)
{
    return grouped_attention(t, in[0], NULL, NULL, NULL, (attention_form){.heads = 3, .kv_heads = 1, .scale = 0.8});
}

/* Every query sees the cells before it, the first sees nothing. */
static tensor *build_attention_causal(tape *t, tensor **in)
{
    static real shown[LONG + VL], sees[LONG + VL];
    for (int i = 0; i < LONG; i++) shown[i] = (real)i, sees[i] = (real)i - 1;
    return grouped_attention(t, in[0], NULL, NULL, NULL, (attention_form){1, 1, 0.6, {shown, sees, 1}});
}

/* Relations of LONG cells: four, of which those of a pair and of the pair turned round differ. */
static bias_index relations_long;

static tensor *build_attention_long(tape *t, tensor **in)
{
    return attention(t, in[0], relation_bias(t, in[1], &relations_long, 1.5), &relations_long, 1, 0.5);
}

static tensor *build_attention_window(tape *t, tensor **in)
{
    return attention_window(t, in[0], in[1], in[2], &(window){HEADS, 7, 2, 1.5});
}

static tensor *build_attention_window_plain(tape *t, tensor **in)
{
    return attention_window(t, in[0], in[1], NULL, &(window){HEADS, 5, 3, 1});
}

static tensor *build_attention_window_wide(tape *t, tensor **in)
{
    return attention_window(t, in[0], in[1], in[2], &(window){1, 19, 1, 0.7});
}

static tensor *build_convolution(tape *t, tensor **in)
{
    return convolution(t, in[0], in[1], 7);
}

static tensor *build_convolution_line(tape *t, tensor **in)
{
    return convolution(t, in[0], in[1], 1);
}

static void open_relations(void)
{
    static uint8_t table[LONG * LONG];
    for (int i = 0; i < LONG * LONG; i++)
        table[i] = (uint8_t)((i / LONG + 3 * (i % LONG) + (i % LONG > 7)) % RELATIONS);
    if (bias_index_open(&relations, relation, L) || bias_index_open(&relations_long, table, LONG)) abort();
}

static tensor *build_rope(tape *t, tensor **in)
{
    static real angles[L * D / HEADS];
    rope_angles(L, D / HEADS, 100, angles);
    return rope(t, in[0], angles, 2 * HEADS, D / HEADS);
}

static tensor *build_swiglu_cells(tape *t, tensor **in)
{
    return swiglu_cells(t, in[0], in[1], in[2], in[3]);
}

static tensor *build_add_rmsnorm_cells(tape *t, tensor **in)
{
    return add_rmsnorm_cells(t, in[0], in[1]);
}

static tensor *build_mean_over_planes(tape *t, tensor **in)
{
    return mean_over_planes(t, in[0], 3);
}

static tensor *build_pool_planes(tape *t, tensor **in)
{
    return pool_planes(t, in[0], in[1], 1.5);
}

static tensor *build_attention_planes(tape *t, tensor **in)
{
    return attention_planes(t, in[0], HEADS);
}

static tensor *build_attention_planes_long(tape *t, tensor **in)
{
    return attention_planes(t, in[0], 1);
}

static tensor *build_mean_over_tokens(tape *t, tensor **in)
{
    return mean_over_tokens(t, in[0]);
}

static tensor *build_mean_over_first_tokens(tape *t, tensor **in)
{
    return mean_over_first_tokens(t, in[0]);
}

static tensor *build_add_prefix(tape *t, tensor **in)
{
    return add_prefix(t, in[0], in[1], 1.7);
}

static tensor *build_drop_prefix(tape *t, tensor **in)
{
    return drop_prefix(t, in[0], 2);
}

/* Grids of 2 x 2 and 3 x 7 after a register, whose keys are 5 and 6 channels wide. */
static places small_grid, wide_grid;

static void open_grids(void)
{
    if (places_open(&small_grid, 1, 2, 2, 5) || places_open(&wide_grid, 1, 3, 7, 6)) abort();
}

static tensor *build_linear_attention(tape *t, tensor **in)
{
    return linear_attention(t, in[0], &small_grid, HEADS);
}

static tensor *build_linear_attention_wide(tape *t, tensor **in)
{
    return linear_attention(t, in[0], &wide_grid, HEADS);
}

static tensor *build_short_convolution(tape *t, tensor **in)
{
    return short_convolution(t, in[0], in[1], &wide_grid);
}

static tensor *build_scan_delta(tape *t, tensor **in)
{
    return scan(t, &(scan_inputs){in[0], in[1], in[2], in[3], in[4], NULL}, &wide_grid, HEADS, SCAN_DELTA);
}

static tensor *build_scan_delta_small(tape *t, tensor **in)
{
    return scan(t, &(scan_inputs){in[0], in[1], in[2], in[3], in[4], NULL}, &small_grid, 1, SCAN_DELTA);
}

static tensor *build_scan_channels(tape *t, tensor **in)
{
    return scan(t, &(scan_inputs){in[0], in[1], in[2], in[3], in[4], NULL}, &wide_grid, HEADS, SCAN_CHANNELS);
}

static tensor *build_scan_plain(tape *t, tensor **in)
{
    return scan(t, &(scan_inputs){in[0], in[1], NULL, in[2], in[3], in[4]}, &wide_grid, HEADS, SCAN_PLAIN);
}

static tensor *build_gated_silu(tape *t, tensor **in)
{
    return gated_rmsnorm(t, in[0], in[1], in[2], GATE_SILU);
}

static tensor *build_gated_sigmoid(tape *t, tensor **in)
{
    return gated_rmsnorm(t, in[0], in[1], in[2], GATE_SIGMOID);
}

static tensor *build_gated_first(tape *t, tensor **in)
{
    return gated_rmsnorm(t, in[0], in[1], in[2], GATE_FIRST);
}

static tensor *build_take_examples(tape *t, tensor **in)
{
    return take_examples(t, add(t, in[0], in[0], 0.5), 1, 1);
}

static tensor *build_softmax(tape *t, tensor **in)
{
    return cross_entropy(t, in[0], labels, 0);
}

static tensor *build_stablemax(tape *t, tensor **in)
{
    return cross_entropy(t, in[0], labels, 1);
}

/* Of the second example no cell has facts. */
static tensor *build_facts(tape *t, tensor **in)
{
    static const uint8_t facts[B * L] = {0, 5, NO_LABEL, 2, 15, NO_LABEL, NO_LABEL, NO_LABEL, NO_LABEL, NO_LABEL};
    return facts_cross_entropy(t, in[0], facts);
}

/* Losses of 0.3 and more, far above and near e. */
static tensor *build_robust(tape *t, tensor **in)
{
    tensor *loss = binary_cross_entropy(t, in[0], halt_target);
    return add(t, robust(t, loss, (real)0.05), robust(t, loss, 1), 1);
}

static tensor *build_binary(tape *t, tensor **in)
{
    return binary_cross_entropy(t, in[0], halt_target);
}

/* A derivative with the wrong sign: y = x, dx -= dy. */
static void wrong_forward(node *n)
{
    memcpy(n->out->x, n->in[0]->x, tensor_size(n->out) * sizeof(real));
}

static void wrong_backward(node *n)
{
    for (size_t i = 0; i < tensor_size(n->out); i++) n->in[0]->g[i] -= n->out->g[i];
}

static const operation wrong_op = {"wrong", wrong_forward, wrong_backward};

static tensor *build_wrong(tape *t, tensor **in)
{
    tensor *y = tape_tensor(t, 1, in[0]->dims, in[0]->shape);
    return tape_run(t, (node){.op = &wrong_op, .in = {in[0]}, .out = y});
}

static const gradient_case cases[] = {
    {"embedding", {{2, {VOCABULARY, D}}}, build_embedding, 0},
    {"add", {X, X}, build_add, 0},
    {"add, one repeated over planes", {X, {2, {L, D}}}, build_add, 0},
    {"add, the same tensor twice", {X}, build_add_to_itself, 0},
    {"take_rows", {{2, {4, D}}}, build_take_rows, 0},
    {"linear", {X, {2, {7, D}}}, build_linear, 0},
    {"add_rmsnorm", {X, X}, build_add_rmsnorm, 0},
    {"swiglu with context",
     {X, {3, {B, L, 2 * INNER}}, {2, {INNER, D}}, {2, {INNER, D}}, {2, {D, INNER}}},
     build_swiglu,
     0},
    {"swiglu", {X, {2, {11, D}}, {2, {11, D}}, {2, {5, 11}}}, build_swiglu_plain, 0},
    {"swiglu, more rows and units than a block",
     {{4, {1, 1, 101, 2}}, {3, {1, 101, 2 * 131}}, {2, {131, 2}}, {2, {131, 2}}, {2, {2, 131}}},
     build_swiglu,
     0},
    {"attention with relation bias", {{4, {B, P, L, 3 * D}}, {2, {HEADS, RELATIONS}}}, build_attention, 0},
    {"attention", {{4, {B, P, L, 3 * D}}}, build_attention_plain, 0},
    {"attention, more cells than a tile", {{4, {1, 1, LONG, 3 * 2}}, {2, {1, RELATIONS}}}, build_attention_long, 0},
    {"attention with sight, two heads a group",
     {{4, {B, P, L, D}}, {4, {B, P, L, D}}, {2, {4, RELATIONS}}},
     build_attention_sight,
     0},
    {"attention, three heads a group", {{4, {B, P, L, 5 * 3}}}, build_attention_grouped, 0},
    {"attention with sight, more cells than a tile", {{4, {1, 1, LONG, 3 * 2}}}, build_attention_causal, 0},
    {"attention_window", {{4, {1, 2, 4 * 7, 6}}, {2, {3 * 10, 6}}, {2, {HEADS, 25}}}, build_attention_window, 0},
    {"attention_window, wider than the grid, without bias", {X, {2, {3 * 4, D}}}, build_attention_window_plain, 0},
    {"attention_window, wide", {{4, {1, 1, 3 * 19, 5}}, {2, {3 * 3, 5}}, {2, {1, 9}}}, build_attention_window_wide, 0},
    {"convolution", {{4, {B, 1, 4 * 7, 11}}, {2, {9, 11}}}, build_convolution, 0},
    {"convolution, one column", {{4, {B, 1, L, D}}, {2, {9, D}}}, build_convolution_line, 0},
    {"rope", {{4, {B, P, L, 3 * D}}}, build_rope, 0},
    {"swiglu_cells", {X, {2, {7, L}}, {2, {7, L}}, {2, {L, 7}}}, build_swiglu_cells, 0},
    {"swiglu_cells, more units than a block",
     {{4, {1, 2, 3, 5}}, {2, {50, 3}}, {2, {50, 3}}, {2, {3, 50}}},
     build_swiglu_cells,
     0},
    {"add_rmsnorm_cells", {X, X}, build_add_rmsnorm_cells, 0},
    {"mean_over_planes", {X}, build_mean_over_planes, 0},
    {"pool_planes", {X, {2, {1, D}}}, build_pool_planes, 0},
    {"pool_planes, channels that fill no vector", {{4, {B, P, L, 11}}, {2, {1, 11}}}, build_pool_planes, 0},
    {"attention_planes", {{4, {B, P, L, 3 * D}}}, build_attention_planes, 0},
    {"attention_planes, more cells than a block, more planes than a tile",
     {{4, {1, 6, 21, 3 * 10}}},
     build_attention_planes_long,
     0},
    {"attention_planes, one plane", {{4, {B, 1, L, 3 * D}}}, build_attention_planes, 0},
    {"mean_over_tokens", {X}, build_mean_over_tokens, 0},
    {"mean_over_first_tokens", {X}, build_mean_over_first_tokens, 0},
    {"add_prefix", {X, {3, {B, 2, D}}}, build_add_prefix, 0},
    {"drop_prefix", {X}, build_drop_prefix, 0},
    {"linear_attention", {{4, {B, P, 5, 3 * HEADS * 5}}}, build_linear_attention, 0},
    {"linear_attention, more tokens", {{4, {1, 1, 22, 3 * HEADS * 6}}}, build_linear_attention_wide, 0},
    {"short_convolution", {{4, {1, 2, 22, 11}}, {2, {9, 11}}}, build_short_convolution, 0},
    {"scan, delta rule",
     {{4, {1, 2, 22, HEADS *(12 + 3)}}, {4, {1, 2, 22, 8}}, {4, {1, 2, 22, 8}}, {2, {4, HEADS}}, {2, {4, HEADS}}},
     build_scan_delta,
     0},
    {"scan, delta rule, two directions",
     {{4, {B, P, 5, 10 + 9}}, {4, {B, P, 5, 2}}, {4, {B, P, 5, 2}}, {2, {2, 1}}, {2, {2, 1}}},
     build_scan_delta_small,
     0},
    {"scan, a decay for each channel",
     {{4, {1, 1, 22, HEADS *(12 + 6)}},
      {4, {1, 1, 22, HEADS * 6}},
      {4, {1, 1, 22, 8}},
      {2, {4, HEADS}},
      {2, {4, HEADS * 6}}},
     build_scan_channels,
     0},
    {"scan without unlearning",
     {{4, {1, 2, 22, 12 + HEADS * 5}}, {4, {1, 2, 22, HEADS * 4}}, {2, {4, HEADS}}, {2, {4, HEADS}}, {2, {1, HEADS}}},
     build_scan_plain,
     0},
    {"gated_rmsnorm", {{4, {1, P, L, 10}}, {4, {1, P, L, 10}}, {2, {1, 5}}}, build_gated_silu, 0},
    {"gated_rmsnorm, sigmoid", {X, X, {2, {1, D}}}, build_gated_sigmoid, 0},
    {"gated_rmsnorm, gate first", {X, X, {2, {1, D}}}, build_gated_first, 0},
    {"take_examples", {X}, build_take_examples, 0},
    {"softmax_cross_entropy", {{4, {B, P, L, CLASSES}}}, build_softmax, 0},
    {"stablemax_cross_entropy", {{4, {B, P, L, CLASSES}}}, build_stablemax, 0},
    {"binary_cross_entropy", {{2, {B, 1}}}, build_binary, 0},
    {"robust", {{2, {B, 1}}}, build_robust, 0},
    {"facts_cross_entropy", {{4, {B, 1, L, 4}}}, build_facts, 0},
    {"a wrong derivative", {X}, build_wrong, 1},
};

/* --- the check --------------------------------------------------------------------------------------------------- */

typedef struct bench {
    arena memory;
    tape t;
    tensor leaves[MAX_LEAVES];
    packed_weight packed[MAX_LEAVES];
    real *packed_memory[MAX_LEAVES];
    int count;
    tensor *(*build)(tape *, tensor **);
} bench;

static real *reals(size_t n)
{
    real *x = calloc(n + 64, sizeof *x);
    if (!x) abort();
    return x;
}

/* Weight matrices are repacked before every run, since the check changes them. */
static void repack(bench *b)
{
    for (int i = 0; i < b->count; i++) {
        tensor *w = &b->leaves[i];
        if (w->dims != 2) continue;
        int out = w->shape[0], in = w->shape[1];
        b->packed[i].forward = pack(in, out, mat_columns(w->x, in), b->packed_memory[i]);
        b->packed[i].input = pack(out, in, mat_rows(w->x, in), b->packed_memory[i] + packed_size(in, out));
        w->packed = &b->packed[i];
    }
}

static real run(bench *b, int backward)
{
    tensor *leaves[MAX_LEAVES];
    for (int i = 0; i < b->count; i++) leaves[i] = &b->leaves[i];
    arena_reset(&b->memory, 0);
    tape_begin(&b->t, 1);
    tensor *loss = project(&b->t, b->build(&b->t, leaves));
    if (backward) tape_backward(&b->t, loss, 1);
    return b->memory.base ? loss->x[0] : 0;
}

static void open_bench(bench *b, const gradient_case *c)
{
    *b = (bench){.build = c->build};
    for (; b->count < MAX_LEAVES && c->leaves[b->count].dims; b->count++) {
        const leaf *l = &c->leaves[b->count];
        tensor *w = &b->leaves[b->count];
        w->dims = l->dims;
        memcpy(w->shape, l->shape, sizeof l->shape);
        size_t n = tensor_size(w);
        w->x = reals(n);
        w->g = reals(n);
        b->packed_memory[b->count] = reals(4 * n + 4096);
        for (size_t i = 0; i < n; i++) w->x[i] = (real)random_normal(random_key(5, (uint64_t)b->count), i);
    }
    repack(b);
    arena_plan(&b->memory);
    tape_open(&b->t, &b->memory);
    run(b, 1);
    arena_open(&b->memory);
    tape_open_scratch(&b->t);
}

static void close_bench(bench *b)
{
    for (int i = 0; i < b->count; i++) {
        free(b->leaves[i].x);
        free(b->leaves[i].g);
        free(b->packed_memory[i]);
    }
    tape_close(&b->t);
    arena_close(&b->memory);
}

static double numeric(bench *b, real *x)
{
    const double step = 1e-4; /* fourth-order differences: error of order step^4 */
    real kept = *x;
    double f[4];
    const int at[4] = {-2, -1, 1, 2};
    for (int i = 0; i < 4; i++) {
        *x = kept + at[i] * step;
        repack(b);
        f[i] = run(b, 0);
    }
    *x = kept;
    repack(b);
    return (f[0] - 8 * f[1] + 8 * f[2] - f[3]) / (12 * step);
}

/* Largest error of a leaf's gradient, relative to the leaf's largest derivative; NaN counts as infinite. With QUICK set,
 * every 13th derivative is looked at: enough for the sanitizers, which make each 30 times as slow. */
static double leaf_error(bench *b, int which)
{
    tensor *w = &b->leaves[which];
    double worst = 0, scale = 0;
    size_t stride = getenv("QUICK") ? 13 : 1;
    for (size_t i = 0; i < tensor_size(w); i += stride) {
        double expected = numeric(b, &w->x[i]), error = fabs(expected - w->g[i]);
        if (!(error <= worst)) worst = isnan(error) ? INFINITY : error;
        scale = fmax(scale, fabs(expected));
    }
    return scale > 0 ? worst / scale : INFINITY;
}

/* Gradients of a long chain take turns in memory, and the same memory serves a tape that runs backward again. */
static void check_gradient_memory(void)
{
    enum { LENGTH = 20, SIZE = 64 };
    const int shape[] = {1, 1, 4, SIZE / 4};
    real x[SIZE] = {0}, g[SIZE];
    arena memory;
    tape t;
    size_t forward = 0;
    arena_plan(&memory);
    if (tape_open(&t, &memory)) abort();
    for (int run = 0; run < 2; run++) {
        arena_reset(&memory, 0);
        tape_begin(&t, 1);
        tensor *first = tape_wrap(&t, x, g, 4, shape), *y = first;
        for (int i = 0; i < LENGTH; i++) y = add(&t, y, first, 1);
        tensor *loss = project(&t, y);
        forward = memory.used;
        for (int i = 0; i < SIZE; i++) g[i] = 0;
        tape_backward(&t, loss, 1);
        CHECK(memory.used == forward, "%zu bytes are still taken after the backward pass", memory.used - forward);
        if (run == 0 && (arena_open(&memory) || tape_open_scratch(&t))) abort();
        if (run == 1) tape_backward(&t, loss, 1);
    }
    CHECK(memory.high <= forward + 4 * SIZE * sizeof(real), "%zu bytes for gradients", memory.high - forward);
    for (int i = 0; i < SIZE; i++)
        CHECK(fabs(g[i] - 2 * (LENGTH + 1) * projection((size_t)i)) < 1e-9, "gradient %d is %g", i, (double)g[i]);
    tape_close(&t);
    arena_close(&memory);
}

int main(void)
{
    check_gradient_memory();
    open_relations();
    open_grids();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bench b;
        open_bench(&b, &cases[i]);
        run(&b, 1);
        for (int w = 0; w < b.count; w++) {
            double error = leaf_error(&b, w);
            if (cases[i].must_fail)
                CHECK(error > 0.1, "the check did not see %s: relative error %.3g", cases[i].name, error);
            else
                CHECK(error < 1e-6, "%s, input %d: relative error %.3g", cases[i].name, w, error);
        }
        close_bench(&b);
    }
    bias_index_close(&relations);
    bias_index_close(&relations_long);
    places_close(&small_grid);
    places_close(&wide_grid);
    return check_done("gradients");
}
