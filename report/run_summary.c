#include "report/run_summary.h"

#include "base/file.h"
#include "base/json.h"

#include <inttypes.h>

static void put(FILE *out, const run_summary *s)
{
    fprintf(out, "{\"puzzle\": ");
    json_put_string(out, s->puzzle);
    fprintf(out,
            ", \"weights\": %" PRId64 ", \"cells\": %" PRId64 ", \"batch\": %" PRId64 ", \"steps\": %" PRId64
            ", \"steps_done\": %" PRId64 ",\n \"flops_per_example\": %.0f, \"flops_per_answer_step\": %.0f, "
            "\"megabytes\": %.3f, \"peak_megabytes\": %.1f, \"seconds\": %.3f",
            s->weights, s->cells, s->batch, s->steps, s->done, s->example_flops, s->answer_step_flops, s->megabytes,
            s->peak_megabytes, s->seconds);
    if (s->test) {
        fprintf(out, ",\n \"test\": {\"exact\": ");
        json_put_real(out, evaluation_exact(s->test), 6);
        fprintf(out, ", \"cells\": ");
        json_put_real(out, evaluation_cells(s->test), 6);
        fprintf(out, ", \"puzzles\": %ld}", s->test->examples);
    }
    fprintf(out, "}\n");
}

int run_summary_write(const char *path, const run_summary *s, error *err)
{
    atomic_file file;
    int status = atomic_open(&file, path, err);
    if (status != OK) return status;
    put(file.out, s);
    return atomic_close(&file, 1, err);
}
