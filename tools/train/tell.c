#include "tools/train/tell.h"

#include "base/clock.h"
#include "base/program.h"
#include "base/show.h"
#include "report/metrics_file.h"
#include "tools/train/evaluate.h"
#include "tools/train/step.h"

#include <math.h>
#include <unistd.h> /* isatty */

/* Tests to come: those in the course of the run, the choice of a threshold and the last one, by the steps that answers
 * take today and the speed of training so far. */
static double seconds_of_tests(const training_run *r)
{
    double all = run_flops(r) / fmax(run_done(r), 1e-9), left = (1 - run_done(r)) * (double)r->s.train.steps;
    double one = r->tested.examples ? evaluation_steps(&r->tested) * step_flops(r, 0) : test_flops(r, 1);
    double checks = floor(left / (double)r->s.test_every) * (double)check_count(r) * one;
    double last = fmin((double)last_count(r) * one, r->asked ? INFINITY : TEST_SHARE * all);
    double choice = fmin((double)r->data.held_out * one, TEST_SHARE * all);
    double per_flop =
        (trained_seconds(r) - r->trained_before) / (run_flops(r) * (1 - (double)r->began / (double)r->t.step));
    return r->t.step > r->began ? per_flop * (checks + choice + last) : 0;
}

progress progress_of(const training_run *r, const evaluation *tested)
{
    return (progress){.seconds = trained_seconds(r),
                      .done = run_done(r),
                      .step = r->t.step,
                      .batch = r->s.train.batch,
                      .matrix_rate = r->s.train.matrix_rate,
                      .after = seconds_of_tests(r),
                      .test = tested,
                      .of_tests = run_done(r) >= 1 || !r->data.held_out};
}

int report(training_run *r, metrics_sum *sum, int tested)
{
    const progress at = progress_of(r, tested ? &r->tested : NULL);
    progress_print(stderr, isatty(STDERR_FILENO), sum, &at);
    metrics_row(r->metrics, sum, &at);
    *sum = (metrics_sum){.since = trained_seconds(r)};
    return fflush(r->metrics) ? cannot_write(r, r->folder.metrics) : OK;
}

void complain(training_run *r)
{
    if (*r->err.text) program_complain(r->program, r->err.text);
    *r->err.text = 0;
}

void print_start(const training_run *r)
{
    memory_plan m = trainer_memory(&r->t);
    char tested_on[64];
    if (r->data.remarks) fputs(r->data.remarks, stderr);
    fprintf(stderr,
            "%d thread%s, %s vectors of %d, %zu weights, %.0f MB and %.0f MB with the data, %.1f MFLOP an example and "
            "step; %ld puzzles to learn from%s, %ld kept out of training, %ld to test on\n",
            r->t.threads, r->t.threads > 1 ? "s" : "", VEC_NAME, VL, network_weight_count(&r->t.net),
            memory_megabytes(&m), r->loaded, step_flops(r, 1) / 1e6, r->data.count,
            r->s.data.fresh ? " (unused: fresh ones are made)" : "", r->data.held_out, r->data.tests);
    snprintf(tested_on, sizeof tested_on, "%lld puzzles %s", (long long)check_count(r),
             r->data.held_out ? "kept out of training" : "of the tests");
    legend_print(stderr, tested_on);
}

/* Seconds of training and tests that are left, as the steps so far went. */
static double seconds_left(const training_run *r)
{
    double seconds = (trained_seconds(r) - r->trained_before) / (double)(r->t.step - r->began);
    return seconds * (double)(r->s.train.steps - r->t.step) + seconds_of_tests(r);
}

static void print_expected(FILE *out, const training_run *r, const char *what)
{
    fprintf(out, "about ");
    duration_print(out, seconds_left(r));
    fprintf(out, " %s on %d thread%s, going by the first %lld steps\n", what, r->t.threads, r->t.threads > 1 ? "s" : "",
            (long long)(r->t.step - r->began));
}

void tell_expected(const training_run *r)
{
    if (r->s.train.minutes == 0) print_expected(stderr, r, "to go");
}

void print_plan(training_run *r)
{
    enum { STEPS = 3 };
    const memory_plan m = trainer_memory(&r->t);
    step_report now;
    memory_print(stdout, &m);
    printf("%-24s %9.2f MB\n", "program and data", r->loaded);
    fflush(stdout);     /* three steps of a large model take a while */
    take_step(r, &now); /* touches memory for the first time */
    r->began = r->t.step;
    r->started = clock_seconds();
    while (r->s.train.minutes == 0 && r->t.step <= STEPS && run_done(r) < 1) take_step(r, &now);
    if (r->t.step > r->began) print_expected(stdout, r, "with tests");
}

void tell_test_begins(training_run *r, long count)
{
    r->told = clock_seconds();
    fprintf(stderr,
            "%sLast test, on %s%ld unseen puzzles; the model and the checkpoint are written, Ctrl-C loses nothing\n",
            isatty(STDERR_FILENO) ? "\r\033[K" : "", r->asked ? "" : "at most ", count);
}

void tell_test(training_run *r, long count, double flops, double seconds)
{
    enum { SECONDS_APART = 5 };
    int terminal = isatty(STDERR_FILENO);
    double now = clock_seconds(), spent = (double)r->tested.work * step_flops(r, 0) / flops;
    double done = fmax((double)r->tested.examples / (double)count, spent);
    if (!terminal && now - r->told < SECONDS_APART) return;
    r->told = now;
    test_progress_print(stderr, terminal, r->tested.examples, count, seconds * (1 - done) / done);
}

int print_result(training_run *r, const progress *at)
{
    fprintf(stderr, "%s", isatty(STDERR_FILENO) ? "\r\033[K" : "");
    if (at->test && at->test->examples < last_count(r))
        fprintf(stderr,
                "%ld of %ld puzzles took a tenth of the run's compute; for more: --test-puzzles, or ./solve --eval\n",
                at->test->examples, r->data.tests);
    if (at->test)
        result_print(stdout, at);
    else
        printf("no unseen test with a known answer; %lld steps in %.0f s\n", (long long)at->step, at->seconds);
    if (r->s.best_step && r->s.best_step < r->t.step)
        show(stdout, "%s  of step %lld, better on puzzles kept out of training\n", r->folder.best,
             (long long)r->s.best_step);
    show(stdout, "%s\n", r->folder.model);
    return fflush(stdout) || ferror(stdout) ? cannot_write(r, "the result") : OK;
}
