#include "report/progress.h"

#include <math.h>

void metrics_add(metrics_sum *sum, const step_report *step)
{
    sum->steps++;
    sum->finished += step->finished;
    sum->finished_right += step->finished_right;
    sum->loss += step->loss;
    sum->cells += step->cells;
    sum->depth += step->depth_sum;
    sum->halt_loss += step->halt_loss;
    sum->halt_right += step->halt_right;
    sum->gradient_norm += step->gradient_norm;
    sum->rate = step->rate;
}

metrics_means metrics_means_of(const metrics_sum *sum, const progress *at)
{
    double n = (double)sum->steps, left = (double)sum->finished;
    return (metrics_means){.exact = left > 0 ? (double)sum->finished_right / left : NAN,
                           .depth = left > 0 ? sum->depth / left : NAN,
                           .cells = sum->cells / n,
                           .loss = sum->loss / n,
                           .halt_loss = sum->halt_loss / n,
                           .halt_right = sum->halt_right / n,
                           .norm = sum->gradient_norm / n,
                           .speed = n * (double)at->batch / (at->seconds - sum->since + 1e-9)};
}

void duration_print(FILE *out, double seconds)
{
    if (seconds >= 3600)
        fprintf(out, "%.0fh%02dm", floor(seconds / 3600), (int)(fmod(seconds, 3600) / 60));
    else
        fprintf(out, "%dm%02ds", (int)(seconds / 60), (int)seconds % 60);
}

void legend_print(FILE *out, const char *tested_on)
{
    fprintf(out,
            "exact: puzzles solved when they left the batch; cells: open cells that are right; loss: nats per cell; "
            "steps: per puzzle; unseen: %s\n",
            tested_on);
}

/* A share in percent, or blanks if there is none. */
static void print_share(FILE *out, double share)
{
    if (isnan(share))
        fprintf(out, "     -");
    else
        fprintf(out, "%5.1f%%", 100 * share);
}

void test_progress_print(FILE *out, int terminal, long answered, long count, double left)
{
    fprintf(out, "%s%ld of at most %ld puzzles tested, ", terminal ? "\r\033[K" : "", answered, count);
    duration_print(out, left);
    fprintf(out, " left%s", terminal ? "" : "\n");
}

static void print_test(FILE *out, const evaluation *e, int decimals)
{
    fprintf(out, "exact %.*f%%", decimals, 100 * evaluation_exact(e));
    if (e->by_rules) fprintf(out, "  solved %.*f%%", decimals, 100 * evaluation_solved(e));
    fprintf(out, "  cells %.*f%%", decimals, 100 * evaluation_cells(e));
}

void result_print(FILE *out, const progress *at)
{
    print_test(out, at->test, 2);
    fprintf(out, "  on %ld unseen puzzles in %.2f steps each, after %lld steps in %.0f s\n", at->test->examples,
            evaluation_steps(at->test), (long long)at->step, at->seconds);
}

void progress_print(FILE *out, int terminal, const metrics_sum *sum, const progress *at)
{
    const metrics_means m = metrics_means_of(sum, at);
    fprintf(out, "%sexact ", terminal ? "\r\033[K" : "");
    print_share(out, m.exact);
    fprintf(out, "  cells %5.1f%%  loss %.4f  steps ", 100 * m.cells, m.loss);
    fprintf(out, isnan(m.depth) ? "   -" : "%4.1f", m.depth);
    fprintf(out, "  %3.0f examples/s  step %lld  ", m.speed, (long long)at->step);
    duration_print(out, at->done > 0 ? at->after + at->seconds * (1 - (at->done < 1 ? at->done : 1)) / at->done : 0);
    fprintf(out, " left");
    if (at->test) {
        fprintf(out, "  | unseen: ");
        print_test(out, at->test, 1);
    }
    if (!terminal || at->test) fprintf(out, "\n");
}

void memory_print(FILE *out, const memory_plan *m)
{
    const struct {
        const char *purpose;
        size_t bytes;
    } rows[] = {{"weights, twice, packed", m->weights},
                {"gradients of the shards", m->gradients},
                {"optimiser", m->optimiser},
                {"state of the examples", m->state},
                {"tapes of the threads", m->tapes}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        fprintf(out, "%-24s %9.2f MB\n", rows[i].purpose, (double)rows[i].bytes / 1e6);
    fprintf(out, "%-24s %9.2f MB\n", "sum", memory_megabytes(m));
}

double memory_megabytes(const memory_plan *m)
{
    return (double)(m->weights + m->gradients + m->optimiser + m->state + m->tapes) / 1e6;
}
