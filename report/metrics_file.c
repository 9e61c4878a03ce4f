#include "report/metrics_file.h"

#include "base/file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- the columns --------------------------------------------------------------------------- */

#define TEST_COLUMNS(of)                                                                                               \
    of "/exact_accuracy", of "/accuracy", of "/solved", of "/lm_loss", of "/q_halt_loss", of "/q_halt_accuracy",       \
        of "/steps"

static const char *const columns[] = {"step",
                                      "seconds",
                                      "train/exact_accuracy",
                                      "train/accuracy",
                                      "train/lm_loss",
                                      "train/q_halt_loss",
                                      "train/q_halt_accuracy",
                                      "train/steps",
                                      "train/lr",
                                      "train/grad_norm",
                                      "examples_per_s",
                                      TEST_COLUMNS("val"),
                                      TEST_COLUMNS("test")};

enum { COLUMNS = sizeof columns / sizeof *columns, TRAIN_COLUMNS = 9, OF_TEST = 7 };

void metrics_begin(FILE *out)
{
    for (int i = 0; i < COLUMNS; i++) fprintf(out, "%s%s", i ? "," : "", columns[i]);
    fputc('\n', out);
}

/* --- rows ---------------------------------------------------------------------------------- */

/* Empty, if there is no such number. */
static void put(FILE *out, const char *format, double value)
{
    fputc(',', out);
    if (!isnan(value)) fprintf(out, format, value);
}

static void put_none(FILE *out, int count)
{
    while (count-- > 0) fputc(',', out);
}

static void put_evaluation(FILE *out, const evaluation *e)
{
    put(out, "%.5f", evaluation_exact(e));
    put(out, "%.5f", evaluation_cells(e));
    put(out, "%.5f", evaluation_solved(e));
    put(out, "%.6f", evaluation_loss(e));
    put(out, "%.6f", evaluation_halt_loss(e));
    put(out, "%.5f", evaluation_halt_right(e));
    put(out, "%.3f", evaluation_steps(e));
}

static void put_test(FILE *out, const progress *at)
{
    if (!at->test || at->of_tests) put_none(out, OF_TEST);
    if (at->test) put_evaluation(out, at->test);
    if (!at->test || !at->of_tests) put_none(out, OF_TEST);
    fputc('\n', out);
}

void metrics_row(FILE *out, const metrics_sum *sum, const progress *at)
{
    const metrics_means m = metrics_means_of(sum, at);
    fprintf(out, "%lld,%.1f", (long long)at->step, at->seconds);
    put(out, "%.5f", m.exact);
    put(out, "%.5f", m.cells);
    put(out, "%.6f", m.loss);
    put(out, "%.6f", m.halt_loss);
    put(out, "%.5f", m.halt_right);
    put(out, "%.3f", m.depth);
    put(out, "%.5g", sum->rate * at->matrix_rate);
    put(out, "%.5g", m.norm);
    put(out, "%.5g", m.speed);
    put_test(out, at);
}

void metrics_end(FILE *out, const progress *at)
{
    if (!at->test) return;
    fprintf(out, "%lld,%.1f", (long long)at->step, at->seconds);
    put_none(out, TRAIN_COLUMNS);
    put_test(out, at);
}

/* --- a run that goes on -------------------------------------------------------------------- */

enum { MOST_FIELDS = 64 };

typedef struct field {
    const char *text;
    size_t length;
} field;

/* Cuts a line without its end at the commas. Returns how many fields there are, at most MOST_FIELDS. */
static int cut_line(const char *line, size_t length, field *fields)
{
    int count = 0;
    for (const char *end = line + length; count < MOST_FIELDS; line++) {
        const char *comma = memchr(line, ',', (size_t)(end - line));
        fields[count].text = line;
        fields[count++].length = (size_t)((comma ? comma : end) - line);
        if (!comma) break;
        line = comma;
    }
    return count;
}

/* Whether a line, which may lack its end, is a whole row of a step up to that one. */
static int is_kept(const char *line, size_t length, int64_t step)
{
    return length > 0 && line[length - 1] == '\n' && *line >= '0' && *line <= '9' && atoll(line) <= step;
}

/* The field under the column of that name. */
static field find(const field *head, const field *row, int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (head[i].length == strlen(name) && !memcmp(head[i].text, name, head[i].length)) return row[i];
    return (field){"", 0};
}

/* Copies the rows that stay; files of earlier versions have fewer columns, in another order. */
static void copy_rows(FILE *out, const file_bytes *all, int64_t step)
{
    field head[MOST_FIELDS], row[MOST_FIELDS];
    int count = 0;
    for (size_t at = 0, end; at < all->length; at = end) {
        const char *line = all->bytes + at, *line_end = memchr(line, '\n', all->length - at);
        end = line_end ? (size_t)(line_end - all->bytes) + 1 : all->length;
        if (at == 0) count = cut_line(line, end - 1, head);
        if (!is_kept(line, end - at, step) || cut_line(line, end - at - 1, row) != count) continue;
        for (int i = 0; i < COLUMNS; i++) {
            field f = find(head, row, count, columns[i]);
            fprintf(out, "%s%.*s", i ? "," : "", (int)f.length, f.text);
        }
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
