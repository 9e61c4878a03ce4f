/* Attempts at the tests of ARC tasks: for people, on lines for programs, and as competitions take them. Of each test
 * the first k attempts count. */
#ifndef REPORT_ARC_H
#define REPORT_ARC_H

#include "puzzles/arc/vote.h"

#include <stdio.h> /* FILE */

/* --- for people ---------------------------------------------------------------------------- */

/* Name and demonstrations. */
void arc_show_task(FILE *out, const arc_task *t, int colour);

/* A test input; then what the model said of it after each step, 0x0 if that was no grid; then the attempts, and whether
 * one is the output. */
void arc_show_input(FILE *out, const arc_attempts *a, long number, int test, int colour);
void arc_show_step(FILE *out, int step, double halt, const arc_grid *grid, int colour);
void arc_show_attempts(FILE *out, const arc_attempts *a, long number, int test, int k, int colour);

/* --- for programs -------------------------------------------------------------------------- */

/* A JSON object for each test, a line each; "solved" is null if the output is unknown. */
void arc_print_lines(FILE *out, const arc_attempts *a, int k);

/* A submission as Kaggle takes it: {"NAME": [{"attempt_1": GRID, "attempt_2": GRID}, one for each test input], ...}
 * with every task of which something was asked. If there is no second attempt the first is repeated, if there is none
 * [[0]] stands. */
void arc_print_submission(FILE *out, const arc_attempts *a);

#endif
