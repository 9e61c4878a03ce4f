#include "report/arc.h"

#include "puzzles/arc/grid_print.h"

/* --- what they are worth ------------------------------------------------------------------- */

/* null where no output is known. */
static void put_share(FILE *out, const task_attempts *a, int k)
{
    long tasks;
    double share = task_pass_at(a, k, &tasks);
    if (tasks)
        fprintf(out, "%.6f", share);
    else
        fprintf(out, "null");
}

static void put_passes_json(FILE *out, const task_attempts *a, int k, const int *passes, int count)
{
    long tasks;
    fprintf(out, "{\"solved\": ");
    put_share(out, a, k);
    fprintf(out, ", \"attempts\": %d, ", k);
    for (int i = 0; i < count; i++) {
        fprintf(out, "\"pass_%d\": ", passes[i]);
        put_share(out, a, passes[i]);
        fprintf(out, ", ");
    }
    task_pass_at(a, k, &tasks);
    fprintf(out, "\"tasks\": %ld, \"inputs\": %ld, ", tasks, a->inputs);
}

static void put_passes(FILE *out, const task_attempts *a, int k, const int *passes, int count)
{
    long tasks;
    double share = task_pass_at(a, k, &tasks);
    if (tasks == 0) {
        fprintf(out, "no task with known outputs\n");
        return;
    }
    fprintf(out, "solved %.2f%%  (of %ld tasks, %d attempt%s)\n\n", 100 * share, tasks, k, k > 1 ? "s" : "");
    for (int i = 0; i < count; i++)
        fprintf(out, "pass@%-2d %6.2f%%\n", passes[i], 100 * task_pass_at(a, passes[i], &tasks));
}

void task_report_passes(FILE *out, const task_attempts *a, int k, const task_effort *effort, int json)
{
    static const int passes[] = {1, 2, 5, TASK_PASSES};
    double steps = (double)effort->steps / (double)(effort->views > 0 ? effort->views : 1);
    (json ? put_passes_json : put_passes)(out, a, k, passes, sizeof passes / sizeof *passes);
    if (json)
        fprintf(out, "\"views\": %ld, \"mean_steps\": %.3f, \"seconds\": %.2f}\n", effort->views, steps,
                effort->seconds);
    else
        fprintf(out, "\n%ld test inputs in %ld views, %.2f steps each on average, %.1f s\n", a->inputs, effort->views,
                steps, effort->seconds);
}

/* --- one test ------------------------------------------------------------------------------ */

typedef enum { MISSED, SOLVED, UNKNOWN } outcome;

static outcome outcome_of(const task_attempts *a, long number, int test, int k)
{
    if (!a->list->items[number].tests[test].has_output) return UNKNOWN;
    return task_attempts_solved(a, number, test, k) ? SOLVED : MISSED;
}

int task_report_any_missed(const task_attempts *a, int k)
{
    for (long i = 0; i < a->list->count; i++)
        for (int p = 0; p < a->list->items[i].test_count; p++)
            if (outcome_of(a, i, p, k) == MISSED) return 1;
    return 0;
}

static int put_line(FILE *out, const task_attempts *a, long number, int test, int k)
{
    static const char *const words[] = {[MISSED] = "false", [SOLVED] = "true", [UNKNOWN] = "null"};
    long input = a->first[number] + test;
    fprintf(out, "{\"task\": ");
    if (task_put_name(a->list->items[number].name, out) != 0) return -1;
    fprintf(out, ", \"test\": %d, \"attempts\": [", test + 1);
    for (int i = 0; i < k && i < a->count[input]; i++) {
        fprintf(out, "%s", i > 0 ? ", " : "");
        task_put_grid(&a->grids[input * a->most + i], out);
    }
    fprintf(out, "], \"solved\": %s}\n", words[outcome_of(a, number, test, k)]);
    return 0;
}

int task_report_lines(FILE *out, const task_attempts *a, int k)
{
    for (long i = 0; i < a->list->count; i++)
        for (int p = 0; p < a->list->items[i].test_count; p++)
            if (put_line(out, a, i, p, k) != 0) return -1;
    return 0;
}

/* --- for people ---------------------------------------------------------------------------- */

void task_report_task(FILE *out, const task *t, int colour)
{
    fprintf(out, "task %s\n", t->name);
    for (int i = 0; i < t->demonstration_count; i++) {
        fprintf(out, "demonstration %d: input, output\n", i + 1);
        colour_grid_print(out, &t->demonstrations[i].input, &t->demonstrations[i].output, colour);
    }
}

static void show_trace(FILE *out, const task_trace *trace, int colour)
{
    for (int i = 0; i < trace->steps; i++) {
        fprintf(out, "step %d, halting logit %.1f\n", i + 1, trace->halts[i]);
        if (trace->grids[i].rows > 0)
            colour_grid_print(out, &trace->grids[i], NULL, colour);
        else
            fprintf(out, "  no grid\n");
    }
    if (trace->steps == 0) fprintf(out, "too large for the frame of the model, so it was not asked\n");
}

static void show_outcome(FILE *out, outcome known, const colour_grid *output, int colour)
{
    const char *plain = colour ? "\033[0m" : "";
    if (known == UNKNOWN) fprintf(out, "unknown: the file does not say what the output is\n");
    if (known == SOLVED) fprintf(out, "%ssolved%s: an attempt is the output\n", colour ? "\033[32m" : "", plain);
    if (known != MISSED) return;
    fprintf(out, "%snot solved%s; the output is\n", colour ? "\033[31m" : "", plain);
    colour_grid_print(out, output, NULL, colour);
}

void task_report_test(FILE *out, const task_attempts *a, long number, int test, int k, const task_trace *trace,
                      int colour)
{
    const task_pair *pair = &a->list->items[number].tests[test];
    long input = a->first[number] + test;
    fprintf(out, "\ntest input %d\n", test + 1);
    colour_grid_print(out, &pair->input, NULL, colour);
    fprintf(out, "\n");
    show_trace(out, trace, colour);
    for (int i = 0; i < k && i < a->count[input]; i++) {
        fprintf(out, "attempt %d, by the votes of all views\n", i + 1);
        colour_grid_print(out, &a->grids[input * a->most + i], NULL, colour);
    }
    show_outcome(out, outcome_of(a, number, test, k), &pair->output, colour);
}
