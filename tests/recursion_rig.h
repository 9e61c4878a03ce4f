/* A small network, a batch, and a supervision step with loss, in double: its gradients against central differences. */
#ifndef TESTS_RECURSION_RIG_H
#define TESTS_RECURSION_RIG_H

#include "base/random.h"
#include "tests/check.h"
#include "trm/network/worker.h"
#include "trm/recursion.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { B = 2, P = 3, L = 6, D = 8 };

static const uint8_t relation[L * L] = {3, 0, 1, 2, 0, 0, 0, 3, 2, 1, 1, 1, 1, 2, 3, 0, 0, 2,
                                        2, 1, 0, 3, 0, 0, 0, 1, 0, 0, 3, 2, 0, 1, 2, 0, 2, 3};

typedef struct rig {
    network net;
    weights w;
    worker k;
    layouts shapes;
    const layout *shape; /* of all cells */
    step_io s;
    train_config train;
    real *gradient, *start_y, *start_z;
    real *tasks_gradient; /* of the table of tasks */
    real target[B];       /* of the continue logit: a constant, though it comes from the weights */
} rig;

/* Reals of the state of B examples. */
static inline size_t state_size_of(const rig *r)
{
    return (size_t)(B * r->shape->planes * r->shape->sequence * D);
}

static inline void *must(void *p)
{
    if (!p) abort();
    return p;
}

/* State must not be at the frozen start: after the first step y and z are arbitrary. */
static inline void random_state(real *x, size_t n, uint64_t key)
{
    for (size_t i = 0; i < n; i++) x[i] = (real)random_normal(key, i);
}

static inline size_t registers_of(const rig *r)
{
    return network_puzzle_tokens(&r->net.config) * D;
}

/* What the examples leave, added up by task. */
static inline void gather_tasks(rig *r)
{
    size_t row = registers_of(r);
    memset(r->tasks_gradient, 0, network_puzzle_rows(&r->net.config) * row * sizeof(real));
    for (size_t i = 0; i < B; i++) {
        real *to = r->tasks_gradient + (r->s.in.puzzle ? (size_t)r->s.in.puzzle[i] : 0) * row;
        for (size_t j = 0; j < row; j++) to[j] += r->s.in.puzzle_gradient[i * row + j];
    }
}

static inline void train_step(rig *r)
{
    algorithm_of(&r->net.config)->train(&r->k.t, &r->k.net, &r->s, &r->train, B);
}

/* Binary cross-entropy of a logit. */
static inline double entropy(double logit, double target)
{
    return fmax(logit, 0) - logit * target + log1p(exp(-fabs(logit)));
}

static inline int states_of(const network_config *c)
{
    const algorithm *a = algorithm_of(c);
    return a->states && a->states(c, 1) > CARRIED ? a->states(c, 1) : CARRIED;
}

/* Puts start_y into the first state and multiples of start_z into the others. */
static inline void start_over(rig *r)
{
    size_t state_size = state_size_of(r);
    memcpy(r->s.carry + CARRY_Y * r->s.stride, r->start_y, state_size * sizeof(real));
    for (int k = CARRY_Z; k < states_of(&r->net.config); k++)
        for (size_t i = 0; i < state_size; i++) r->s.carry[(size_t)k * r->s.stride + i] = r->start_z[i] * (real)k;
}

static inline double loss_of(rig *r, int with_gradient)
{
    start_over(r);
    network_bind(&r->k.net, &r->w, with_gradient ? r->gradient : NULL, r->shape);
    arena_reset(&r->k.memory, 0);
    if (with_gradient) {
        memset(r->gradient, 0, r->net.list.size * sizeof(real));
        memset(r->s.in.puzzle_gradient, 0, B * registers_of(r) * sizeof(real));
        train_step(r);
        gather_tasks(r);
        if (r->s.target) memcpy(r->target, r->s.target, sizeof r->target);
    } else {
        /* the loss alone needs a gradient to flow into: one that is thrown away */
        static real waste[65536];
        if (r->net.list.size > 65536) abort();
        network_bind(&r->k.net, &r->w, waste, r->shape);
        train_step(r);
    }
    double sum = 0;
    for (int i = 0; i < B; i++) {
        sum += (r->s.loss[i] + r->train.halt_weight * entropy(r->s.halt[i], r->s.correct[i])) / B;
        if (r->s.target) sum += r->train.halt_weight * entropy(r->s.more[i], r->target[i]) / B;
    }
    return sum;
}

static const int32_t rank[B * L] = {0, 3, 1, 0, 2, 4, 1, 2, 0, 4, 3, 5};

static inline void open_rig(rig *r, network_config c, int loss)
{
    static uint8_t labels[B * L] = {0, 2, 1, NO_LABEL, 2, 0, 1, 1, 0, 2, NO_LABEL, 1};
    static const int32_t task[B] = {2, 0};
    static const uint64_t key[B] = {3, 5};
    static const int64_t depth[B] = {0, 7};
    geometry shape = {.planes = c.planes ? P : 1, .cells = L, .rows = 2, .cols = 3, .relation = relation};
    *r = (rig){.train = {.loss = loss, .halt_weight = 0.3}};
    network_fit(&c, &(puzzle_sizes){3, c.planes ? 1 : P, 4, L, (int)c.puzzle_ids});
    network_share_symbols(&c, 1);
    if (network_open(&r->net, &c) || layouts_open(&r->shapes, &c, &shape) || weights_open(&r->w, &r->net)) abort();
    r->shape = r->shapes.of;
    weights_initialise(&r->w, 3);
    size_t heads = c.continue_head == CONTINUE_NONE ? 1 : 2;
    random_state(r->w.values + r->net.list.items[r->net.list.count - 4].offset, heads * D,
                 8); /* the halting head starts at zero */
    weights_pack(&r->w);
    size_t tokens = (size_t)(B * r->shape->planes * L), state_size = state_size_of(r);
    size_t registers = registers_of(r), table = network_puzzle_rows(&c) * registers;
    random_state(r->w.puzzles, table, 12);
    uint8_t *token = must(malloc(tokens));
    for (size_t i = 0; i < tokens; i++) token[i] = (uint8_t)random_below(9, i, 3);
    r->gradient = must(calloc(r->net.list.size, sizeof(real)));
    r->tasks_gradient = must(calloc(table + 1, sizeof(real)));
    r->start_y = must(calloc(state_size, sizeof(real)));
    r->start_z = must(calloc(state_size, sizeof(real)));
    random_state(r->start_y, state_size, 10);
    random_state(r->start_z, state_size, 11);
    r->s = (step_io){.in = {.batch = B,
                            .tokens = token,
                            .puzzle = c.puzzle_ids ? task : NULL,
                            .rank = rank,
                            .key = key,
                            .puzzle_gradient = must(calloc(B * registers + 1, sizeof(real)))},
                     .cycles = (int)c.cycles,
                     .labels = labels,
                     .carry = must(calloc((size_t)states_of(&c) * state_size, sizeof(real))),
                     .stride = state_size,
                     .answer = must(calloc(B * L, 1)),
                     .depth = depth,
                     .halt = must(calloc(B, sizeof(real))),
                     .more = must(calloc(B, sizeof(real))),
                     .correct = must(calloc(B, sizeof(real))),
                     .loss = must(calloc(B, sizeof(real)))};
    if (worker_plan(&r->k, &r->net)) abort();
    network_bind(&r->k.net, &r->w, r->gradient, r->shape);
    train_step(r);
    if (worker_open(&r->k)) abort();
}

static inline void close_rig(rig *r)
{
    free((void *)(uintptr_t)r->s.in.tokens);
    free(r->s.in.puzzle_gradient);
    free(r->s.carry);
    free(r->s.answer);
    free(r->s.halt);
    free(r->s.more);
    free(r->s.correct);
    free(r->s.loss);
    free(r->gradient);
    free(r->start_y);
    free(r->start_z);
    free(r->tasks_gradient);
    layouts_close(&r->shapes);
    worker_close(&r->k);
    weights_close(&r->w);
    network_close(&r->net);
}

/* d loss / d t at t = 0 for weights + t * direction, by fourth-order differences. */
static inline double numeric(rig *r, int index, const real *direction)
{
    const parameter *p = &r->net.list.items[index];
    const double step = 2e-5; /* the loss curves sharply: with 1e-4 the fourth power of the step shows */
    size_t n = (size_t)p->rows * (size_t)p->columns;
    real *w = weights_of(&r->w, index), *kept = must(malloc(n * sizeof *kept));
    double f[4];
    const int at[4] = {-2, -1, 1, 2};
    memcpy(kept, w, n * sizeof *kept);
    for (int i = 0; i < 4; i++) {
        for (size_t j = 0; j < n; j++) w[j] = kept[j] + at[i] * step * direction[j];
        weights_pack(&r->w);
        f[i] = loss_of(r, 0);
    }
    memcpy(w, kept, n * sizeof *kept);
    weights_pack(&r->w);
    free(kept);
    return (f[0] - 8 * f[1] + 8 * f[2] - f[3]) / (12 * step);
}

static inline void check_parameter(rig *r, const char *name, int index)
{
    const parameter *p = &r->net.list.items[index];
    size_t n = (size_t)p->rows * (size_t)p->columns;
    real *direction = must(malloc(n * sizeof *direction));
    const real *g = p->role == ROLE_SPARSE ? r->tasks_gradient : r->gradient + p->offset;
    for (uint64_t trial = 0; trial < 3; trial++) {
        double expected = 0, norm = 0;
        for (size_t i = 0; i < n; i++) {
            direction[i] = (real)random_normal(random_key(20, trial), i) / (real)sqrt((double)n);
            expected += direction[i] * g[i];
            norm += g[i] * g[i];
        }
        double found = numeric(r, index, direction),
               relative = fabs(found - expected) / (sqrt(norm / (double)n) + 1e-30);
        CHECK(norm > 0, "%s, %s: the gradient is zero", name, p->name);
        CHECK(relative < 1e-6, "%s, %s: relative error %.3g", name, p->name, relative);
    }
    free(direction);
}

static inline void check_network(const char *name, network_config c, int loss)
{
    rig r;
    open_rig(&r, c, loss);
    loss_of(&r, 1);
    for (int i = 0; i < r.net.list.count; i++)
        if (r.net.list.items[i].role != ROLE_FROZEN) check_parameter(&r, name, i);
    close_rig(&r);
}

#endif
