/* A whole training step: examples a second, and how much of the machine's multiply-adds the model's own products use
 * (recomputation in the backward pass is work too, but does not count). */
#include "bench/bench.h"
#include "bench/school.h"

static void step(void *data)
{
    school *s = data;
    step_report report;
    school_fill(s);
    trainer_step(&s->t, 0, &report);
}

static samples measure(network_config net, train_config train, int threads, double *flops)
{
    static school s;
    school_open(&s, net, train, threads);
    *flops = network_step_flops(&s.t.net.config, &s.shape, 1);
    samples time = time_call(step, &s);
    school_close(&s);
    return rates(&time, (double)train.batch);
}

static void bench_config(const char *name, network_config net, train_config train, double peak)
{
    int threads = worker_threads();
    double flops;
    samples rate = measure(net, train, threads, &flops);
    row(name, &rate, "examples/s", median(&rate) * flops / 1e9 / (peak * threads));
}

void bench_step(double peak)
{
    train_config defaults = train_defaults(), paper = defaults;
    bench_config("step_default", network_defaults(), defaults, peak);
    paper.optimiser = OPTIMISER_ADAMW;
    paper.batch = 64;
    bench_config("step_classic_d128", classic(MIXER_MLP, 128, 352), paper, peak);
    bench_config("step_classic_attention_d128", classic(MIXER_ATTENTION, 128, 352), paper, peak);
    paper.batch = 16;
    bench_config("step_classic_d512", classic(MIXER_MLP, 512, 1376), paper, peak);
    double flops;
    samples one = measure(network_defaults(), defaults, 1, &flops);
    samples two = measure(network_defaults(), defaults, 2, &flops), ratio;
    for (int i = 0; i < RUNS; i++) ratio.value[i] = two.value[i] / one.value[i];
    row("two_threads_over_one", &ratio, "times", 0);
}
