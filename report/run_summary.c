#include "report/run_summary.h"

#include "base/file.h"
#include "base/json.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static void put_text(FILE *out, const char *key, const char *value)
{
    fprintf(out, "\"%s\": ", key);
    json_put_string(out, value ? value : "");
}

static void put_sizes(FILE *out, const run_summary *s)
{
    put_text(out, "puzzle", s->puzzle);
    fprintf(out,
            ", \"weights\": %" PRId64 ", \"cells\": %" PRId64 ", \"batch\": %" PRId64 ", \"steps\": %" PRId64
            ", \"steps_done\": %" PRId64 ",\n \"flops_per_example\": %.0f, \"flops_per_answer_step\": %.0f, "
            "\"megabytes\": %.3f, \"peak_megabytes\": %.1f, \"seconds\": %.3f, \"test_seconds\": %.3f, \"threads\": %d",
            s->weights, s->cells, s->batch, s->steps, s->done, s->example_flops, s->answer_step_flops, s->megabytes,
            s->peak_megabytes, s->seconds, s->test_seconds, s->threads);
}

static void put_command(FILE *out, const run_summary *s)
{
    fprintf(out, ",\n \"command\": [");
    for (int i = 0; i < s->argc; i++) {
        fprintf(out, i ? ", " : "");
        json_put_string(out, s->argv[i]);
    }
    fprintf(out, "]");
}

/* Numbers and flags as such, all else as text. */
static void put_option(FILE *out, const option *row, const void *settings)
{
    char value[OPTION_VALUE];
    option_format(row, settings, value, sizeof value);
    fprintf(out, "\"%s\": ", row->name);
    if (row->type == OPTION_FLAG)
        fprintf(out, strcmp(value, "0") ? "true" : "false");
    else if (row->type == OPTION_INT || row->type == OPTION_REAL)
        fprintf(out, "%s", value);
    else
        json_put_string(out, value);
}

static void put_options(FILE *out, const run_summary *s)
{
    int count = 0;
    fprintf(out, ",\n \"options\": {");
    for (int i = 0; i < s->rows->count; i++) {
        if (!s->rows->rows[i].name) continue;
        fprintf(out, "%s\n  ", count++ ? "," : "");
        put_option(out, &s->rows->rows[i], s->settings);
    }
    fprintf(out, "}");
}

static void put_data(FILE *out, const run_summary *s)
{
    fprintf(out, ",\n \"data\": {\"learned\": %ld, \"held_out\": %ld, \"tests\": %ld, \"files\": [", s->learned,
            s->held_out, s->tests);
    for (int i = 0; i < s->file_count; i++) {
        fprintf(out, i ? ",\n  {" : "\n  {");
        put_text(out, "path", s->files[i].path);
        fprintf(out, ", \"rows\": %ld, ", s->files[i].rows);
        put_text(out, "sha256", s->files[i].hash);
        fprintf(out, "}");
    }
    fprintf(out, "]}");
}

static void put_build(FILE *out, const run_build *b)
{
    fprintf(out, ",\n \"build\": {");
    put_text(out, "version", b->version);
    fprintf(out, ", ");
    put_text(out, "commit", b->commit);
    fprintf(out, ", ");
    put_text(out, "compiler", b->compiler);
    fprintf(out, ", ");
    put_text(out, "vectors", b->vectors);
    fprintf(out, ", \"openmp\": %s}", b->openmp ? "true" : "false");
}

static void put_real(FILE *out, const char *key, double value)
{
    fprintf(out, "\"%s\": ", key);
    json_put_real(out, value, 6);
}

static void put_test(FILE *out, const evaluation *e)
{
    fprintf(out, ",\n \"test\": {");
    put_real(out, "exact", evaluation_exact(e));
    fprintf(out, ", ");
    put_real(out, "solved", evaluation_solved(e));
    fprintf(out, ", ");
    put_real(out, "cells", evaluation_cells(e));
    fprintf(out, ", ");
    put_real(out, "loss", evaluation_loss(e));
    fprintf(out, ", ");
    put_real(out, "mean_steps", evaluation_steps(e));
    fprintf(out, ", \"puzzles\": %ld}", e->examples);
}

void run_summary_put(FILE *out, const run_summary *s)
{
    fprintf(out, "{");
    put_text(out, "status", s->status);
    fprintf(out, ", ");
    put_sizes(out, s);
    put_command(out, s);
    put_options(out, s);
    put_data(out, s);
    put_build(out, &s->build);
    if (s->best_step) {
        fprintf(out, ",\n \"best\": {\"step\": %" PRId64 ", ", s->best_step);
        put_real(out, "solved", s->best_score);
        fprintf(out, "}");
    }
    if (!isnan(s->threshold)) {
        fprintf(out, ",\n ");
        put_real(out, "halt_threshold", s->threshold);
    }
    if (s->test) put_test(out, s->test);
    fprintf(out, "}\n");
}

int run_summary_write(const char *path, const run_summary *s, error *err)
{
    atomic_file file;
    int status = atomic_open(&file, path, err);
    if (status != OK) return status;
    run_summary_put(file.out, s);
    return atomic_close(&file, 1, err);
}
