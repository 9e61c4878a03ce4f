/* A whole training step: examples a second, and how much of the machine's multiply-adds the model's own products use
 * (recomputation in the backward pass is work too, but does not count). */
#include "autograd/optimiser.h"
#include "bench/bench.h"
#include "bench/fixture.h"
#include "puzzles/maze/maze.h"
#include "puzzles/sudoku/sudoku.h"

#include <stdio.h>

static void step(void *data)
{
    fixture *s = data;
    step_report report;
    fixture_fill(s);
    trainer_step(&s->t, 0, &report);
}

/* The peak is measured again next to each step, since clock rates change. */
static void bench_config(const char *name, const puzzle_kind *kind, int side, network_config net, train_config train)
{
    static fixture s;
    int threads = worker_threads();
    fixture_open(&s, kind, side, net, train, threads);
    samples peak = machine_peak(threads), time = time_call(step, &s), rate = rates(&time, (double)train.batch);
    double flops = algorithm_step_flops(&s.t.net.config, &s.shape, 1);
    fixture_close(&s);
    row(name, &rate, "examples/s", median(&rate) * flops / 1e9 / median(&peak));
}

/* Steps of one thread and of two in turns, so that both see the same state of the machine. */
static void bench_two_threads(void)
{
    enum { STEPS = 8 };
    static fixture one, two;
    samples ratio;
    fixture_open(&one, &kind_sudoku, 9, network_defaults(), train_defaults(), 1);
    fixture_open(&two, &kind_sudoku, 9, network_defaults(), train_defaults(), 2);
    for (int run = 0; run < RUNS; run++) {
        double alone = 0, together = 0;
        for (int i = 0; i < STEPS; i++) {
            double start = clock_seconds();
            step(&one);
            double middle = clock_seconds();
            step(&two);
            alone += middle - start;
            together += clock_seconds() - middle;
        }
        ratio.value[run] = alone / together;
    }
    fixture_close(&one);
    fixture_close(&two);
    row("two_threads_over_one", &ratio, "times", 0);
}

/* Mixers whose cost is linear in the cells, from small grids to large ones, which local ones are for. */
static void bench_linear(const char *mixer_name, int largest)
{
    static const int sides[] = {15, 30, 45, 96};
    char name[64];
    for (size_t i = 0; i < sizeof sides / sizeof *sides && sides[i] <= largest; i++) {
        snprintf(name, sizeof name, "step_maze_%dx%d_%s", sides[i], sides[i], mixer_name);
        bench_config(name, &kind_maze, sides[i], maze_network(mixer_name), train_defaults());
    }
}

void bench_step(double peak)
{
    train_config defaults = train_defaults(), paper = defaults;
    (void)peak;
    bench_config("step_default", &kind_sudoku, 9, network_defaults(), defaults);
    paper.optimiser = option_choice_index(optimiser_choice, "adamw");
    paper.batch = 64;
    bench_config("step_classic_d128", &kind_sudoku, 9, classic("mlp", 128, 352), paper);
    bench_config("step_classic_attention_d128", &kind_sudoku, 9, classic("attention", 128, 352), paper);
    paper.batch = 16;
    bench_config("step_classic_d512", &kind_sudoku, 9, classic("mlp", 512, 1376), paper);
    network_config flat = network_defaults();
    flat.planes = 0;
    bench_config("step_maze_30x30", &kind_maze, 30, flat, defaults);
    bench_config("step_maze_30x30_4_heads", &kind_maze, 30, maze_network("attention"), defaults);
    bench_linear("window", 96);
    bench_linear("convolution", 96);
    bench_linear("linear", 45);
    bench_linear("delta", 45);
    bench_linear("kimi-delta", 45);
    bench_linear("mamba2", 45);
    bench_two_threads();
}
