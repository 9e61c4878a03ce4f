#include "report/evaluation.h"

#include "base/json.h"
#include "base/show.h"

static double mean(long sum, long count)
{
    return (double)sum / (double)(count > 0 ? count : 1);
}

/* --- puzzles ------------------------------------------------------------------------------- */

static double speed_of(const evaluation *e)
{
    return (double)e->examples / (e->seconds > 0 ? e->seconds : 1e-9);
}

static double flops_of(const evaluation *e)
{
    return e->flops / (double)(e->examples > 0 ? e->examples : 1);
}

/* Names that are not the same for many puzzles are no classes. */
static int has_classes(const evaluation *e)
{
    long listed = 0;
    for (int i = 0; i < e->classes; i++) listed += e->class[i].examples;
    return e->classes > 1 && listed == e->examples;
}

/* Numbers, which add up over the parts of a file. */
static void print_classes_json(FILE *out, const evaluation *e)
{
    for (int i = 0; has_classes(e) && i < e->classes; i++) {
        const evaluation_class *c = &e->class[i];
        fprintf(out, i ? ", " : ", \"classes\": {");
        json_put_string(out, c->name);
        fprintf(out, ": {\"puzzles\": %ld, \"exact\": %ld", c->examples, c->exact);
        if (e->by_rules) fprintf(out, ", \"solved\": %ld", c->solved);
        fprintf(out, "}%s", i + 1 < e->classes ? "" : "}");
    }
}

static void print_puzzles_json(FILE *out, const evaluation *e)
{
    fprintf(out, "{\"exact\": ");
    json_put_real(out, evaluation_exact(e), 6);
    fprintf(out, ", \"cells\": ");
    json_put_real(out, evaluation_cells(e), 6);
    fprintf(out, ", ");
    if (e->by_rules) fprintf(out, "\"solved\": %.6f, ", mean(e->solved, e->examples));
    fprintf(out,
            "\"puzzles\": %ld, \"puzzles_per_s\": %.2f, \"mean_steps\": %.3f, \"mean_tries\": %.3f, "
            "\"mean_work\": %.3f, \"mean_flops\": %.0f, \"seconds\": %.4f, \"exact_puzzles\": %ld, "
            "\"exact_as_predicted\": %.6f, \"cells_as_predicted\": %.6f",
            e->examples, speed_of(e), mean(e->steps, e->examples), mean(e->samples, e->examples),
            mean(e->work, e->examples), flops_of(e), e->seconds, e->exact, mean(e->raw_exact, e->examples),
            mean(e->raw_right_cells, e->cells));
    if (e->by_rules) fprintf(out, ", \"solved_puzzles\": %ld", e->solved);
    if (e->refused) fprintf(out, ", \"bad_rows\": %ld", e->refused);
    print_classes_json(out, e);
    fprintf(out, "}\n");
}

static void print_classes(FILE *out, const evaluation *e)
{
    if (!has_classes(e)) return;
    fprintf(out, "%-*s  puzzles   exact%s\n", EVALUATION_NAME, "class", e->by_rules ? "  by the rules" : "");
    for (int i = 0; i < e->classes; i++) {
        const evaluation_class *c = &e->class[i];
        show(out, "%-*s  %7ld  %5.1f%%", EVALUATION_NAME, c->name, c->examples, 100 * mean(c->exact, c->examples));
        if (e->by_rules) fprintf(out, "        %5.1f%%", 100 * mean(c->solved, c->examples));
        fprintf(out, "\n");
    }
    fprintf(out, "\n");
}

static void print_puzzles(FILE *out, const evaluation *e)
{
    fprintf(out, "exact %.2f%%  (%ld of %ld puzzles)\n", 100 * evaluation_exact(e), e->exact, e->examples);
    if (e->refused) fprintf(out, "%ld bad row%s not counted\n", e->refused, e->refused == 1 ? " is" : "s are");
    if (e->by_rules) fprintf(out, "solved by the rules %.2f%%  (%ld)\n", 100 * mean(e->solved, e->examples), e->solved);
    fprintf(out, "cells %.2f%%\n", 100 * evaluation_cells(e));
    fprintf(out, "before given cells are put back: exact %.2f%%, cells %.2f%%\n", 100 * mean(e->raw_exact, e->examples),
            100 * mean(e->raw_right_cells, e->cells));
    fprintf(out, "%.1f puzzles/s\n%.2f steps and %.1f MFLOP on average\n\n", speed_of(e), mean(e->steps, e->examples),
            flops_of(e) / 1e6);
    if (e->samples > e->examples)
        fprintf(out, "%.2f tries and %.2f steps of all tries on average\n\n", mean(e->samples, e->examples),
                mean(e->work, e->examples));
    print_classes(out, e);
    fprintf(out, "steps  puzzles   exact\n");
    for (int i = 0; i <= EVALUATION_STEPS; i++)
        if (e->finished[i])
            fprintf(out, "%5d  %7ld  %5.1f%%\n", i, e->finished[i], 100 * mean(e->finished_exact[i], e->finished[i]));
}

/* --- tasks --------------------------------------------------------------------------------- */

/* null if no output is known. */
static void put_pass(FILE *out, const evaluation *e, double share)
{
    if (e->tasks)
        fprintf(out, "%.6f", share);
    else
        fprintf(out, "null");
}

static void print_tasks_json(FILE *out, const evaluation *e)
{
    fprintf(out, "{\"solved\": ");
    put_pass(out, e, e->passed);
    fprintf(out, ", \"attempts\": %d, ", e->attempts);
    for (int i = 0; i < EVALUATION_PASSES; i++) {
        fprintf(out, "\"pass_%d\": ", evaluation_passes[i]);
        put_pass(out, e, e->passed_at[i]);
        fprintf(out, ", ");
    }
    fprintf(out, "\"tasks\": %ld, \"inputs\": %ld, \"views\": %ld, \"mean_steps\": %.3f, \"seconds\": %.2f}\n",
            e->tasks, e->inputs, e->examples, mean(e->work, e->examples), e->seconds);
}

static void print_tasks(FILE *out, const evaluation *e)
{
    if (e->tasks == 0) {
        fprintf(out, "no task with known outputs\n");
    } else {
        fprintf(out, "solved %.2f%%  (of %ld tasks, %d attempt%s)\n\n", 100 * e->passed, e->tasks, e->attempts,
                e->attempts > 1 ? "s" : "");
        for (int i = 0; i < EVALUATION_PASSES; i++)
            fprintf(out, "pass@%-2d %6.2f%%\n", evaluation_passes[i], 100 * e->passed_at[i]);
    }
    fprintf(out, "\n%ld test inputs in %ld augmentations, %.2f steps each on average, %.1f s\n", e->inputs, e->examples,
            mean(e->work, e->examples), e->seconds);
}

void evaluation_print(FILE *out, const evaluation *e, int json)
{
    if (e->attempts)
        (json ? print_tasks_json : print_tasks)(out, e);
    else
        (json ? print_puzzles_json : print_puzzles)(out, e);
}
