/* Compares whole optimiser steps with the numbers that make_golden.py wrote, in whatever precision this is compiled. A
 * case is a small network; its configuration is the metadata of its file. */
#ifndef TESTS_GOLDEN_GOLDEN_H
#define TESTS_GOLDEN_GOLDEN_H

#include "base/safetensors.h"
#include "tests/check.h"
#include "trm/recursion.h"
#include "trm/training/trainer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { GOLDEN_STEPS = 3 };

typedef struct golden_settings {
    network_config net;
    train_config train;
} golden_settings;

typedef struct golden {
    const char *name;
    double tolerance; /* of each number, as a share of the tensor's largest */
    st_file file;
    golden_settings c;
    geometry shape;
    trainer t;
    real *before; /* the weights that a step started from */
} golden;

static inline const st_tensor *golden_find(const golden *g, const char *group, const char *name)
{
    char full[ST_NAME + 16];
    snprintf(full, sizeof full, "%s.%s", group, name);
    return st_find(&g->file, full);
}

static inline size_t golden_size(const st_tensor *t)
{
    size_t n = 1;
    for (int i = 0; i < t->dims; i++) n *= (size_t)t->shape[i];
    return n;
}

/* All numbers of a tensor against those found; a number that is not one fails. */
static inline void golden_compare(const golden *g, const char *group, const char *name, const real *found, size_t count)
{
    const st_tensor *t = golden_find(g, group, name);
    CHECK(t && golden_size(t) == count, "%s: %s.%s has %zu numbers here", g->name, group, name, count);
    if (!t || golden_size(t) != count) return;
    double largest = 0, worst = 0;
    int bad = 0;
    for (size_t i = 0; i < count; i++) {
        double expected = st_float(t, i), off = fabs(expected - (double)found[i]);
        largest = fmax(largest, fabs(expected));
        worst = fmax(worst, off);
        bad |= !(off < 1e300);
    }
    CHECK(!bad && worst <= g->tolerance * largest, "%s: %s.%s is off by %.3g; its largest number is %.3g", g->name,
          group, name, worst, largest);
}

/* --- the case ---------------------------------------------------------------------------------------------------- */

static inline void golden_configure(golden *g)
{
    static const char *const fixed[] = {
        "planes off",          "relations off", "sharpness fixed", "exploration 0", "decay-from 1",
        "halt-when confident", "shards 2",      "ema-warmup off",  "exchange mean", NULL};
    options o = {0};
    error why[1] = {0};
    network_options(&o, offsetof(golden_settings, net));
    network_sizes(&o, offsetof(golden_settings, net));
    train_options(&o, offsetof(golden_settings, train));
    options_defaults(&o, &g->c);
    options_preset(&o, &g->c, fixed);
    g->shape.planes = 1;
    for (int i = 0; i < g->file.metadata_count; i++) {
        const st_pair *p = &g->file.metadata[i];
        const option *row = option_find(&o, p->key);
        if (!strcmp(p->key, "rows")) g->shape.rows = atoi(p->value);
        if (!strcmp(p->key, "cols")) g->shape.cols = atoi(p->value);
        if (row && option_set(row, &g->c, p->value, why)) CHECK(0, "%s: %s", g->name, why->text);
    }
    g->shape.cells = g->shape.rows * g->shape.cols;
    network_fit(&g->c.net, &(puzzle_sizes){(int)g->c.net.vocabulary, (int)g->c.net.classes, 0, g->shape.cells,
                                           (int)g->c.net.puzzle_ids});
    network_share_symbols(&g->c.net, (int)g->c.net.vocabulary - (int)g->c.net.classes);
    CHECK(network_check(&g->c.net, why) == OK, "%s: %s", g->name, why->text);
}

static inline void golden_weights(golden *g)
{
    for (int i = 0; i < g->t.net.list.count; i++) {
        const parameter *p = &g->t.net.list.items[i];
        const st_tensor *t = golden_find(g, "start", p->name);
        real *to[] = {weights_of(&g->t.trained, i), weights_of(&g->t.average, i)};
        CHECK(t && golden_size(t) == parameter_size(p), "%s: %s is not in the file", g->name, p->name);
        for (size_t k = 0; t && k < parameter_size(p); k++) to[0][k] = to[1][k] = (real)st_float(t, k);
    }
    weights_pack(&g->t.trained);
}

static inline void golden_open(golden *g)
{
    char path[128];
    error why[1] = {0};
    snprintf(path, sizeof path, "tests/golden/%s.safetensors", g->name);
    if (st_read(&g->file, path, why)) {
        printf("%s\n", why->text);
        exit(1);
    }
    golden_configure(g);
    if (trainer_open(&g->t, &g->c.net, &g->c.train, &g->shape, 1, why)) exit(1);
    g->before = malloc(g->t.net.list.size * sizeof(real));
    if (!g->before) exit(1);
    golden_weights(g);
}

static inline void golden_close(golden *g)
{
    free(g->before);
    trainer_close(&g->t);
    st_free(&g->file);
}

/* --- a step ------------------------------------------------------------------------------------------------------ */

static inline void golden_fill(golden *g)
{
    const uint8_t *tokens = st_find(&g->file, "tokens")->data, *labels = st_find(&g->file, "labels")->data;
    const st_tensor *puzzles = st_find(&g->file, "puzzles");
    size_t cells = (size_t)g->shape.cells;
    for (example e; trainer_next(&g->t, &e);) {
        memcpy(e.tokens, tokens + (size_t)e.index * cells, cells);
        memcpy(e.labels, labels + (size_t)e.index * cells, cells);
        memcpy(e.puzzle, (const char *)puzzles->data + (size_t)e.index * sizeof(int32_t), sizeof(int32_t));
        trainer_start(&g->t, &e);
    }
}

/* Logits of an example: of all rows, if tokens and classes share them. */
static inline size_t golden_logits_each(const golden *g)
{
    const network_config *c = &g->c.net;
    return (size_t)g->shape.cells * (size_t)(c->symbol_rows ? c->symbol_rows : c->classes);
}

/* The logits that the step has seen follow from the y that it left and the weights that it started from. */
static inline void golden_logits(golden *g, real *logits)
{
    trainer *t = &g->t;
    worker *w = &t->workers[0];
    size_t size = t->net.list.size * sizeof(real), each = golden_logits_each(g);
    const layout *l = layouts_for(&t->shapes, 0);
    int shape[] = {1, 1, l->sequence, (int)g->c.net.width};
    real *after = malloc(size);
    if (!after) exit(1);
    memcpy(after, t->trained.values, size);
    memcpy(t->trained.values, g->before, size);
    weights_pack(&t->trained);
    for (int i = 0; i < t->s.count; i++) {
        real *y = t->s.carry + CARRY_Y * slots_stride(&t->s) + (size_t)i * t->s.state_each;
        w->net.shape = l;
        arena_reset(&w->memory, 0);
        tape_begin(&w->t, 0);
        memcpy(logits + (size_t)i * each, network_logits(&w->t, &w->net, tape_wrap(&w->t, y, NULL, 4, shape))->x,
               each * sizeof(real));
    }
    memcpy(t->trained.values, after, size);
    weights_pack(&t->trained);
    free(after);
}

/* Gradients of puzzle embeddings lie with the first slot of each puzzle; in the file they are a table. */
static inline void golden_puzzle_gradient(golden *g, const parameter *p)
{
    const slots *s = &g->t.s;
    real *table = calloc(parameter_size(p), sizeof(real));
    if (!table) exit(1);
    for (int i = s->count - 1; i >= 0; i--) {
        size_t row = (size_t)s->puzzle[i] * s->registers_each;
        memcpy(table + row, s->puzzle_gradient + (size_t)i * s->registers_each, s->registers_each * sizeof(real));
    }
    golden_compare(g, "gradient", p->name, table, parameter_size(p));
    free(table);
}

static inline void golden_gradients(golden *g)
{
    for (int i = 0; i < g->t.net.list.count; i++) {
        const parameter *p = &g->t.net.list.items[i];
        if (p->role == ROLE_SPARSE) golden_puzzle_gradient(g, p);
        if (p->role == ROLE_MATRIX || p->role == ROLE_OTHER)
            golden_compare(g, "gradient", p->name, g->t.gradient + p->offset, parameter_size(p));
    }
}

static inline void golden_step(golden *g, int number)
{
    char group[16];
    step_report report;
    size_t count = (size_t)g->t.s.count;
    real *logits = malloc(count * golden_logits_each(g) * sizeof(real));
    if (!logits) exit(1);
    snprintf(group, sizeof group, "step%d", number);
    golden_fill(g);
    memcpy(g->before, g->t.trained.values, g->t.net.list.size * sizeof(real));
    trainer_step(&g->t, 0, &report);
    golden_logits(g, logits);
    golden_compare(g, group, "logits", logits, count * golden_logits_each(g));
    golden_compare(g, group, "q", g->t.s.halt, count);
    if (golden_find(g, group, "more")) golden_compare(g, group, "more", g->t.s.more, count);
    golden_compare(g, group, "cells", g->t.s.loss, count);
    golden_compare(g, group, "right", g->t.s.correct, count);
    const uint8_t *left = golden_find(g, group, "left")->data;
    for (size_t i = 0; i < count; i++)
        CHECK((g->t.s.steps[i] < 0) == left[i], "%s: step %d of slot %zu: %s", g->name, number, i,
              left[i] ? "it stays, expected to leave" : "it leaves, expected to stay");
    if (number == 0) golden_gradients(g);
    free(logits);
}

static inline void golden_case(const char *name, double tolerance)
{
    golden g = {.name = name, .tolerance = tolerance};
    golden_open(&g);
    for (int i = 0; i < GOLDEN_STEPS; i++) golden_step(&g, i);
    for (int i = 0; i < g.t.net.list.count; i++) {
        const parameter *p = &g.t.net.list.items[i];
        if (p->role == ROLE_FROZEN) continue;
        golden_compare(&g, "after", p->name, weights_of(&g.t.trained, i), parameter_size(p));
        if (p->role != ROLE_SPARSE)
            golden_compare(&g, "average", p->name, weights_of(&g.t.average, i), parameter_size(p));
    }
    golden_close(&g);
}

static inline void golden_cases(double tolerance)
{
    static const char *const names[] = {"attention",     "attention-no-prefix", "attention-puzzles",  "mlp",
                                        "mlp-no-prefix", "mlp-released",        "attention-released", "hrm",
                                        "continue",      "two-networks",        "one-step-gradient",  "single-latent",
                                        "no-carry",      "multi-scale"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) golden_case(names[i], tolerance);
}

#endif
