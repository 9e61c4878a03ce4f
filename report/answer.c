#include "report/answer.h"

#include "base/json.h"
#include "report/probabilities.h"

#include <string.h>

enum { SURE_ROOM = 24 };

/* --- for people ---------------------------------------------------------------------------- */

/* "over 99.9% sure", "37% sure" */
static const char *in_words(const answer_report *r, double halt, char words[SURE_ROOM])
{
    double percent = 100 * belief_sure(&r->belief, halt);
    if (percent >= 99.95 || percent < 0.05)
        snprintf(words, SURE_ROOM, percent > 50 ? "over 99.9%% sure" : "under 0.1%% sure");
    else
        snprintf(words, SURE_ROOM, "%.*f%% sure", percent >= 99 || percent < 1, percent);
    return words;
}

static void show_steps(FILE *out, const answer_report *r, int colour)
{
    grid_view view = {.shape = r->shape, .question = r->question, .before = r->question, .colour = colour};
    char words[SURE_ROOM];
    for (int step = 0; step < r->steps; step++) {
        double halt = trace_halt(r->trace, step);
        view.grid = trace_answer(r->trace, step);
        fprintf(out, "\nstep %d, %s %.1f", step + 1, r->measure, halt);
        if (r->belief.scale != 0) fprintf(out, ": %s", in_words(r, halt, words));
        fprintf(out, "\n");
        r->kind->print(out, &view);
        view.before = view.grid;
    }
}

/* " and the model was 99.9% sure", if its measure says so. */
static void show_belief(FILE *out, const answer_report *r, const char *verb)
{
    char words[SURE_ROOM];
    if (r->belief.scale == 0)
        fprintf(out, "%s %.1f", r->measure, r->halt);
    else
        fprintf(out, "the model %s %s%s", verb, in_words(r, r->halt, words),
                r->belief.calibrated ? "" : " (not calibrated)");
}

static void show_failure(FILE *out, const answer_report *r, int colour)
{
    const grid_view view = {
        .shape = r->shape, .question = r->question, .grid = r->answer, .colour = colour, .places = r->places};
    fprintf(out, "%snot solved%s after %d step%s, ", colour ? "\033[31m" : "", colour ? "\033[0m" : "", r->steps,
            r->steps == 1 ? "" : "s");
    show_belief(out, r, "is");
    fprintf(out, ": ");
    r->kind->print_fault(out, &view);
    if (r->advice) fprintf(out, "to try harder: %s\n", r->advice);
}

int answer_verdict(FILE *out, const answer_report *r, int colour)
{
    int solved = r->kind->check_answer(r->shape, r->question, r->answer, NULL, NULL) == 0;
    if (solved) {
        fprintf(out, "%ssolved%s after %d step%s; the rules agree, ", colour ? "\033[32m" : "", colour ? "\033[0m" : "",
                r->steps, r->steps == 1 ? "" : "s");
        show_belief(out, r, "was");
        fprintf(out, "\n");
    } else {
        show_failure(out, r, colour);
    }
    if (r->unsettled) fprintf(out, "could not check that the solution is unique: the search took too long\n");
    return solved;
}

int answer_show(FILE *out, const answer_report *r, int colour)
{
    const grid_view asked = {.shape = r->shape, .question = r->question, .grid = r->question, .colour = colour};
    fprintf(out, "question\n");
    r->kind->print(out, &asked);
    if (r->allowed > 1) fprintf(out, "\ntry %d, chosen of %d (%ld steps in all)\n", r->chosen + 1, r->samples, r->work);
    show_steps(out, r, colour);
    fprintf(out, "\n");
    int solved = answer_verdict(out, r, colour);
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
    if (r->belief.scale != 0) {
        fprintf(out, ", \"sure\": ");
        json_put_real(out, belief_sure(&r->belief, r->halt), 4);
    }
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
