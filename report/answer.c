#include "report/answer.h"

#include "base/json.h"
#include "report/probabilities.h"

#include <string.h>

/* --- for people ---------------------------------------------------------------------------- */

static void show_steps(FILE *out, const answer_report *r, int colour)
{
    grid_view view = {.shape = r->shape, .question = r->question, .before = r->question, .colour = colour};
    for (int step = 0; step < r->steps; step++) {
        view.grid = trace_answer(r->trace, step);
        fprintf(out, "\nstep %d, %s %.1f\n", step + 1, r->measure, trace_halt(r->trace, step));
        r->kind->print(out, &view);
        view.before = view.grid;
    }
}

static int show_verdict(FILE *out, const answer_report *r, int colour)
{
    const char *plain = colour ? "\033[0m" : "", *plural = r->steps == 1 ? "" : "s";
    const grid_view view = {.shape = r->shape, .question = r->question, .grid = r->answer, .colour = colour};
    if (r->kind->check_answer(r->shape, r->question, r->answer, NULL, NULL) == 0) {
        fprintf(out, "%ssolved%s after %d step%s; the rules agree\n", colour ? "\033[32m" : "", plain, r->steps,
                plural);
        return 1;
    }
    fprintf(out, "%snot solved%s after %d step%s (%s %.1f): ", colour ? "\033[31m" : "", plain, r->steps, plural,
            r->measure, r->halt);
    r->kind->print_fault(out, &view);
    return 0;
}

int answer_show(FILE *out, const answer_report *r, int colour)
{
    const grid_view asked = {.shape = r->shape, .question = r->question, .grid = r->question, .colour = colour};
    fprintf(out, "question\n");
    r->kind->print(out, &asked);
    if (r->allowed > 1) fprintf(out, "\ntry %d, chosen of %d (%ld steps in all)\n", r->chosen + 1, r->samples, r->work);
    show_steps(out, r, colour);
    fprintf(out, "\n");
    int solved = show_verdict(out, r, colour);
    fprintf(out, "\n");
    return solved;
}

/* --- for programs -------------------------------------------------------------------------- */

static void put_cells(FILE *out, const answer_report *r, const uint8_t *grid, const uint8_t *broken)
{
    for (int i = 0; i < grid_cells(r->shape); i++)
        fputc(broken && broken[i] ? r->kind->broken_char : r->kind->symbol_char(r->shape, grid[i]), out);
}

int answer_line(FILE *out, const answer_report *r)
{
    uint8_t broken[KIND_MAX_CELLS];
    int solved = r->kind->check_answer(r->shape, r->question, r->answer, broken, NULL) == 0;
    put_cells(out, r, r->answer, broken);
    fputc('\n', out);
    return solved;
}

int answer_json(FILE *out, const answer_report *r)
{
    uint8_t broken[KIND_MAX_CELLS];
    int solved = r->kind->check_answer(r->shape, r->question, r->answer, broken, NULL) == 0;
    const char *comma = "";
    fprintf(out, "{\"puzzle\": \"");
    put_cells(out, r, r->question, NULL);
    fprintf(out, "\", \"answer\": \"");
    put_cells(out, r, r->answer, NULL);
    fprintf(out, "\", \"solved\": %s, \"steps\": %d, \"tries\": %d, \"halt\": ", solved ? "true" : "false", r->steps,
            r->samples);
    json_put_real(out, r->halt, 4);
    fprintf(out, ", \"wrong\": [");
    for (int i = 0; i < grid_cells(r->shape); i++) {
        if (!broken[i]) continue;
        fprintf(out, "%s%d", comma, i);
        comma = ", ";
    }
    fputc(']', out);
    if (r->logits) probabilities_put(out, r->kind, r->shape, r->logits, r->planes);
    fprintf(out, "}\n");
    return solved;
}

void answer_none(FILE *out, int json, long line, const char *fault)
{
    if (json) {
        fprintf(out, "{\"puzzle\": null, \"line\": %ld, \"error\": ", line);
        json_put_string(out, fault);
        fputc('}', out);
    }
    fputc('\n', out);
}
