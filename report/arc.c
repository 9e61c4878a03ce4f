#include "report/arc.h"

#include "base/json.h"
#include "base/show.h"

static int attempts_at(const arc_attempts *a, long number, int test)
{
    return a->count[a->first[number] + test];
}

/* --- for people ---------------------------------------------------------------------------- */

void arc_show_task(FILE *out, const arc_task *t, int colour)
{
    show(out, "task %s\n", t->name);
    for (int i = 0; i < t->demonstration_count; i++) {
        const arc_pair *pair = &t->demonstrations[i];
        arc_grid input, output;
        fprintf(out, "demonstration %d: input, output\n", i + 1);
        arc_grid_print(out, arc_unpack(pair->input, &input), arc_unpack(pair->output, &output), colour);
    }
}

void arc_show_input(FILE *out, const arc_attempts *a, long number, int test, int colour)
{
    arc_grid input;
    fprintf(out, "\ntest input %d\n", test + 1);
    arc_grid_print(out, arc_unpack(a->list->items[number].tests[test].input, &input), NULL, colour);
    fprintf(out, "\n");
}

void arc_show_step(FILE *out, int step, double halt, const arc_grid *grid, int colour)
{
    fprintf(out, "step %d, halting logit %.1f\n", step, halt);
    if (grid->rows > 0)
        arc_grid_print(out, grid, NULL, colour);
    else
        fprintf(out, "  no grid\n");
}

void arc_show_attempts(FILE *out, const arc_attempts *a, long number, int test, int k, int colour)
{
    const char *plain = colour ? "\033[0m" : "", *good = colour ? "\033[32m" : "", *bad = colour ? "\033[31m" : "";
    const int count = attempts_at(a, number, test);
    arc_grid grid;
    for (int i = 0; i < k && i < count; i++) {
        fprintf(out, "attempt %d, by the votes of all augmentations\n", i + 1);
        arc_grid_print(out, arc_attempts_get(a, number, test, i, &grid), NULL, colour);
    }
    switch (arc_attempts_outcome(a, number, test, k)) {
    case ARC_UNKNOWN:
        fprintf(out, "unknown: the file does not say what the output is\n");
        break;
    case ARC_SOLVED:
        fprintf(out, "%ssolved%s: an attempt is the output\n", good, plain);
        break;
    case ARC_MISSED:
        fprintf(out, "%snot solved%s; the output is\n", bad, plain);
        arc_grid_print(out, arc_unpack(a->list->items[number].tests[test].output, &(arc_grid){0}), NULL, colour);
    }
}

/* --- for programs -------------------------------------------------------------------------- */

static void print_line(FILE *out, const arc_attempts *a, long number, int test, int k)
{
    static const char *const words[] = {[ARC_MISSED] = "false", [ARC_SOLVED] = "true", [ARC_UNKNOWN] = "null"};
    const int count = attempts_at(a, number, test);
    arc_grid grid;
    fprintf(out, "{\"task\": ");
    json_put_string(out, a->list->items[number].name);
    fprintf(out, ", \"test\": %d, \"attempts\": [", test + 1);
    for (int i = 0; i < k && i < count; i++) {
        fprintf(out, "%s", i > 0 ? ", " : "");
        arc_grid_json(out, arc_attempts_get(a, number, test, i, &grid));
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
    const int count = attempts_at(a, number, test);
    arc_grid grid;
    fputs("{\"attempt_1\": ", out);
    arc_grid_json(out, count > 0 ? arc_attempts_get(a, number, test, 0, &grid) : &nothing);
    fputs(", \"attempt_2\": ", out);
    arc_grid_json(out, count > 0 ? arc_attempts_get(a, number, test, count > 1, &grid) : &nothing);
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
