#include "report/arc.h"

#include "base/json.h"

static const arc_grid *attempts_at(const arc_attempts *a, long number, int test, int *count)
{
    long input = a->first[number] + test;
    *count = a->count[input];
    return a->grids + input * a->most;
}

/* --- for people ---------------------------------------------------------------------------- */

void arc_show_task(FILE *out, const arc_task *t, int colour)
{
    fprintf(out, "task %s\n", t->name);
    for (int i = 0; i < t->demonstration_count; i++) {
        fprintf(out, "demonstration %d: input, output\n", i + 1);
        arc_grid_print(out, &t->demonstrations[i].input, &t->demonstrations[i].output, colour);
    }
}

static void show_trace(FILE *out, const arc_trace *trace, int colour)
{
    for (int i = 0; i < trace->steps; i++) {
        fprintf(out, "step %d, halting logit %.1f\n", i + 1, trace->halts[i]);
        if (trace->grids[i].rows > 0)
            arc_grid_print(out, &trace->grids[i], NULL, colour);
        else
            fprintf(out, "  no grid\n");
    }
    if (trace->steps == 0) fprintf(out, "too large for the frame of the model, so it was not asked\n");
}

static void show_outcome(FILE *out, arc_outcome outcome, const arc_grid *output, int colour)
{
    const char *plain = colour ? "\033[0m" : "";
    if (outcome == ARC_UNKNOWN) fprintf(out, "unknown: the file does not say what the output is\n");
    if (outcome == ARC_SOLVED) fprintf(out, "%ssolved%s: an attempt is the output\n", colour ? "\033[32m" : "", plain);
    if (outcome != ARC_MISSED) return;
    fprintf(out, "%snot solved%s; the output is\n", colour ? "\033[31m" : "", plain);
    arc_grid_print(out, output, NULL, colour);
}

void arc_show_test(FILE *out, const arc_attempts *a, long number, int test, int k, const arc_trace *trace, int colour)
{
    const arc_pair *pair = &a->list->items[number].tests[test];
    int count;
    const arc_grid *grids = attempts_at(a, number, test, &count);
    fprintf(out, "\ntest input %d\n", test + 1);
    arc_grid_print(out, &pair->input, NULL, colour);
    fprintf(out, "\n");
    show_trace(out, trace, colour);
    for (int i = 0; i < k && i < count; i++) {
        fprintf(out, "attempt %d, by the votes of all augmentations\n", i + 1);
        arc_grid_print(out, &grids[i], NULL, colour);
    }
    show_outcome(out, arc_attempts_outcome(a, number, test, k), &pair->output, colour);
}

/* --- for programs -------------------------------------------------------------------------- */

static void print_line(FILE *out, const arc_attempts *a, long number, int test, int k)
{
    static const char *const words[] = {[ARC_MISSED] = "false", [ARC_SOLVED] = "true", [ARC_UNKNOWN] = "null"};
    int count;
    const arc_grid *grids = attempts_at(a, number, test, &count);
    fprintf(out, "{\"task\": ");
    json_put_string(out, a->list->items[number].name);
    fprintf(out, ", \"test\": %d, \"attempts\": [", test + 1);
    for (int i = 0; i < k && i < count; i++) {
        fprintf(out, "%s", i > 0 ? ", " : "");
        arc_grid_json(out, &grids[i]);
    }
    fprintf(out, "], \"solved\": %s}\n", words[arc_attempts_outcome(a, number, test, k)]);
}

void arc_print_lines(FILE *out, const arc_attempts *a, int k)
{
    for (long i = 0; i < a->list->count; i++)
        for (int test = 0; test < a->list->items[i].test_count; test++) print_line(out, a, i, test, k);
}

/* The form asks for two attempts, made or not. */
static void put_attempts(FILE *out, const arc_attempts *a, long number, int test)
{
    static const arc_grid nothing = {.rows = 1, .cols = 1};
    int count;
    const arc_grid *grids = attempts_at(a, number, test, &count);
    fputs("{\"attempt_1\": ", out);
    arc_grid_json(out, count > 0 ? &grids[0] : &nothing);
    fputs(", \"attempt_2\": ", out);
    arc_grid_json(out, count > 1 ? &grids[1] : count > 0 ? &grids[0] : &nothing);
    fputc('}', out);
}

static int was_asked(const arc_attempts *a, long number)
{
    for (long input = a->first[number]; input < a->first[number + 1]; input++)
        if (a->count[input] != ARC_NOT_ASKED) return 1;
    return 0;
}

void arc_print_submission(FILE *out, const arc_attempts *a)
{
    const char *between = "\n";
    fputc('{', out);
    for (long i = 0; i < a->list->count; i++) {
        const arc_task *t = &a->list->items[i];
        if (!was_asked(a, i)) continue;
        fputs(between, out);
        json_put_string(out, t->name);
        for (int test = 0; test < t->test_count; test++) {
            fputs(test ? ", " : ": [", out);
            put_attempts(out, a, i, test);
        }
        fputc(']', out);
        between = ",\n";
    }
    fputs("\n}\n", out);
}
