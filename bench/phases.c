/* Where a training step spends its time: the tape of one chunk is recorded once, then its operations run again, forward
 * and backward, and their times are added up by name. Operations without a gradient are not on the tape, but they are
 * the same ones.
 */
#include "bench/bench.h"
#include "bench/fixture.h"
#include "puzzles/maze/maze.h"
#include "puzzles/sudoku/sudoku.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_KINDS = 32 };

typedef struct kind {
    const char *name;
    samples forward, backward; /* seconds per chunk */
} kind;

static struct profile {
    kind kinds[MAX_KINDS];
    int count, run;
    double last;                     /* when the previous operation ended */
    const node *nodes;               /* of the tape */
    const operation *ops[MAX_NODES]; /* what they compute */
} profile;

static kind *kind_of(const char *name)
{
    for (int i = 0; i < profile.count; i++)
        if (!strcmp(profile.kinds[i].name, name)) return &profile.kinds[i];
    if (profile.count == MAX_KINDS) abort();
    profile.kinds[profile.count] = (kind){.name = name};
    return &profile.kinds[profile.count++];
}

/* The time since the previous operation ended includes the zeroing of this one's gradients. */
static void timed_backward(node *n)
{
    const operation *op = profile.ops[n - profile.nodes];
    op->backward(n);
    double now = thread_seconds();
    kind_of(op->name)->backward.value[profile.run] += now - profile.last;
    profile.last = now;
}

static const operation timed = {"timed", NULL, timed_backward};

static void time_nodes(tape *t)
{
    for (int i = 0; i < t->count; i++) {
        node *n = &t->nodes[i];
        double start = thread_seconds();
        n->op->forward(n);
        kind_of(n->op->name)->forward.value[profile.run] += thread_seconds() - start;
        profile.ops[i] = n->op;
        n->op = &timed;
    }
    profile.nodes = t->nodes;
    profile.last = thread_seconds();
    tape_backward(t, t->nodes[t->count - 1].out, 1);
    for (int i = 0; i < t->count; i++) t->nodes[i].op = profile.ops[i];
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

static void bench_config(const char *config, const puzzle_kind *kind_of_puzzle, int side, network_config net,
                         train_config train)
{
    static fixture s;
    profile.count = 0;
    fixture_open(&s, kind_of_puzzle, side, net, train, 1);
    worker *w = &s.t.workers[0];
    step_report report;
    trainer_step(&s.t, 0, &report); /* leaves the last chunk on the worker's tape */
    samples packing = {{0}};
    for (profile.run = 0; profile.run < RUNS; profile.run++) {
        time_nodes(&w->t);
        double start = thread_seconds();
        weights_pack(&s.t.trained);
        packing.value[profile.run] = 1e6 * (thread_seconds() - start);
    }
    double whole = 0;
    for (int i = 0; i < profile.count; i++)
        whole += median(&profile.kinds[i].forward) + median(&profile.kinds[i].backward);
    for (int i = 0; i < profile.count; i++) print_kind(config, &profile.kinds[i], whole, s.t.chunk);
    char name[96];
    snprintf(name, sizeof name, "phase_%s_packing", config);
    row(name, &packing, "us/step", 0);
    fixture_close(&s);
}

void bench_phases(double peak)
{
    (void)peak;
    bench_config("default", &kind_sudoku, 9, network_defaults(), train_defaults());
    train_config train = train_defaults();
    train.batch = 64;
    bench_config("classic_d128", &kind_sudoku, 9, classic("mlp", 128, 352), train);
    train.batch = 2;
    bench_config("maze_30x30", &kind_maze, 30, maze_network("attention"), train);
    bench_config("maze_30x30_window", &kind_maze, 30, maze_network("window"), train);
    bench_config("maze_30x30_convolution", &kind_maze, 30, maze_network("convolution"), train);
}
