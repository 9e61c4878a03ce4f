/* A whole training step: examples a second, and how much of the machine's multiply-adds the model's own products use
 * (recomputation in the backward pass is work too, but does not count). */
#include "bench/bench.h"
#include "bench/fixture.h"
#include "puzzles/maze/maze.h"
#include "puzzles/sudoku/sudoku.h"

static void step(void *data)
{
    school *s = data;
    step_report report;
    school_fill(s);
    trainer_step(&s->t, 0, &report);
}

/* The peak is measured again beside each step, since clocks move. */
static void bench_config(const char *name, const puzzle_kind *kind, int side, network_config net, train_config train)
{
    static school s;
    int threads = worker_threads();
    school_open(&s, kind, side, net, train, threads);
    samples peak = machine_peak(threads), time = time_call(step, &s), rate = rates(&time, (double)train.batch);
    double flops = algorithm_step_flops(&s.t.net.config, &s.shape, 1);
    school_close(&s);
    row(name, &rate, "examples/s", median(&rate) * flops / 1e9 / median(&peak));
}

/* Steps of one thread and of two in turns, so that both meet the same machine. */
static void bench_two_threads(void)
{
    enum { STEPS = 8 };
    static school one, two;
    samples ratio;
    school_open(&one, &kind_sudoku, 9, network_defaults(), train_defaults(), 1);
    school_open(&two, &kind_sudoku, 9, network_defaults(), train_defaults(), 2);
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
    school_close(&one);
    school_close(&two);
    row("two_threads_over_one", &ratio, "times", 0);
}

void bench_step(double peak)
{
    train_config defaults = train_defaults(), paper = defaults;
    (void)peak;
    bench_config("step_default", &kind_sudoku, 9, network_defaults(), defaults);
    paper.optimiser = OPTIMISER_ADAMW;
    paper.batch = 64;
    bench_config("step_classic_d128", &kind_sudoku, 9, classic("mlp", 128, 352), paper);
    bench_config("step_classic_attention_d128", &kind_sudoku, 9, classic("attention", 128, 352), paper);
    paper.batch = 16;
    bench_config("step_classic_d512", &kind_sudoku, 9, classic("mlp", 512, 1376), paper);
    network_config flat = network_defaults();
    flat.planes = 0;
    bench_config("step_maze_30x30", &kind_maze, 30, flat, defaults);
    bench_two_threads();
}
