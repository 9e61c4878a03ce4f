/* A whole supervision step with loss, in double: gradients of all weights against central differences along random
 * directions and element by element, for every kind of network; and that the gradient stops where it should.
 */
#include "base/random.h"
#include "tests/recursion_rig.h"
#include "trm/inference/infer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#ifndef REAL_DOUBLE
#error "gradient checks are compiled with -DREAL_DOUBLE"
#endif

/* With T = 1 the tape must hold exactly what one recorded latent recursion takes; a second, unrecorded cycle must add
 * nothing to the notes and little to the memory. */
static void check_recording(network_config c)
{
    rig one, three;
    c.cycles = 1;
    open_rig(&one, c, LOSS_SOFTMAX);
    c.cycles = 3;
    open_rig(&three, c, LOSS_SOFTMAX);
    loss_of(&one, 1);
    loss_of(&three, 1);
    CHECK(one.k.t.count == three.k.t.count, "T = 1 notes %d operations, T = 3 %d", one.k.t.count, three.k.t.count);
    CHECK(three.k.memory.high == one.k.memory.high, "T = 1 takes %zu bytes, T = 3 %zu", one.k.memory.high,
          three.k.memory.high);
    CHECK(three.s.loss[0] != one.s.loss[0], "the cycles without gradient change nothing");
    close_rig(&one);
    close_rig(&three);
}

/* Cells filled one after another are as likely as the same answer learned at once: nothing is seen too early, and
 * nothing too late. */
static void check_order(const char *name, network_config c)
{
    rig r;
    c.algorithm = option_choice_index(algorithm_choice, "autoregressive");
    open_rig(&r, c, LOSS_SOFTMAX);
    const geometry shape = {.planes = r.shape->planes, .cells = L, .rows = 2, .cols = 3, .relation = relation};
    uint8_t given[B * L], answers[B * L];
    prediction p[B];
    infer_options how = infer_defaults(1);
    for (int i = 0; i < B * L; i++) given[i] = (uint8_t)(rank[i] ? NO_LABEL : i % P);
    const infer_inputs in = {
        .count = B, .tokens = r.s.in.tokens, .puzzles = r.s.in.puzzle, .ranks = rank, .given = given};
    if (infer(&r.w, &shape, &how, &in, answers, p, NULL)) abort();
    r.s.labels = answers;
    r.s.in.key = (uint64_t[]){random_key(random_key(how.seed, 0), 0), random_key(random_key(how.seed, 1), 0)};
    loss_of(&r, 0);
    for (int i = 0; i < B; i++) {
        int open = 0, kept = 1;
        for (int l = i * L; l < (i + 1) * L; l++) {
            open += rank[l] > 0;
            kept = kept && answers[l] < P && (rank[l] || answers[l] == given[l]);
        }
        CHECK(kept && p[i].steps == open, "%s: %d steps for %d cells, or given ones changed", name, p[i].steps, open);
        CHECK(fabs(r.s.loss[i] * open + p[i].halt) < 1e-9, "%s: log-likelihood %.12g cell by cell, %.12g at once", name,
              p[i].halt, -r.s.loss[i] * open);
        CHECK(r.s.correct[i] > 0, "%s: the same answer is not the likeliest", name);
    }
    close_rig(&r);
}

/* Renaming the symbols permutes the planes of tokens and answers and changes nothing else. */
static void check_equivariance(const char *name, network_config c)
{
    static const int renamed[P] = {2, 0, 1};
    rig a, b;
    open_rig(&a, c, LOSS_SOFTMAX);
    open_rig(&b, c, LOSS_SOFTMAX);
    uint8_t *moved = (uint8_t *)(uintptr_t)b.s.in.tokens;
    int plane = a.shape->sequence * D;
    for (int i = 0; i < B; i++)
        for (int p = 0; p < P; p++) {
            memcpy(moved + (i * P + renamed[p]) * L, a.s.in.tokens + (i * P + p) * L, L);
            size_t from = (size_t)((i * P + p) * plane), to = (size_t)((i * P + renamed[p]) * plane);
            memcpy(b.start_y + to, a.start_y + from, (size_t)plane * sizeof(real));
            memcpy(b.start_z + to, a.start_z + from, (size_t)plane * sizeof(real));
        }
    loss_of(&a, 0);
    loss_of(&b, 0);
    for (int i = 0; i < B; i++) {
        CHECK(fabs(a.s.halt[i] - b.s.halt[i]) < 1e-10, "%s: halting logits %g and %g", name, a.s.halt[i], b.s.halt[i]);
        for (int l = 0; l < L; l++)
            CHECK(renamed[a.s.answer[i * L + l]] == b.s.answer[i * L + l], "%s: cell %d does not follow its symbol",
                  name, l);
        for (int p = 0; p < P; p++) {
            const real *y = a.s.carry + (i * P + p) * plane, *moved_y = b.s.carry + (i * P + renamed[p]) * plane;
            double worst = 0;
            for (int j = 0; j < plane; j++) worst = fmax(worst, fabs(y[j] - moved_y[j]));
            CHECK(worst < 1e-10, "%s: plane %d of the state does not follow its symbol: %g", name, p, worst);
        }
    }
    close_rig(&a);
    close_rig(&b);
}

/* Registers stand in front, and each has a relation of its own after those of the cells. */
static void check_layout(void)
{
    enum { N = 2, S = N + L };
    network_config c = network_defaults();
    geometry shape = {.planes = P, .cells = L, .rows = 2, .cols = 3, .relation = relation};
    layouts all;
    const layout *l;
    c.registers = N;
    network_fit(&c, &(puzzle_sizes){3, 1, 4, L, 0});
    if (layouts_open(&all, &c, &shape)) abort();
    l = all.of;
    CHECK(l->sequence == S && layout_relations(&c) == 4 + N, "%d places, %lld relations", l->sequence,
          (long long)layout_relations(&c));
    for (int i = 0; i < S; i++)
        for (int j = 0; j < S; j++) {
            int expected = j < N ? 4 + j : i < N ? 4 + i : relation[(i - N) * L + j - N];
            int found = l->bias_index.relation[l->bias_index.at[i / VL * S + j] + i % VL];
            CHECK(found == expected, "places %d and %d: %d", i, j, found);
        }
    layouts_close(&all);
    c.registers = 0;
    if (layouts_open(&all, &c, &shape)) abort();
    l = all.of;
    CHECK(l->sequence == L && l->bias_index.cells == L && layout_relations(&c) == 4, "without registers: %d places",
          l->sequence);
    layouts_close(&all);
}

/* Cells of a corner of a frame are related as in the whole, and keep their numbers and angles. */
static void check_corners(void)
{
    enum { F = 3, ALL = F * F, N = 1, HEAD = 4 };
    uint8_t table[ALL * ALL];
    for (int i = 0; i < ALL * ALL; i++) table[i] = (uint8_t)i;
    network_config c = network_defaults();
    geometry shape = {.planes = 1, .cells = ALL, .rows = F, .cols = F, .relation = table, .frame = F};
    layouts all;
    c.registers = N;
    c.positions = POSITIONS_ROPE;
    c.width = HEAD * c.heads;
    network_fit(&c, &(puzzle_sizes){3, 1, ALL * ALL, ALL, 0});
    if (layouts_open(&all, &c, &shape)) abort();
    CHECK(all.count == F && layouts_for(&all, 0) == layouts_for(&all, F) && !layouts_for(&all, 0)->number, "%d layouts",
          all.count);
    for (int side = 1; side <= F; side++) {
        const layout *l = layouts_for(&all, side);
        int tokens = N + side * side;
        CHECK(l->cells == side * side && l->sequence == tokens, "side %d: %d cells", side, l->cells);
        for (int i = 0; i < l->cells; i++) {
            int number = i / side * F + i % side;
            CHECK(l->number ? l->number[i] == number : number == i, "side %d: another number of cell %d", side, i);
            CHECK(!memcmp(l->angles + (N + i) * HEAD, layouts_for(&all, F)->angles + (N + number) * HEAD,
                          HEAD * sizeof(real)),
                  "side %d: other angles of cell %d", side, i);
            for (int j = 0; j < l->cells; j++) {
                int query = N + i,
                    found = l->bias_index.relation[l->bias_index.at[query / VL * tokens + N + j] + query % VL];
                int expected = table[number * ALL + j / side * F + j % side];
                CHECK(found == expected, "side %d: cells %d and %d have relation %d", side, i, j, found);
            }
        }
    }
    layouts_close(&all);
}

/* Of a frame only the sizes that examples have are laid out, and FLOPs are an average over the examples. */
static void check_sizes(void)
{
    enum { F = 5 };
    static const int32_t examples[F + 1] = {[2] = 3, [4] = 1};
    network_config c = network_defaults();
    geometry shape = {.planes = 1, .cells = F * F, .rows = F, .cols = F, .frame = F, .examples = examples};
    geometry two = {.planes = 1, .cells = 4, .rows = 2, .cols = 2},
             four = {.planes = 1, .cells = 16, .rows = 4, .cols = 4};
    layouts all;
    c.planes = c.relations_on = 0;
    network_fit(&c, &(puzzle_sizes){3, 1, 0, F * F, 0});
    if (layouts_open(&all, &c, &shape)) abort();
    for (int side = 1; side <= F; side++)
        CHECK(all.of[side - 1].cells == (side % 2 && side < F ? 0 : side * side), "side %d: %d cells", side,
              all.of[side - 1].cells);
    layouts_close(&all);
    double mean = (3 * network_pass_flops(&c, &two) + network_pass_flops(&c, &four)) / 4;
    CHECK(fabs(network_pass_flops(&c, &shape) / mean - 1) < 1e-12, "FLOPs are no average");
}

/* Sides may have planes and relations of their own; those that have none are corners of the frame. */
static void check_own_planes(void)
{
    enum { F = 3, ALL = F * F };
    static const int32_t examples[F + 1] = {[1] = 1, [2] = 1, [3] = 2}, planes[F + 1] = {[2] = 2};
    uint8_t table[ALL * ALL], own[16];
    uint8_t *tables[F + 1] = {[2] = own};
    network_config c = network_defaults();
    geometry shape = {.planes = 4, .cells = ALL, .rows = F, .cols = F, .relation = table, .frame = F};
    geometry two = {.planes = 2, .cells = 4, .rows = 2, .cols = 2, .relation = own};
    geometry corner = {.planes = 4, .cells = 1, .rows = 1, .cols = 1, .relation = table};
    layouts all;
    for (int i = 0; i < ALL * ALL; i++) table[i] = (uint8_t)i;
    for (int i = 0; i < 16; i++) own[i] = (uint8_t)(3 * i % 5);
    network_fit(&c, &(puzzle_sizes){3, 1, ALL * ALL, ALL, 0});
    double whole = network_pass_flops(&c, &shape);
    shape.examples = examples;
    shape.planes_of = planes;
    shape.relation_of = tables;
    if (layouts_open(&all, &c, &shape)) abort();
    const layout *l = layouts_for(&all, 2);
    CHECK(l->planes == 2 && layouts_for(&all, 1)->planes == 4 && layouts_for(&all, 0)->planes == 4, "other planes");
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++) {
            int found = l->bias_index.relation[l->bias_index.at[i / VL * 4 + j] + i % VL];
            CHECK(found == own[i * 4 + j], "cells %d and %d have relation %d", i, j, found);
        }
    double mean = (network_pass_flops(&c, &corner) + network_pass_flops(&c, &two) + 2 * whole) / 4;
    CHECK(fabs(network_pass_flops(&c, &shape) / mean - 1) < 1e-12, "FLOPs are no average");
    layouts_close(&all);
}

/* Four nats a cell make the bias, which counts four times, lower by the distance; all else stays, registers' too. */
static void check_distance_bias(network_config c)
{
    rig a, b;
    open_rig(&a, c, LOSS_SOFTMAX);
    open_rig(&b, c, LOSS_SOFTMAX);
    static const uint8_t twice[] = {0, 2, 4, 6};
    weights_bias_distance(&b.w, twice, 4);
    for (int i = 0; i < a.net.list.count; i++) {
        const parameter *p = &a.net.list.items[i];
        if (p->role == ROLE_SPARSE) continue;
        int is_bias = strstr(p->name, "relation_bias") != NULL, wrong = 0;
        for (int k = 0; k < p->rows * p->columns; k++) {
            int r = k % p->columns;
            double lower = is_bias && r < 4 ? twice[r] : 0;
            wrong += fabs(weights_of(&a.w, i)[k] - lower - weights_of(&b.w, i)[k]) > 1e-12;
        }
        CHECK(!wrong, "distance bias: %d of the numbers of %s are not as expected", wrong, p->name);
    }
    close_rig(&a);
    close_rig(&b);
}

/* A list of one mixer or two. */
static option_list mixers_named(const char *first, const char *second)
{
    option_list list = {.count = 1, .item = {(uint8_t)option_choice_index(mixer_choice, first)}};
    if (second) list.item[list.count++] = (uint8_t)option_choice_index(mixer_choice, second);
    return list;
}

/* A window's bias knows the distance of its offsets by itself. */
static void check_window_bias(network_config c)
{
    enum { SIDE = 5 }; /* of a window of radius 2 */
    rig a, b;
    c.mixer = mixers_named("window", NULL);
    c.window = SIDE / 2;
    open_rig(&a, c, LOSS_SOFTMAX);
    open_rig(&b, c, LOSS_SOFTMAX);
    weights_bias_distance(&b.w, NULL, 4);
    int biases = 0, wrong = 0;
    for (int i = 0; i < a.net.list.count; i++) {
        const parameter *p = &a.net.list.items[i];
        biases += p->window > 0;
        for (int k = 0; p->role != ROLE_SPARSE && k < p->rows * p->columns; k++) {
            int offset = k % p->columns, far = abs(offset / SIDE - 2) + abs(offset % SIDE - 2);
            wrong += fabs(weights_of(&a.w, i)[k] - (p->window ? far : 0) - weights_of(&b.w, i)[k]) > 1e-12;
        }
    }
    CHECK(biases == 2 && !wrong, "window: %d biases, %d numbers are not as expected", biases, wrong);
    close_rig(&a);
    close_rig(&b);
}

/* Another task is another question; without registers there is nothing to tell it by. */
static void check_tasks_matter(network_config c)
{
    static const int32_t other[B] = {1, 0};
    rig r;
    open_rig(&r, c, LOSS_SOFTMAX);
    loss_of(&r, 0);
    double first = r.s.loss[0], second = r.s.loss[1];
    r.s.in.puzzle = other;
    loss_of(&r, 0);
    CHECK((r.s.loss[0] != first) == (c.registers > 0), "another task: loss %g, was %g", r.s.loss[0], first);
    CHECK(fabs(r.s.loss[1] - second) < 1e-12, "the same task: loss %g, was %g", r.s.loss[1], second);
    close_rig(&r);
}

/* Mixers that know rows and columns instead of relations. */
static void check_placed(network_config base)
{
    static const char *const placed[] = {"linear", "delta", "kimi-delta", "mamba2"};
    base.relations_on = 0;
    for (int i = 0; i < 4; i++) {
        network_config c = base;
        c.mixer = mixers_named(placed[i], NULL);
        check_network(placed[i], c, LOSS_SOFTMAX);
        check_equivariance(placed[i], c);
        check_recording(c);
        c.registers = 2;
        c.scans = 0;
        c.planes = 0;
        check_network(placed[i], c, LOSS_SOFTMAX);
    }
}

/* The algorithms that fill in cells, and attention of other kinds. */
static void check_other_networks(network_config base)
{
    network_config c = base;
    c.exchange = option_choice_index(exchange_choice, "pool");
    c.algorithm = option_choice_index(algorithm_choice, "diffusion");
    check_network("diffusion", c, LOSS_SOFTMAX);
    c.algorithm = option_choice_index(algorithm_choice, "autoregressive");
    check_network("autoregressive", c, LOSS_SOFTMAX);
    for (int order = ORDER_READING; order <= ORDER_SOLVER; order++) {
        c.cell_order = order;
        check_order("autoregressive", c);
    }
    c.mixer = mixers_named("latent", NULL);
    c.kv_width = 5;
    check_network("autoregressive with latent attention", c, LOSS_SOFTMAX);
    check_order("autoregressive with latent attention", c);
    c = base;
    c.mixer = mixers_named("latent", NULL);
    c.kv_width = 5;
    check_network("latent attention", c, LOSS_SOFTMAX);
    c.mixer = mixers_named("attention", NULL);
    c.heads = 4;
    c.kv_heads = 2;
    check_network("grouped queries", c, LOSS_SOFTMAX);
    c.planes = 0;
    c.positions = POSITIONS_ROPE;
    c.registers = 2;
    c.puzzle_ids = 3;
    c.algorithm = option_choice_index(algorithm_choice, "autoregressive");
    check_network("classic autoregressive with grouped queries, rope and registers", c, LOSS_STABLEMAX);
    check_order("classic autoregressive with grouped queries, rope and registers", c);
    c.algorithm = option_choice_index(algorithm_choice, "diffusion");
    check_network("classic diffusion with registers", c, LOSS_SOFTMAX);
}

/* Mixers that see the neighbourhood on the grid. */
static void check_grid_mixers(network_config base)
{
    network_config c = base;
    c.exchange = option_choice_index(exchange_choice, "pool");
    c.window = 1;
    c.mixer = mixers_named("window", NULL);
    check_network("window, planes", c, LOSS_SOFTMAX);
    check_equivariance("window", c);
    check_window_bias(base);
    c.mixer = mixers_named("convolution", NULL);
    c.relations_on = 0;
    check_network("convolution, planes", c, LOSS_SOFTMAX);
    check_equivariance("convolution", c);
    c.planes = 0;
    c.positions = POSITIONS_LEARNED;
    check_network("convolution, learned positions", c, LOSS_SOFTMAX);
    c.mixer = mixers_named("window", NULL);
    check_network("window, learned positions, no bias", c, LOSS_STABLEMAX);
}

static void check_layouts(void)
{
    check_layout();
    check_corners();
    check_sizes();
    check_own_planes();
}

int main(void)
{
    network_config base = network_defaults(), c;
    base.width = D;
    base.inner = 12;
    base.cycles = 1;
    base.exchange = option_choice_index(exchange_choice, "mean");
    check_network("planes", base, LOSS_SOFTMAX);
    check_network("planes, stablemax", base, LOSS_STABLEMAX);
    c = base;
    c.planes = 0;
    c.relations_on = 0;
    c.positions = POSITIONS_ROPE;
    check_network("classic with rope", c, LOSS_STABLEMAX);
    c.positions = POSITIONS_LEARNED;
    c.mixer = mixers_named("mlp", NULL);
    check_network("classic with learned positions and token mixing", c, LOSS_SOFTMAX);
    c.relations_on = 1;
    c.mixer = mixers_named("mlp", "attention");
    c.relations = 4;
    check_network("token mixing, then attention with relations", c, LOSS_SOFTMAX);
    check_recording(base);
    check_equivariance("mean", base);
    c = base;
    c.exchange = option_choice_index(exchange_choice, "pool");
    check_network("planes, pooled", c, LOSS_SOFTMAX);
    check_equivariance("pool", c);
    c.exchange = option_choice_index(exchange_choice, "attention");
    check_network("planes, attention among them", c, LOSS_SOFTMAX);
    check_equivariance("attention", c);
    c = base;
    c.exchange = option_choice_index(exchange_choice, "pool");
    c.algorithm = option_choice_index(algorithm_choice, "one-pass");
    check_network("one pass", c, LOSS_SOFTMAX);
    check_placed(base);
    check_other_networks(base);
    check_grid_mixers(base);
    check_layouts();
    c = base;
    c.registers = 2;
    c.puzzle_ids = 3;
    check_network("planes, registers", c, LOSS_SOFTMAX);
    check_equivariance("registers", c);
    check_recording(c);
    check_distance_bias(c);
    check_tasks_matter(c);
    c.exchange = option_choice_index(exchange_choice, "attention");
    check_equivariance("registers, attention among planes", c);
    c.planes = 0;
    c.positions = POSITIONS_ROPE;
    check_network("classic with rope, relations and registers", c, LOSS_SOFTMAX);
    c.relations_on = 0;
    c.positions = POSITIONS_LEARNED;
    c.mixer = mixers_named("mlp", NULL);
    c.puzzle_ids = 0;
    check_network("classic with token mixing and registers without tasks", c, LOSS_STABLEMAX);
    check_tasks_matter(base);
    return check_done("recursion");
}
