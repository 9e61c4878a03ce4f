/* Where a training step spends its time: the tape of one chunk is recorded once, then every noted operation runs again
 * on its own, forward and backward, and the times are added up by operation. What takes no gradient is not on the tape;
 * it runs the same operations.
 */
#include "bench/bench.h"
#include "bench/fixture.h"
#include "puzzles/sudoku/sudoku.h"

#include <stdio.h>
#include <string.h>

enum { MAX_KINDS = 32 };

typedef struct kind {
    const char *name;
    samples forward, backward; /* seconds per chunk */
} kind;

typedef struct profile {
    kind kinds[MAX_KINDS];
    int count;
} profile;

static kind *kind_of(profile *p, const char *name)
{
    for (int i = 0; i < p->count; i++)
        if (!strcmp(p->kinds[i].name, name)) return &p->kinds[i];
    p->kinds[p->count] = (kind){.name = name};
    return &p->kinds[p->count++];
}

static void time_nodes(profile *p, tape *t, int run)
{
    for (int i = 0; i < t->count; i++) {
        node *n = &t->nodes[i];
        double start = clock_seconds();
        n->op->forward(t, n);
        kind_of(p, n->op->name)->forward.value[run] += clock_seconds() - start;
    }
    for (int i = t->count - 1; i >= 0; i--) {
        node *n = &t->nodes[i];
        double start = clock_seconds();
        tape_backward_one(t, i);
        kind_of(p, n->op->name)->backward.value[run] += clock_seconds() - start;
    }
}

static void print_kind(const char *config, kind *k, double whole, int examples)
{
    char name[96];
    for (int half = 0; half < 2; half++) {
        samples *s = half ? &k->backward : &k->forward, each;
        for (int i = 0; i < RUNS; i++) each.value[i] = 1e6 * s->value[i] / examples;
        snprintf(name, sizeof name, "phase_%s_%s_%s", config, k->name, half ? "backward" : "forward");
        row(name, &each, "us/example", 0);
        if (!bench_for_machines()) printf("%34s%.1f%% of the recorded cycle\n", "", 100 * median(s) / whole);
    }
}

static void bench_config(const char *config, network_config net, train_config train)
{
    static school s;
    static profile p;
    p = (profile){0};
    school_open(&s, &kind_sudoku, 9, net, train, 1);
    worker *w = &s.t.workers[0];
    step_report report;
    trainer_step(&s.t, 0, &report); /* leaves the last chunk on the worker's tape */
    samples packing = {{0}};
    for (int run = 0; run < RUNS; run++) {
        time_nodes(&p, &w->t, run);
        double start = clock_seconds();
        weights_pack(&s.t.trained);
        packing.value[run] = 1e6 * (clock_seconds() - start);
    }
    double whole = 0;
    for (int i = 0; i < p.count; i++) whole += median(&p.kinds[i].forward) + median(&p.kinds[i].backward);
    for (int i = 0; i < p.count; i++) print_kind(config, &p.kinds[i], whole, s.t.chunk);
    char name[96];
    snprintf(name, sizeof name, "phase_%s_packing", config);
    row(name, &packing, "us/step", 0);
    school_close(&s);
}

void bench_phases(double peak)
{
    (void)peak;
    bench_config("default", network_defaults(), train_defaults());
    train_config train = train_defaults();
    train.batch = 64;
    bench_config("classic_d128", classic("mlp", 128, 352), train);
}
