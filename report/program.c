#include "report/program.h"

#include <string.h>

/* --- a run --------------------------------------------------------------------------------- */

/* As long as all states were right, the question is one, and its line can be carried out. */
static void compare(program_run *r, const uint8_t *question, const uint8_t *answer)
{
    uint8_t right[PROGRAM_MAX_CELLS];
    int op = r->p->line[r->line].op;
    program_execute(r->p->side, question, right);
    if (program_compare(r->p->side, right, answer, NULL, r->fault)) r->wrong = r->steps;
    r->asked[op]++;
    r->right[op] += !r->wrong;
}

void program_run_take(program_run *r, const uint8_t *question, const uint8_t *answer)
{
    r->steps++;
    if (!r->wrong) compare(r, question, answer);
    memcpy(r->state, answer, (size_t)(r->p->side * (r->p->side + 1)));
    r->line = program_next(r->p, r->line, answer);
}

int program_run_final_right(const program_run *r)
{
    uint8_t right[PROGRAM_MAX_CELLS];
    int side = r->p->side;
    program_final(r->p, right);
    return program_run_ended(r) && !memcmp(right + side, r->state + side, (size_t)(side * side));
}

int program_run_trace_right(const program_run *r)
{
    return program_run_ended(r) && !r->wrong;
}

/* --- for people ---------------------------------------------------------------------------- */

void program_run_begin(FILE *out, const program_run *r, int colour)
{
    const program *p = r->p;
    const grid_shape shape = program_shape(p->side);
    uint8_t start[PROGRAM_MAX_CELLS];
    char text[PROGRAM_LINE_TEXT];
    program_begin(p, start);
    fprintf(out, "program\n");
    for (int i = 0; i < p->lines; i++) fprintf(out, "  %2d  %s\n", i + 1, program_line_text(&p->line[i], text));
    fprintf(out, "\nstart\n");
    program_print_grid(out, &(grid_view){.shape = &shape, .question = start, .grid = start, .colour = colour});
}

/* Which cells the model got wrong in its first wrong step, where the state before is `view->before`. */
static void mark_broken(const program_run *r, int line, const grid_view *view, uint8_t *broken)
{
    uint8_t question[PROGRAM_MAX_CELLS], right[PROGRAM_MAX_CELLS];
    char sentence[KIND_SENTENCE];
    program_ask(r->p, line, view->before, question);
    program_execute(r->p->side, question, right);
    program_compare(r->p->side, right, view->grid, broken, sentence);
}

/* The grid is shown if it has changed, or should have. */
static void show_step(FILE *out, const program_run *r, int step, grid_view *view)
{
    const program_frame *f = &r->frames[step];
    char text[PROGRAM_LINE_TEXT];
    uint8_t broken[PROGRAM_MAX_CELLS];
    size_t header = (size_t)r->p->side, cells = header * header;
    int is_wrong = step + 1 == r->wrong;
    view->grid = f->state;
    if (is_wrong) mark_broken(r, f->line, view, broken);
    view->broken = is_wrong ? broken : NULL;
    fprintf(out, "\nstep %d, line %d: %s; counter %d%s (halting logit %.1f, supervision steps: %d)\n", step + 1,
            f->line + 1, program_line_text(&r->p->line[f->line], text), f->state[CELL_COUNTER],
            f->state[CELL_JUMP] == SYMBOL_JUMP ? ", jump" : "", f->halt, f->thoughts);
    if (is_wrong || memcmp(view->before + header, view->grid + header, cells)) program_print_grid(out, view);
    view->before = view->grid;
}

void program_run_verdict(FILE *out, const program_run *r, int colour)
{
    const char *plain = colour ? "\033[0m" : "", *good = colour ? "\033[32m" : "", *bad = colour ? "\033[31m" : "";
    const char *plural = r->steps == 1 ? "" : "s";
    if (program_run_trace_right(r))
        fprintf(out, "\n%sright%s: ended after %d step%s, every state matches the executor's\n\n", good, plain,
                r->steps, plural);
    else if (r->wrong)
        fprintf(out, "\n%swrong%s at step %d: %s; the final grid is %s\n\n", bad, plain, r->wrong, r->fault,
                program_run_final_right(r) ? "right all the same" : "wrong");
    else
        fprintf(out, "\n%swrong%s: did not end within %d step%s\n\n", bad, plain, r->steps, plural);
}

void program_run_show(FILE *out, const program_run *r, int colour)
{
    const grid_shape shape = program_shape(r->p->side);
    uint8_t start[PROGRAM_MAX_CELLS];
    program_begin(r->p, start);
    grid_view view = {.shape = &shape, .question = start, .before = start, .colour = colour};
    program_run_begin(out, r, colour);
    for (int step = 0; step < r->steps; step++) show_step(out, r, step, &view);
    program_run_verdict(out, r, colour);
}

/* --- for programs -------------------------------------------------------------------------- */

static void put_grid(FILE *out, const program *p, const uint8_t *grid)
{
    for (int i = 0; i < p->side * p->side; i++) fputc(program_symbol_char(grid[i]), out);
}

void program_run_line(FILE *out, const program_run *r)
{
    put_grid(out, r->p, r->state + r->p->side);
    fputc('\n', out);
}

void program_run_json(FILE *out, const program_run *r)
{
    char text[PROGRAM_LINE_TEXT];
    fprintf(out, "{\"program\": \"");
    for (int i = 0; i < r->p->lines; i++) fprintf(out, "%s%s", i ? "; " : "", program_line_text(&r->p->line[i], text));
    fprintf(out, "\", \"start\": \"");
    put_grid(out, r->p, r->p->start);
    fprintf(out, "\", \"final\": \"");
    put_grid(out, r->p, r->state + r->p->side);
    fprintf(out, "\", \"final_right\": %s, \"trace_right\": %s, \"steps\": %d, \"first_wrong_step\": ",
            program_run_final_right(r) ? "true" : "false", program_run_trace_right(r) ? "true" : "false", r->steps);
    if (r->wrong)
        fprintf(out, "%d}\n", r->wrong);
    else
        fprintf(out, "null}\n");
}

/* --- many ---------------------------------------------------------------------------------- */

void program_evaluation_add(program_evaluation *e, const program_run *r)
{
    program_tally *t = &e->of[r->p->lines];
    t->programs++;
    t->finals += program_run_final_right(r);
    t->traces += program_run_trace_right(r);
    for (int op = 0; op < PROGRAM_OPS; op++) {
        e->asked[op] += r->asked[op];
        e->right[op] += r->right[op];
    }
}

static program_tally sum_of(const program_evaluation *e)
{
    program_tally sum = {0};
    for (int lines = 1; lines <= PROGRAM_MAX_LINES; lines++) {
        const program_tally *t = &e->of[lines];
        sum.programs += t->programs;
        sum.finals += t->finals;
        sum.traces += t->traces;
    }
    return sum;
}

static double share(long part, long of)
{
    return (double)part / (double)(of > 0 ? of : 1);
}

static double share_of_steps(const program_evaluation *e)
{
    long asked = 0, right = 0;
    for (int op = 0; op < PROGRAM_OPS; op++) {
        asked += e->asked[op];
        right += e->right[op];
    }
    return share(right, asked);
}

static double speed_of(const program_evaluation *e, const program_tally *sum)
{
    return (double)sum->programs / (e->seconds > 0 ? e->seconds : 1e-9);
}

static void print_json(FILE *out, const program_evaluation *e, const program_tally *sum)
{
    const char *between = "";
    fprintf(out,
            "{\"final\": %.6f, \"trace\": %.6f, \"step\": %.6f, \"programs\": %ld, \"programs_per_s\": %.2f, "
            "\"by_lines\": [",
            share(sum->finals, sum->programs), share(sum->traces, sum->programs), share_of_steps(e), sum->programs,
            speed_of(e, sum));
    for (int lines = 1; lines <= PROGRAM_MAX_LINES; lines++) {
        const program_tally *t = &e->of[lines];
        if (!t->programs) continue;
        fprintf(out, "%s{\"lines\": %d, \"programs\": %ld, \"final\": %.6f, \"trace\": %.6f}", between, lines,
                t->programs, share(t->finals, t->programs), share(t->traces, t->programs));
        between = ", ";
    }
    fprintf(out, "], \"by_operation\": {");
    for (int op = 0; op < PROGRAM_OPS; op++)
        fprintf(out, "%s\"%s\": %.6f", op ? ", " : "", program_forms[op].name, share(e->right[op], e->asked[op]));
    fprintf(out, "}}\n");
}

static void print_row(FILE *out, const program_tally *t)
{
    fprintf(out, "  %8ld  %11.1f%%  %5.1f%%\n", t->programs, 100 * share(t->finals, t->programs),
            100 * share(t->traces, t->programs));
}

static void print_table(FILE *out, const program_evaluation *e, const program_tally *sum)
{
    fprintf(out, "final grids %.2f%%, traces %.2f%%  (of %ld programs)\n", 100 * share(sum->finals, sum->programs),
            100 * share(sum->traces, sum->programs), sum->programs);
    fprintf(out, "steps %.3f%%, of those asked from a right state\n%.1f programs/s\n\n", 100 * share_of_steps(e),
            speed_of(e, sum));
    fprintf(out, "lines  programs   final grids  traces\n");
    for (int lines = 1; lines <= PROGRAM_MAX_LINES; lines++) {
        if (!e->of[lines].programs) continue;
        fprintf(out, "%5d", lines);
        print_row(out, &e->of[lines]);
    }
    fprintf(out, "\noperation    asked   right\n");
    for (int op = 0; op < PROGRAM_OPS; op++)
        if (e->asked[op])
            fprintf(out, "%-9s %8ld  %6.2f%%\n", program_forms[op].name, e->asked[op],
                    100 * share(e->right[op], e->asked[op]));
}

void program_evaluation_print(FILE *out, const program_evaluation *e, int json)
{
    const program_tally sum = sum_of(e);
    (json ? print_json : print_table)(out, e, &sum);
}
