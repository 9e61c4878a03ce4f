#include "tools/train/tell.h"

#include "base/program.h"
#include "base/show.h"
#include "tools/train/save.h"

#include <unistd.h> /* isatty */

progress progress_of(const training_run *r, const evaluation *tested)
{
    return (progress){.seconds = trained_seconds(r),
                      .done = run_done(r),
                      .step = r->t.step,
                      .batch = r->s.train.batch,
                      .matrix_rate = r->s.train.matrix_rate,
                      .test = tested};
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
    if (r->data.remarks) fputs(r->data.remarks, stderr);
    fprintf(stderr,
            "%d thread%s, %s vectors of %d, %zu weights, %.0f MB, %.1f MFLOP an example and step; "
            "%ld puzzles to learn from%s, %ld to test on\n",
            r->t.threads, r->t.threads > 1 ? "s" : "", VEC_NAME, VL, network_weight_count(&r->t.net),
            memory_megabytes(&m), step_flops(r, 1) / 1e6, r->data.count,
            r->s.data.fresh ? " (unused: fresh ones are made)" : "", r->data.tests);
}

int print_result(training_run *r, const progress *at)
{
    fprintf(stderr, "%s", isatty(STDERR_FILENO) ? "\r\033[K" : "");
    if (at->test)
        result_print(stdout, at);
    else
        printf("no unseen test with a known answer; %lld steps in %.0f s\n", (long long)at->step, at->seconds);
    show(stdout, "%s\n", r->folder.model);
    return fflush(stdout) || ferror(stdout) ? cannot_write(r, "the result") : OK;
}
