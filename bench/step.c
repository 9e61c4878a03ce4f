/* A whole training step: examples a second, and how much of the machine's multiply-adds the model's own products use
 * (recomputation in the backward pass is work too, but does not count). */
#include "bench/bench.h"
#include "data/encode.h"
#include "data/sampler.h"
#include "trm/trainer.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct school {
    encoding code;
    geometry shape;
    trainer t;
    sampler source;
} school;

static void fill(school *s)
{
    uint8_t question[SUDOKU_MAX_CELLS], answer[SUDOKU_MAX_CELLS];
    uint8_t tokens[SUDOKU_MAX_SIDE * SUDOKU_MAX_CELLS], labels[SUDOKU_MAX_CELLS];
    int64_t draw;
    for (int slot; (slot = trainer_free_slot(&s->t, &draw)) >= 0;) {
        sampler_draw(&s->source, draw, question, answer);
        encode_question(&s->code, question, tokens);
        encode_answer(&s->code, answer, labels);
        trainer_fill(&s->t, slot, tokens, labels);
    }
}

static void step(void *data)
{
    school *s = data;
    step_report report;
    fill(s);
    trainer_step(&s->t, 0, &report);
}

static void open_school(school *s, network_config net, int64_t batch, int threads)
{
    char why[512];
    train_config train = train_defaults();
    train.batch = batch;
    sudoku_shape_of_side(9, &s->source.shape);
    s->source = (sampler){.shape = s->source.shape, .seed = 1};
    encoding_of(&s->code, &s->source.shape, net.planes);
    network_fit(&net, s->code.vocabulary, s->code.classes, s->code.relations, s->code.cells);
    s->shape = (geometry){s->code.planes, s->code.cells, s->code.relation};
    if (trainer_open(&s->t, &net, &train, &s->shape, threads, why, sizeof why)) {
        fprintf(stderr, "%s\n", why);
        exit(1);
    }
}

static samples measure(network_config net, int64_t batch, int threads, double *flops)
{
    static school s;
    open_school(&s, net, batch, threads);
    *flops = network_step_flops(&s.t.net.config, &s.shape, 1);
    samples time = time_call(step, &s);
    trainer_close(&s.t);
    return rates(&time, (double)batch);
}

static network_config classic(int64_t width, int64_t inner)
{
    network_config c = network_defaults();
    c.planes = 0;
    c.width = width;
    c.inner = inner;
    c.heads = width / 32;
    c.latent_updates = 4;
    c.cycles = 2;
    return c;
}

static void bench_config(const char *name, network_config net, int64_t batch, double peak)
{
    int threads = worker_threads();
    double flops;
    samples rate = measure(net, batch, threads, &flops);
    row(name, &rate, "examples/s", median(&rate) * flops / 1e9 / (peak * threads));
}

void bench_step(double peak)
{
    bench_config("step_default", network_defaults(), train_defaults().batch, peak);
    bench_config("step_classic_d128", classic(128, 352), 64, peak);
    bench_config("step_classic_d512", classic(512, 1376), 16, peak);
    double flops;
    samples one = measure(network_defaults(), train_defaults().batch, 1, &flops);
    samples two = measure(network_defaults(), train_defaults().batch, 2, &flops), ratio;
    for (int i = 0; i < RUNS; i++) ratio.value[i] = two.value[i] / one.value[i];
    row("two_threads_over_one", &ratio, "times", 0);
}
