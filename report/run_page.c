#include "report/run_page.h"

#include "base/file.h"
#include "base/json.h"
#include "report/web_files.h"

#include <stdlib.h>
#include <string.h>

/* A '<' stands in strings alone, where an escape means the same and cannot end the script around it. */
static void put_escaped(FILE *out, const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (text[i] == '<')
            fputs("\\u003c", out);
        else
            fputc(text[i], out);
}

/* --- metrics.csv ------------------------------------------------------------------------------------------------- */

enum { ROWS = 2000 }; /* of long runs as many rows without a test are kept, or fewer */

/* Tests fill columns after those of training. */
static int has_test(const char *line, size_t length)
{
    enum { BEFORE_TESTS = 11 }; /* columns */
    size_t at = 0;
    for (int comma = 0; at < length && comma < BEFORE_TESTS; at++) comma += line[at] == ',';
    while (at < length && line[at] == ',') at++;
    return at < length;
}

static long count_lines(const file_bytes *csv)
{
    long count = 0;
    for (size_t i = 0; i < csv->length; i++) count += csv->bytes[i] == '\n';
    return count;
}

/* As a list of strings, a line each. */
static void put_metrics(FILE *out, const file_bytes *csv)
{
    long every = 1 + count_lines(csv) / ROWS, number = 0;
    for (size_t at = 0, length; at < csv->length; at += length + 1, number++) {
        const char *line = csv->bytes + at, *end = memchr(line, '\n', csv->length - at);
        if (!end) break; /* a row that is not whole */
        length = (size_t)(end - line);
        if (number && number % every && !has_test(line, length)) continue;
        fputs(number ? ",\n\"" : "\n\"", out);
        put_escaped(out, line, length);
        fputc('"', out);
    }
}

/* --- what the run is --------------------------------------------------------------------------------------------- */

static void put_memory(FILE *out, const memory_plan *m)
{
    fprintf(out,
            ",\n\"memory\":[[\"weights, twice, packed\",%zu],[\"gradients of the shards\",%zu],[\"optimiser\",%zu],"
            "[\"state of the examples\",%zu],[\"tapes of the threads\",%zu]]",
            m->weights, m->gradients, m->optimiser, m->state, m->tapes);
}

static double seconds_left(const progress *at)
{
    double done = at->done < 1 ? at->done : 1;
    return done > 0 && done < 1 ? at->after + at->seconds * (1 - done) / done : 0;
}

/* Answers by the steps that they took, as [steps, answers, exact ones]; classes as [name, answers, right ones]. */
static void put_test(FILE *out, const evaluation *e, int of_tests)
{
    int count = 0;
    fprintf(out, ",\n\"tested\":{\"unseen\":\"%s\",\"examples\":%ld,\"solved\":", of_tests ? "test" : "val",
            e->examples);
    json_put_real(out, evaluation_solved(e), 6);
    fputs(",\"steps\":[", out);
    for (int i = 0; i <= EVALUATION_STEPS; i++)
        if (e->finished[i]) fprintf(out, "%s[%d,%ld,%ld]", count++ ? "," : "", i, e->finished[i], e->finished_exact[i]);
    fputs("],\"classes\":[", out);
    for (int i = 0; i < e->classes; i++) {
        fputs(i ? ",[" : "[", out);
        json_put_string(out, e->class[i].name);
        fprintf(out, ",%ld,%ld]", e->class[i].examples, e->by_rules ? e->class[i].solved : e->class[i].exact);
    }
    fputs("]}", out);
}

static void put_run(FILE *out, const run_page *p)
{
    fputs("{\"name\":", out);
    json_put_string(out, p->name);
    fputs(",\n\"run\":", out);
    run_summary_put(out, p->summary);
    put_memory(out, p->memory);
    fputs(",\n\"done\":", out);
    json_put_real(out, p->at->done, 4);
    fputs(",\"left\":", out);
    json_put_real(out, seconds_left(p->at), 0);
    if (p->at->test) put_test(out, p->at->test, p->at->of_tests);
}

/* Puts all of the object but the metrics and replays. Returns 0, or -1 if out of memory. */
static int put_run_escaped(FILE *out, const run_page *p)
{
    char *text = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&text, &size);
    if (!memory) return -1;
    put_run(memory, p);
    int failed = fclose(memory);
    if (!failed) put_escaped(out, text, size);
    free(text);
    return failed ? -1 : 0;
}

/* --- the page ---------------------------------------------------------------------------------------------------- */

static void put_lines(FILE *out, const char *const *lines)
{
    while (*lines) fputs(*lines++, out);
}

static int put_page(FILE *out, const run_page *p, const file_bytes *csv)
{
    put_lines(out, run_page_before);
    int failed = put_run_escaped(out, p);
    fputs(",\n\"metrics\":[", out);
    put_metrics(out, csv);
    fputs("],\n\"replays\":[\n", out);
    for (int i = 0; i < p->replay_count; i++) fprintf(out, "%s%s", i ? ",\n" : "", p->replays[i]);
    fputs("]}\n", out);
    put_lines(out, run_page_after);
    return failed;
}

int run_page_write(const char *path, const run_page *p, error *err)
{
    atomic_file file;
    file_bytes csv;
    int status = file_read(&csv, p->metrics, TEXT_LIMIT, err);
    if (status != OK) return status;
    status = atomic_open(&file, path, err);
    if (status == OK && put_page(file.out, p, &csv)) {
        atomic_discard(&file, 1);
        status = fail_memory(err, "the report");
    } else if (status == OK)
        status = atomic_close(&file, 1, err);
    file_free(&csv);
    return status;
}
