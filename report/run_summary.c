#include "report/run_summary.h"

#include "base/json.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

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
    if (s->test)
        fprintf(out, ",\n \"test\": {\"exact\": %.6f, \"cells\": %.6f, \"puzzles\": %ld}", evaluation_exact(s->test),
                evaluation_cells(s->test), s->test->examples);
    fprintf(out, "}\n");
}

int run_summary_write(const char *path, const run_summary *s, error *err)
{
    FILE *out = fopen(path, "w");
    if (!out) return fail(err, NO_FILE, "cannot write %s: %s", path, strerror(errno));
    put(out, s);
    int failed = ferror(out);
    if (fclose(out) || failed) return fail(err, NO_FILE, "cannot write %s: %s", path, strerror(errno));
    return OK;
}
