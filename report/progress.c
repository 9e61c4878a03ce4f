#include "report/progress.h"

#include "base/file.h"

#include <stdlib.h>
#include <string.h>

void metrics_add(metrics_sum *sum, const step_report *step)
{
    sum->steps++;
    sum->finished += step->finished;
    sum->finished_right += step->finished_right;
    sum->loss += step->loss;
    sum->cells += step->cells;
    sum->depth += step->depth_sum;
    sum->rate = step->rate;
}

/* Means over the steps since the last report. */
typedef struct means {
    double exact, cells, loss, depth, speed; /* shares, nats, steps, examples a second */
} means;

static means means_of(const metrics_sum *sum, const progress *at)
{
    double n = (double)sum->steps, left = sum->finished ? (double)sum->finished : 1;
    return (means){.exact = (double)sum->finished_right / left,
                   .cells = sum->cells / n,
                   .loss = sum->loss / n,
                   .depth = sum->depth / left,
                   .speed = n * (double)at->batch / (at->seconds - sum->since + 1e-9)};
}

static void print_time_left(FILE *out, double seconds)
{
    if (seconds >= 3600)
        fprintf(out, "%dh%02dm left", (int)(seconds / 3600), (int)(seconds / 60) % 60);
    else
        fprintf(out, "%dm%02ds left", (int)(seconds / 60), (int)seconds % 60);
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
    fprintf(out, "  on %ld unseen puzzles, after %lld steps in %.0f s\n", at->test->examples, (long long)at->step,
            at->seconds);
}

void progress_print(FILE *out, int terminal, const metrics_sum *sum, const progress *at)
{
    means m = means_of(sum, at);
    fprintf(out, "%sexact %5.1f%%  cells %5.1f%%  loss %.4f  steps %4.1f  %3.0f examples/s  step %lld  ",
            terminal ? "\r\033[K" : "", 100 * m.exact, 100 * m.cells, m.loss, m.depth, m.speed, (long long)at->step);
    print_time_left(out, at->done > 0 ? at->seconds * (1 - (at->done < 1 ? at->done : 1)) / at->done : 0);
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
                {"gradients of the lanes", m->gradients},
                {"optimiser", m->optimiser},
                {"state of the examples", m->state},
                {"tapes of the threads", m->tapes}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        fprintf(out, "%-24s %9.2f MB\n", rows[i].purpose, (double)rows[i].bytes / 1e6);
}

double memory_megabytes(const memory_plan *m)
{
    return (double)(m->weights + m->gradients + m->optimiser + m->state + m->tapes) / 1e6;
}

static const char metrics_head[] = "step,seconds,train/exact_accuracy,train/accuracy,train/lm_loss,train/steps,"
                                   "train/lr,examples_per_s,test/exact_accuracy,test/accuracy,test/solved\n";

void metrics_begin(FILE *out)
{
    fputs(metrics_head, out);
}

static int count_commas(const char *text, size_t length)
{
    int count = 0;
    for (size_t i = 0; i < length; i++) count += text[i] == ',';
    return count;
}

/* Whether a line, which may lack its end, is a whole row of a step up to that one. */
static int is_kept(const char *line, size_t length, int commas, int64_t step)
{
    return length > 0 && line[length - 1] == '\n' && *line >= '0' && *line <= '9' && atoll(line) <= step &&
           count_commas(line, length) == commas;
}

/* Copies the rows that stay, widened if the file is older than a column. */
static void copy_rows(FILE *out, const file_bytes *all, int64_t step)
{
    const int wanted = count_commas(metrics_head, sizeof metrics_head);
    int commas = 0;
    for (size_t at = 0, end; at < all->length; at = end) {
        const char *line = all->bytes + at, *line_end = memchr(line, '\n', all->length - at);
        end = line_end ? (size_t)(line_end - all->bytes) + 1 : all->length;
        if (at == 0) commas = count_commas(line, end);
        if (!is_kept(line, end - at, commas, step)) continue;
        fwrite(line, 1, end - at - 1, out);
        for (int i = commas; i < wanted; i++) fputc(',', out);
        fputc('\n', out);
    }
}

int metrics_cut(const char *path, int64_t step, error *err)
{
    file_bytes all;
    atomic_file out;
    int status = file_read(&all, path, TEXT_LIMIT, err);
    if (status != OK) return status;
    status = atomic_open(&out, path, err);
    if (status == OK) {
        metrics_begin(out.out);
        copy_rows(out.out, &all, step);
        status = atomic_close(&out, 1, err);
    }
    file_free(&all);
    return status;
}

static void put_test(FILE *out, const progress *at)
{
    if (at->test)
        fprintf(out, "%.5f,%.5f,%.5f\n", evaluation_exact(at->test), evaluation_cells(at->test),
                evaluation_solved(at->test));
    else
        fprintf(out, ",,\n");
}

void metrics_row(FILE *out, const metrics_sum *sum, const progress *at)
{
    means m = means_of(sum, at);
    fprintf(out, "%lld,%.1f,%.5f,%.5f,%.6f,%.3f,%.5g,%.5g,", (long long)at->step, at->seconds, m.exact, m.cells, m.loss,
            m.depth, sum->rate * at->matrix_rate, m.speed);
    put_test(out, at);
}

void metrics_end(FILE *out, const progress *at)
{
    if (!at->test) return;
    fprintf(out, "%lld,%.1f,,,,,,,", (long long)at->step, at->seconds);
    put_test(out, at);
}
