#include "report/evaluation.h"

void score_add(score *s, const score_line *line)
{
    s->puzzles++;
    s->exact += line->exact;
    s->right += line->right;
    s->steps += line->steps;
    s->tries += line->tries;
    s->work += line->work;
    s->cells += line->labels;
    s->right_cells += line->cells;
    s->finished[line->steps]++;
    s->finished_right[line->steps] += line->exact;
}

void score_print(FILE *out, const score *s, int json)
{
    double n = (double)s->puzzles, exact = (double)s->exact / n, cells = (double)s->right_cells / (double)s->cells;
    double speed = n / (s->seconds > 0 ? s->seconds : 1e-9), mean_steps = (double)s->steps / n;
    double work = (double)s->work / n, tries = (double)s->tries / n;
    if (json) {
        fprintf(out, "{\"exact\": %.6f, \"cells\": %.6f, ", exact, cells);
        if (s->by_rules) fprintf(out, "\"solved\": %.6f, ", (double)s->right / n);
        fprintf(out,
                "\"puzzles\": %ld, \"puzzles_per_s\": %.2f, \"mean_steps\": %.3f, \"mean_tries\": %.3f, "
                "\"mean_work\": %.3f}\n",
                s->puzzles, speed, mean_steps, tries, work);
        return;
    }
    fprintf(out, "exact %.2f%%  (%ld of %ld puzzles)\n", 100 * exact, s->exact, s->puzzles);
    if (s->by_rules) fprintf(out, "solved by the rules %.2f%%  (%ld)\n", 100 * (double)s->right / n, s->right);
    fprintf(out, "cells %.2f%%\n%.1f puzzles/s\n%.2f steps on average\n\n", 100 * cells, speed, mean_steps);
    if (s->tries > s->puzzles) fprintf(out, "%.2f tries and %.2f steps of all tries on average\n\n", tries, work);
    fprintf(out, "steps  puzzles   exact\n");
    for (int i = 0; i <= SCORE_STEPS; i++)
        if (s->finished[i])
            fprintf(out, "%5d  %7ld  %5.1f%%\n", i, s->finished[i],
                    100 * (double)s->finished_right[i] / (double)s->finished[i]);
}
